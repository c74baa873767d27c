import { JobList } from "../routes/schemas/job.ts";
import { errorOf } from "./answers.ts";
import { assert, assertEquals, assertMatch, assertObjectMatch } from "./assert.ts";
import { type Door, doorForTests, openDoor } from "./door.ts";

const KEY = "darkroom-test-key";
const tests = doorForTests({ env: { API_MASTER_KEY: KEY, LOG_REQUESTS: "true" } });
const basic = (pair: string) => `Basic ${btoa(pair)}`;

/** Ways to show a key. */
const SHOWN: readonly (readonly [string, Record<string, string>])[] = [
  ["/v1/models", { authorization: `Bearer ${KEY}` }],
  ["/v1/models", { authorization: `bearer  ${KEY} ` }],
  ["/v1/models", { authorization: KEY }],
  ["/v1/models", { "api-key": KEY }],
  ["/v1/models", { "x-api-key": KEY }],
  ["/v1/models", { authorization: basic(`user:${KEY}`) }],
  ["/v1/models", { authorization: basic(`${KEY}:`) }],
  ["/v1/models", { authorization: basic(KEY) }],
  [`/v1/models?key=${KEY}`, {}],
  [`/v1/models?api_key=${KEY}`, { authorization: "Bearer " }],
  [`/k/${KEY}/v1/models`, { authorization: basic("") }],
  [`/k/${KEY}/models`, { authorization: "Bearer wrong" }],
];

for (const [path, headers] of SHOWN) {
  Deno.test(`a key is found in ${path} ${JSON.stringify(headers)}`, async () => {
    const response = await tests.door.get(path, headers);
    await response.body?.cancel();
    assertEquals(response.status, 200);
  });
}

/** Callers who show no key at all, or a wrong one. */
const STRANGERS: readonly (readonly [string, Record<string, string>, RegExp])[] = [
  ["/v1/models", {}, /No API key was given/],
  ["/v1/models", { authorization: "Bearer" }, /No API key was given/],
  ["/v1/models", { authorization: basic(":") }, /No API key was given/],
  ["/v1/models", { authorization: "Basic !!" }, /No API key was given/],
  ["/v1/models", { authorization: "Bearer wrong" }, /Incorrect API key/],
  ["/v1/models", { authorization: `Bearer ${KEY}x` }, /Incorrect API key/],
  [`/v1/models?key=${KEY.slice(1)}`, {}, /Incorrect API key/],
  ["/k/wrong/v1/nowhere", {}, /Incorrect API key/],
];

for (const [path, headers, message] of STRANGERS) {
  Deno.test(`${path} ${JSON.stringify(headers)} is a 401`, async () => {
    const response = await tests.door.get(path, headers);
    assertEquals(response.status, 401);
    assertMatch(response.headers.get("www-authenticate") ?? "", /^Bearer/);
    const error = await errorOf(response);
    assertObjectMatch(error, { type: "invalid_request_error", code: "invalid_api_key" });
    assertMatch(error.message, message);
    assert(!error.message.includes(KEY));
  });
}

Deno.test("pages and health need no key", async () => {
  for (const path of ["/", "/docs", "/sign-in", "/openapi.json", "/health", "/health/ready"]) {
    const response = await tests.door.get(path);
    await response.body?.cancel();
    assertEquals(response.status, 200, path);
  }
});

/** Spellings of one path. */
const PATHS = [
  "/v1/images/generations",
  "/images/generations",
  "/v1/v1/images/generations",
  "/openai/v1/images/generations",
  "//images/generations",
  "/v1//images/generations/",
  "/v1/images/generations?api-version=2025-04-01-preview",
  `/k/${KEY}/v1/images/generations`,
  `/k/${KEY}/images/generations`,
  `/k/${KEY}/openai/deployments/easel/images/generations?api-version=1`,
];

for (const path of PATHS) {
  Deno.test(`POST ${path} makes pictures`, async () => {
    const body = { model: "easel", prompt: "a pear" };
    const response = await tests.door.post(path, body, { "api-key": KEY });
    assertEquals(response.status, 200, await response.text());
  });
}

Deno.test("a deployment in the path is the model, whatever the body says", async () => {
  const path = "/openai/deployments/org%2Fbrush:free/images/generations";
  const body = { model: "studio", prompt: "a pear" };
  const response = await tests.door.post(path, body, { "api-key": KEY });
  await response.body?.cancel();
  const jobs = await tests.door.get("/v1/jobs?limit=1", { "api-key": KEY });
  assertEquals(JobList.parse(await jobs.json()).data[0]?.model, "org/brush:free");
});

Deno.test("a path that nothing is at is a 404 in the envelope", async () => {
  for (const path of ["/nowhere", "/v1/chat/nowhere", "/v1", "/files"]) {
    const response = await tests.door.get(path, { "api-key": KEY });
    assertEquals(response.status, 404);
    const error = await errorOf(response);
    assertEquals(error.code, "unknown_url");
    assertMatch(error.message, /Unknown request URL: GET \//);
  }
});

/** Methods that a path does not know. */
const OTHER_METHODS: readonly (readonly [string, string, string])[] = [
  ["GET", "/v1/images/generations", "POST, OPTIONS"],
  ["DELETE", "/v1/images/edits", "POST, OPTIONS"],
  ["POST", "/v1/models", "GET, HEAD, OPTIONS"],
  ["PUT", "/v1/models/org/brush:free", "GET, HEAD, DELETE, OPTIONS"],
  ["PATCH", "/v1/jobs", "POST, GET, HEAD, OPTIONS"],
  ["POST", "/health", "GET, HEAD, OPTIONS"],
  ["POST", "/", "GET, HEAD, OPTIONS"],
];

for (const [method, path, allow] of OTHER_METHODS) {
  Deno.test(`${method} ${path} is a 405 that says what is allowed`, async () => {
    const response = await tests.door.app.request(path, { method, headers: { "api-key": KEY } });
    assertEquals(response.status, 405);
    assertEquals(response.headers.get("allow"), allow);
    assertEquals((await errorOf(response)).code, "method_not_supported");
  });
}

Deno.test("HEAD answers like GET, without a body", async () => {
  for (const path of ["/", "/health", "/docs"]) {
    const response = await tests.door.app.request(path, { method: "HEAD" });
    assertEquals([response.status, await response.text()], [200, ""], path);
  }
});

Deno.test("every answer carries a request id, the caller's own where it is sane", async () => {
  for (const path of ["/v1/models", "/nowhere", "/health"]) {
    const response = await tests.door.get(path);
    await response.body?.cancel();
    assertMatch(response.headers.get("x-request-id") ?? "", /^req_[0-9a-f]{32}$/);
    assertMatch(response.headers.get("openai-processing-ms") ?? "", /^\d+$/);
    assertEquals(response.headers.get("openai-version"), "2020-10-01");
  }
  for (const [given, isKept] of [["my-id_1.2:3", true], ["a b", false], ["x".repeat(200), false]]) {
    const response = await tests.door.get("/health", { "x-request-id": String(given) });
    await response.body?.cancel();
    assertEquals(response.headers.get("x-request-id") === given, isKept);
  }
});

Deno.test("requests are logged where that is asked for, without keys", async () => {
  const path = `/k/${KEY}/v1/models`;
  await (await tests.door.get(`${path}?key=${KEY}`, { "x-request-id": "find-me" })).text();
  const line = tests.door.events.find((event) =>
    event.event === "request" && event.requestId === "find-me"
  );
  assertObjectMatch(line ?? {}, { method: "GET", path: "/v1/models", status: 200 });
  assert(!JSON.stringify(tests.door.events).includes(KEY));
});

Deno.test("a preflight is answered at any path, without a key, for every header", async () => {
  for (const path of ["/v1/images/generations", "/files/a.png", "/nowhere"]) {
    const response = await tests.door.app.request(path, {
      method: "OPTIONS",
      headers: {
        "origin": "https://chat.example",
        "access-control-request-method": "POST",
        "access-control-request-headers": "authorization, content-type, x-stainless-os",
        "access-control-request-private-network": "true",
      },
    });
    assertEquals([response.status, await response.text()], [204, ""]);
    const allowed = (name: string) => response.headers.get(`access-control-allow-${name}`);
    assertEquals(allowed("origin"), "https://chat.example");
    assertEquals(allowed("headers"), "authorization, content-type, x-stainless-os");
    assertMatch(allowed("methods") ?? "", /POST/);
    assertEquals(allowed("private-network"), "true");
    assertEquals(response.headers.get("access-control-max-age"), "7200");
  }
});

Deno.test("every answer is open to the origin that asked, errors and files included", async () => {
  const paths = ["/v1/models", "/nowhere", "/files/ab.png", "/health", "/"];
  for (const path of paths) {
    const response = await tests.door.get(path, { origin: "https://chat.example" });
    await response.body?.cancel();
    const { headers } = response;
    assertEquals(headers.get("access-control-allow-origin"), "https://chat.example", path);
    assertMatch(headers.get("vary") ?? "", /Origin/);
    for (const name of ["x-request-id", "x-job-id", "x-darkroom-warnings", "retry-after"]) {
      assert(headers.get("access-control-expose-headers")?.split(", ").includes(name), name);
    }
  }
});

async function statusOf(door: Door, headers: Record<string, string>): Promise<number> {
  const response = await door.get("/v1/models", headers);
  await response.body?.cancel();
  return response.status;
}

Deno.test("without a key only this machine is answered", async (t) => {
  await using door = await openDoor();

  await t.step("under its local names", async () => {
    for (
      const host of [
        "localhost:8000",
        "127.0.0.1:8000",
        "[::1]:8000",
        "app.localhost",
        "host.docker.internal:8000",
      ]
    ) {
      assertEquals(await statusOf(door, { host }), 200, host);
    }
  });

  await t.step("not under a name that a stranger can point here", async () => {
    for (const host of ["evil.example", "localhost.evil.example", "192.168.1.2", "127.0.0.1.x"]) {
      const response = await door.get("/v1/models", { host });
      assertEquals(response.status, 403, host);
      assertMatch((await errorOf(response)).message, /local name.*API_MASTER_KEY/);
    }
  });

  await t.step("pages of this machine and of installed programs may ask", async () => {
    for (
      const origin of [
        "http://localhost:3000",
        "http://127.0.0.1:5173",
        "http://tauri.localhost",
        "app://obsidian.md",
        "file://",
        "chrome-extension://abc",
      ]
    ) {
      assertEquals(await statusOf(door, { origin }), 200, origin);
    }
  });

  await t.step("pages of other sites may not, and can read why", async () => {
    for (const origin of ["https://evil.example", "http://192.168.1.9", "null"]) {
      const response = await door.get("/v1/models", { origin });
      assertEquals(response.status, 403, origin);
      assertEquals(response.headers.get("access-control-allow-origin"), origin);
      assertMatch((await errorOf(response)).message, /no key, so pages of .* may not use it/);
    }
  });

  await t.step("other machines are not, whatever name they use", async () => {
    const peer = (hostname: string) => ({
      remoteAddr: { transport: "tcp", hostname, port: 1 } as const,
    });
    for (
      const [hostname, status] of [["10.0.0.5", 403], ["127.0.0.1", 200], ["::1", 200]] as const
    ) {
      const response = await door.app.request("/v1/models", {}, peer(hostname));
      await response.body?.cancel();
      assertEquals(response.status, status, hostname);
    }
  });

  await t.step("and any key will do, since SDKs insist on one", async () => {
    assertEquals(await statusOf(door, { authorization: "Bearer anything" }), 200);
  });
});

Deno.test("readiness is 503 while the server drains", async () => {
  await using door = await openDoor();
  const ready = await door.get("/health/ready");
  assertObjectMatch(await ready.json(), { status: "ready", kv: "ok", draining: false });
  await door.darkroom.worker.drain(0);
  const draining = await door.get("/health/ready");
  assertEquals(draining.status, 503);
  assertObjectMatch(await draining.json(), { status: "not_ready", draining: true });
  assertEquals((await door.get("/health")).status, 200);
});
