import { assert, assertEquals } from "../tests/assert.ts";
import { createCheckedDial } from "./checked_dial.ts";

/** What a name server says first, and from then on. */
function rebinding(first: readonly string[], then: readonly string[]) {
  let asked = 0;
  return (_name: string, type: "A" | "AAAA") => {
    const addresses = asked++ < 2 ? first : then;
    return Promise.resolve(addresses.filter((a) => a.includes(":") === (type === "AAAA")));
  };
}

/** Connects to a listener of the test's own, whatever the address, and notes it. */
async function withConnect(
  test: (
    connect: (options: Deno.ConnectOptions) => Promise<Deno.TcpConn>,
    dialled: string[],
  ) => Promise<void>,
): Promise<void> {
  using listener = Deno.listen({ hostname: "127.0.0.1", port: 0 });
  const dialled: string[] = [];
  await test((options) => {
    dialled.push(`${options.hostname} ${options.port}`);
    if (options.hostname?.startsWith("192.")) return Promise.reject(new Error("refused"));
    return Deno.connect({ hostname: "127.0.0.1", port: listener.addr.port });
  }, dialled);
}

Deno.test("createCheckedDial() connects to the very addresses that it has checked", async () => {
  await withConnect(async (connect, dialled) => {
    const resolve = rebinding(["192.30.0.1", "93.184.216.34", "2606:2800:220:1::1"], ["127.0.0.1"]);
    const dial = createCheckedDial({ resolve, connect });
    const connection = await dial("cdn.example.com", 443);
    assert(typeof connection !== "string", "there is a connection");
    connection.close();
    assertEquals(dialled, ["192.30.0.1 443", "93.184.216.34 443"]);
    assertEquals(await dial("cdn.example.com", 443), "not_allowed");
    assertEquals(dialled.length, 2);
  });
});

Deno.test("createCheckedDial() dials nothing that is not public, however it is written", async () => {
  await withConnect(async (connect, dialled) => {
    const resolve = rebinding(["93.184.216.34", "10.0.0.1"], ["93.184.216.34", "10.0.0.1"]);
    const dial = createCheckedDial({ resolve, connect });
    const hosts = [
      "127.0.0.1",
      "::1",
      "[::1]",
      "0:0:0:0:0:ffff:7f00:1",
      "localhost",
      "minio",
      "2130706433",
    ];
    for (const host of [...hosts, "mixed.example.com", "0x7f.1", "", "169.254.169.254"]) {
      assertEquals(await dial(host, 80), "not_allowed", host);
    }
    assertEquals(await dial("93.184.216.34", 25), "not_allowed", "a port for mail");
    assertEquals(dialled, []);
  });
});

Deno.test("createCheckedDial() says that nobody answers", async () => {
  await withConnect(async (connect) => {
    const resolve = rebinding(["192.30.0.1"], []);
    assertEquals(await createCheckedDial({ resolve, connect })("cdn.example.com", 80), "failed");
  });
});
