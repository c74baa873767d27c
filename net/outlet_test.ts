import { assert, assertEquals, assertRejects } from "../tests/assert.ts";
import { serve } from "../tests/serve.ts";
import type { Dial } from "./checked_dial.ts";
import { startGuardProxy } from "./guard_proxy.ts";
import { openOutlet } from "./outlet.ts";

/** Leads every host to one port of this machine, and notes which hosts were asked for. */
function leadTo(port: number, asked: string[]): Dial {
  return (host, wanted) => {
    asked.push(`${host} ${wanted}`);
    return Deno.connect({ hostname: "127.0.0.1", port });
  };
}

const onUnguarded = (reason: string) => assert(false, reason);

Deno.test("openOutlet() fetches over connections that were dialled for it", async () => {
  const big = new Uint8Array(3_000_000).map((_, index) => index % 251);
  await using server = serve({
    app: {
      fetch: async (request) =>
        new Response(request.method === "POST" ? await request.bytes() : big, {
          headers: { "x-host": request.headers.get("host") ?? "" },
        }),
    },
  });
  const asked: string[] = [];
  const outlet = openOutlet({ dial: leadTo(server.addr.port, asked), onUnguarded });
  const got = await outlet.fetch("http://cdn.example.com/a.png");
  assertEquals(got.headers.get("x-host"), "cdn.example.com");
  assertEquals(await digestOf(got), await digestOf(new Response(big)));
  const echoed = await outlet.fetch("http://93.184.216.34:8080/", { method: "POST", body: big });
  assertEquals(await digestOf(echoed), await digestOf(new Response(big)));
  const six = await outlet.fetch("http://[2606:2800::1]/");
  await six.body?.cancel();
  assertEquals(asked.slice(0, 2), ["cdn.example.com 80", "93.184.216.34 8080"]);
  assert(/^2606:2800:[0:]+1 80$/.test(asked[2] ?? ""), asked[2]);
  await outlet.close();
});

Deno.test("openOutlet() leaves TLS to the two ends: the host's name goes all the way", async () => {
  using listener = Deno.listen({ hostname: "127.0.0.1", port: 0 });
  const hello = (async () => {
    const connection = await listener.accept();
    const bytes = new Uint8Array(4_096);
    const count = await connection.read(bytes) ?? 0;
    connection.close();
    return bytes.subarray(0, count);
  })();
  const asked: string[] = [];
  const outlet = openOutlet({ dial: leadTo(listener.addr.port, asked), onUnguarded });
  await assertRejects(() => outlet.fetch("https://cdn.example.com/a.png"), TypeError);
  const bytes = await hello;
  assertEquals(bytes[0], 0x16, "a TLS handshake");
  assert(new TextDecoder("latin1").decode(bytes).includes("cdn.example.com"), "names its host");
  assertEquals(asked, ["cdn.example.com 443"]);
  await outlet.close();
});

Deno.test("openOutlet() rejects where it may not connect, or nobody is", async () => {
  for (const answer of ["not_allowed", "failed"] as const) {
    const outlet = openOutlet({ dial: () => Promise.resolve(answer), onUnguarded });
    for (const url of ["http://inside.example.com/", "https://inside.example.com/"]) {
      await assertRejects(() => outlet.fetch(url), TypeError);
    }
    await outlet.close();
  }
});

Deno.test("openOutlet() ends a connection when its caller gives up", async () => {
  using listener = Deno.listen({ hostname: "127.0.0.1", port: 0 });
  const ended = (async () => {
    const connection = await listener.accept();
    const bytes = new Uint8Array(4_096);
    while (await connection.read(bytes).catch(() => null) !== null);
    connection.close();
  })();
  const outlet = openOutlet({ dial: leadTo(listener.addr.port, []), onUnguarded });
  const giveUp = new AbortController();
  const asked = outlet.fetch("http://cdn.example.com/", { signal: giveUp.signal });
  giveUp.abort();
  await assertRejects(() => asked, DOMException);
  await outlet.close();
  listener.close();
  await ended.catch(() => {}); // given up before there was a connection
});

Deno.test("openOutlet() without loopback says so once, and fetches by itself", async () => {
  await using server = serve({ app: { fetch: () => new Response("plain") } });
  const said: string[] = [];
  const outlet = openOutlet({
    dial: () => Promise.resolve("failed"),
    onUnguarded: (reason) => said.push(reason),
    start: () => {
      throw new Deno.errors.NotSupported("no listening here");
    },
  });
  for (let times = 0; times < 2; times++) {
    const answer = await outlet.fetch(`http://127.0.0.1:${server.addr.port}/`);
    assertEquals(await answer.text(), "plain");
  }
  assertEquals(said, ["NotSupported: no listening here"]);
  await outlet.close();
});

Deno.test("startGuardProxy() serves nobody who does not know its password", async () => {
  const proxy = startGuardProxy(() => assertNever());
  const url = proxy.url.replace(/:\/\/.*@/, "://darkroom:guessed@");
  for (const address of [url, url.replace("darkroom:guessed@", "")]) {
    using client = Deno.createHttpClient({ proxy: { url: address } });
    await assertRejects(() => fetch("http://cdn.example.com/", { client }), TypeError);
  }
  await proxy.close();
});

Deno.test("startGuardProxy() outlives whatever else speaks to it", async () => {
  const dialled: string[] = [];
  const proxy = startGuardProxy((host) => {
    dialled.push(host);
    return Promise.resolve("failed");
  });
  const port = Number(new URL(proxy.url.replace("socks5h", "http")).port);
  const noises = [
    "GET http://127.0.0.1/ HTTP/1.1\r\n\r\n",
    "",
    "\x05",
    "\x05\x01\x00",
    "\x04\x01\x00\x50\x7f\x00\x00\x01\x00",
    "\x05\x01\x02\x01\x08darkroom\x01x",
    "\x05\xff",
  ];
  for (const noise of noises) {
    using connection = await Deno.connect({ hostname: "127.0.0.1", port });
    await connection.write(Uint8Array.from(noise, (letter) => letter.charCodeAt(0)));
    await connection.closeWrite();
    while (await connection.read(new Uint8Array(64)).catch(() => null) !== null);
  }
  assertEquals(dialled, []);
  using client = Deno.createHttpClient({ proxy: { url: proxy.url } });
  await assertRejects(() => fetch("http://cdn.example.com/", { client }), TypeError);
  assertEquals(dialled, ["cdn.example.com"]);
  await proxy.close();
});

async function digestOf(response: Response): Promise<string> {
  return new Uint8Array(await crypto.subtle.digest("SHA-256", await response.bytes())).toHex();
}

function assertNever(): never {
  throw new Error("Nobody may be dialled");
}
