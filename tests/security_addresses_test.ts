/**
 * Addresses that lead into the operator's own network, however they are spelled, wherever a caller or
 * an upstream can write one; and names that change their minds.
 *
 * @module
 */

import { createCheckedDial } from "../net/checked_dial.ts";
import { openOutlet } from "../net/outlet.ts";
import { ErrorBody } from "../routes/schemas/error.ts";
import { assert, assertEquals, assertMatch } from "./assert.ts";
import { type Door, openDoor } from "./door.ts";
import { png } from "./fakes/scripted_provider.ts";
import { serve } from "./serve.ts";

const PUBLIC = "93.184.216.34";

/** Where names lead. Names with "inside" in them lead into a private network. */
function resolve(name: string, type: "A" | "AAAA"): Promise<readonly string[]> {
  if (type === "AAAA") return Promise.resolve(name.startsWith("inside6") ? ["fd00::7"] : []);
  if (name.startsWith("mixed")) return Promise.resolve([PUBLIC, "10.0.0.7"]);
  return Promise.resolve(name.startsWith("inside") ? ["10.0.0.7"] : [PUBLIC]);
}

/** Hosts, as the host part of a URL; none of them is out in the internet. */
const HOSTS = [
  ...[
    "127.0.0.1",
    "127.0.0.1.",
    "127.1",
    "127.0.1",
    "127.255.255.254",
    "2130706433",
    "017700000001",
  ],
  ...["0x7f000001", "0x7F.1", "0177.0.0.1", "0177.0x0.0.1", "00000177.0.0.1", "0x7f.0x0.0x0.0x1"],
  ...[
    "１２７.０.０.１",
    "127。0。0。1",
    "①②⑦.⓪.⓪.①",
    "%31%32%37.0.0.1",
    "127%2e0.0.1",
    "127.0.0.1%2e",
  ],
  ...["0", "0.0.0.0", "00", "0x0", "[::]", "[::1]", "[0:0:0:0:0:0:0:1]", "[::127.0.0.1]"],
  ...["[::ffff:127.0.0.1]", "[::ffff:7f00:1]", "[::FFFF:0:127.0.0.1]", "[0:0:0:0:0:ffff:7f00:1]"],
  ...["10.0.0.1", "012.0.0.1", "167772161", "172.16.0.1", "172.31.255.254", "192.168.0.1"],
  ...["192.168.257", "0xc0a80001", "0300.0250.1", "[::ffff:10.0.0.1]", "[fc00::1]", "[fdff::1]"],
  ...["169.254.169.254", "2852039166", "0xa9fea9fe", "0251.0376.0251.0376", "[fd00:ec2::254]"],
  ...["[::ffff:a9fe:a9fe]", "[fe80::1]", "[febf::1]", "[fec0::1]", "100.64.0.1", "100.100.100.200"],
  ...["100.127.255.254", "192.0.0.170", "192.0.2.1", "198.18.0.1", "198.51.100.1", "203.0.113.1"],
  ...["224.0.0.1", "239.255.255.250", "240.0.0.1", "255.255.255.255", "[ff02::1]", "[ff0e::1]"],
  ...["192.88.99.1", "[2002:7f00:1::]", "[2002:a9fe:a9fe::1]", "[2001::1]", "[2001:0:1::1]"],
  ...["[64:ff9b::7f00:1]", "[64:ff9b::10.0.0.1]", "[64:ff9b:1::1]", "[100::1]", "[2001:db8::1]"],
  ...["[2001:10::1]", "[2001:20::1]", "[3fff::1]", "[5f00::1]", "[4000::1]", "[::8.8.8.8]"],
  ...[
    "localhost",
    "LOCALHOST",
    "localhost.",
    "ＬＯＣＡＬＨＯＳＴ",
    "a.localhost",
    "ip6-localhost",
    "minio",
  ],
  ...["localhost.localdomain", "metadata.google.internal", "kubernetes.default.svc.cluster.local"],
  ...[
    "printer.local",
    "router.lan",
    "wiki.corp",
    "nas.home",
    "box.home.arpa",
    "1.0.0.127.in-addr.arpa",
  ],
  ...["inside.example.com", "INSIDE.example.com.", "inside6.example.com", "mixed.example.com"],
  ...["inside.bücher.example", "me@127.0.0.1", "me:secret@example.com", "example.com@10.0.0.1"],
  ...["example.com:x@inside.example.com", "127.0.0.1#@example.com", "10.0.0.1?@example.com"],
  ...["127.0.0.1\\@example.com", "example.com:25", "example.com:6667", "example.com:2049"],
] as const;

/** Whole addresses that are none of HTTP's, or none at all. */
const SCHEMES = [
  "file:///etc/passwd",
  "ftp://example.com/a.png",
  "gopher://example.com:70/_a",
  "dict://example.com:11211/stat",
  "ldap://example.com/",
  "blob:https://example.com/1",
  "javascript:alert(1)",
  "//127.0.0.1/a.png",
  "http:///",
  "http://",
  "https://[::1",
  "http://256.256.256.256/",
  "http://1.2.3.4.5/",
] as const;

/** The world with our names, and without a way out that is not checked. */
function world(asked: string[]) {
  const connect = ({ hostname = "" }: Deno.ConnectOptions) => {
    asked.push(hostname);
    return Promise.reject(new Error("There is no internet in tests"));
  };
  const onUnguarded = (reason: string) => assert(false, reason);
  return {
    resolve,
    openOutlet: () => openOutlet({ dial: createCheckedDial({ resolve, connect }), onUnguarded }),
  };
}

async function refusalOf(door: Door, path: string, body: unknown) {
  const response = await door.post(path, body);
  assertEquals(response.status, 400, JSON.stringify(body));
  return ErrorBody.parse(await response.json()).error;
}

Deno.test(`an input picture is fetched from none of ${HOSTS.length} private spellings`, async () => {
  const asked: string[] = [];
  await using door = await openDoor({ world: world(asked), env: { DEFAULT_MODEL: "easel" } });
  assert(new Set(HOSTS).size >= 100, "no spelling stands there twice");
  for (const host of HOSTS) {
    for (const scheme of ["http", "https"]) {
      const image = `${scheme}://${host}/a.png`;
      const { param, message } = await refusalOf(door, "/v1/images/edits", { prompt: "a", image });
      assertEquals(param, "image");
      assertMatch(message, /cannot be used/, image);
    }
  }
  for (const image of SCHEMES) {
    const { param } = await refusalOf(door, "/v1/images/edits", { prompt: "a", image });
    assertEquals(param, "image", image);
  }
  assertEquals(asked, [], "and nobody was called");
});

Deno.test("no webhook is registered at, or sent to, a private spelling", async () => {
  const asked: string[] = [];
  const env = { DEFAULT_MODEL: "easel", WEBHOOK_SECRET: "a secret of at least 24 bytes" };
  await using door = await openDoor({ world: world(asked), env });
  for (const url of [...HOSTS.map((host) => `https://${host}/hooks`), ...SCHEMES]) {
    const registered = await refusalOf(door, "/v1/webhook_endpoints", { url, name: "x" });
    assertEquals(registered.param, "url", url);
    const body = { prompt: "a", size: "64x64", webhook: url };
    const named = await refusalOf(door, "/v1/images/generations", body);
    assertMatch(named.param ?? "", /^webhook/, url);
  }
  assertEquals(asked, []);
});

/** A world in which a name is public so many times, and leads to this machine from then on. */
function rebinding(timesPublic: number) {
  let questions = 0;
  const rebind = (name: string, type: "A" | "AAAA"): Promise<readonly string[]> => {
    if (type === "AAAA" || name !== "rebind.example.com") return resolve(name, type);
    return Promise.resolve(questions++ < timesPublic ? [PUBLIC] : ["127.0.0.1"]);
  };
  const connect = (options: Deno.ConnectOptions) => Deno.connect(options);
  const onUnguarded = (reason: string) => assert(false, reason);
  const dial = createCheckedDial({ resolve: rebind, connect });
  return { resolve: rebind, openOutlet: () => openOutlet({ dial, onUnguarded }) };
}

/** Something on this machine that nobody outside should reach. */
function openVictim() {
  const called: string[] = [];
  const fetch = (request: Request) => {
    called.push(`${request.method} ${request.headers.get("host")}`);
    return new Response(png({ widthPx: 64, heightPx: 64 }).bytes);
  };
  return { called, server: serve({ app: { fetch } }) };
}

Deno.test("a picture's name that leads elsewhere once it was checked is not followed there", async () => {
  const { called, server } = openVictim();
  await using victim = server;
  await using door = await openDoor({ world: rebinding(1), env: { DEFAULT_MODEL: "easel" } });
  const image = `http://rebind.example.com:${victim.addr.port}/a.png`;
  const { message } = await refusalOf(door, "/v1/images/edits", { prompt: "a", image });
  assertMatch(message, /could not be downloaded/);
  assertEquals(called, []);
});

Deno.test("a webhook's name that leads elsewhere once it was checked is not followed there", async () => {
  const { called, server } = openVictim();
  await using victim = server;
  // Public when it is saved, and when it is looked at before it is called.
  await using door = await openDoor({ world: rebinding(2) });
  const url = `http://rebind.example.com:${victim.addr.port}/hooks`;
  const { id } = await (await door.post("/v1/webhook_endpoints", { url, name: "x" })).json();
  const path = `/v1/webhook_endpoints/${id}/test`;
  const { code } = await refusalOf(door, path, { event_type: "image.generation.completed" });
  assertEquals(code, "endpoint_unreachable");
  assertEquals(called, []);
});

Deno.test("the same two are reached where the operator allows private networks", async () => {
  const { called, server } = openVictim();
  await using victim = server;
  const env = { DEFAULT_MODEL: "easel", ALLOW_PRIVATE_NETWORK: "true" };
  await using door = await openDoor({ env });
  const address = `http://127.0.0.1:${victim.addr.port}`;
  const edited = await door.post("/v1/images/edits", {
    prompt: "a",
    size: "64x64",
    image: `${address}/a.png`,
  });
  assertEquals(edited.status, 200);
  await edited.body?.cancel();
  const url = `${address}/hooks`;
  const { id } = await (await door.post("/v1/webhook_endpoints", { url, name: "x" })).json();
  const tested = await door.post(`/v1/webhook_endpoints/${id}/test`, {
    event_type: "image.generation.completed",
  });
  assertEquals(tested.status, 200);
  await tested.body?.cancel();
  assertEquals(called.map((call) => call.split(" ", 1).join()), ["GET", "POST"]);
});
