/**
 * What other people's pages can make a browser do with this server: read it, send it something, frame
 * it, take its answers for something else, or lead a visitor away.
 *
 * @module
 */

import { assert, assertEquals, assertFalse, assertMatch } from "./assert.ts";
import { type Door, doorForTests, openDoor } from "./door.ts";

const KEY = "a key for the operator";
const tests = doorForTests({ env: { API_MASTER_KEY: KEY } });

const OURS = "http://localhost";
const THEIRS = "https://evil.example";

/** Everything that there is to look at. */
const PATHS = [
  "/",
  "/sign-in",
  "/docs",
  "/openapi.json",
  "/health",
  "/health/ready",
  "/nowhere",
  "/v1/models",
  "/v1/jobs",
  "/files/0123456789abcdef0123456789abcdef.png",
  "/sdapi/v1/options",
];

async function headersOf(door: Door, path: string, headers: Record<string, string> = {}) {
  const response = await door.get(path, headers);
  await response.body?.cancel();
  return response.headers;
}

Deno.test("every answer is taken for what it says, runs nothing, and is framed by nobody", async () => {
  for (const path of PATHS) {
    for (const accept of ["text/html", "application/json"]) {
      const headers = await headersOf(tests.door, path, { accept });
      assertEquals(headers.get("x-content-type-options"), "nosniff", path);
      const policy = headers.get("content-security-policy") ?? "";
      assertMatch(policy, /default-src 'none'/, path);
      assertMatch(policy, /frame-ancestors 'none'|sandbox/, path);
      assertFalse(/unsafe|\*|http:/.test(policy), `${path}: ${policy}`);
      assert(headers.get("referrer-policy"), path);
      assertFalse(headers.has("server") || headers.has("x-powered-by"), path);
    }
  }
});

Deno.test("pages are kept out of frames by old browsers too, and out of other windows' reach", async () => {
  for (const path of ["/", "/sign-in", "/docs"]) {
    const headers = await headersOf(tests.door, path, { accept: "text/html" });
    assertEquals(headers.get("x-frame-options"), "DENY", path);
    assertEquals(headers.get("cross-origin-opener-policy"), "same-origin", path);
    assertEquals(headers.get("cache-control"), "no-store", path);
  }
});

Deno.test("browsers are told to stay with https where we are reached by it, and only there", async () => {
  const hsts = async (door: Door, headers: Record<string, string> = {}) =>
    (await headersOf(door, "/health", headers)).get("strict-transport-security");
  assertEquals(await hsts(tests.door), null);
  assertEquals(await hsts(tests.door, { "x-forwarded-proto": "https" }), "max-age=31536000");
  await using behindTls = await openDoor({ env: { PUBLIC_URL: "https://images.example.com" } });
  assertEquals(await hsts(behindTls), "max-age=31536000");
});

/** Signs in as a person does; gives the cookie. */
async function signIn(): Promise<string> {
  const response = await tests.door.app.request("/sign-in", {
    method: "POST",
    headers: { "sec-fetch-site": "same-origin", origin: OURS },
    body: new URLSearchParams({ key: KEY }),
  });
  assertEquals(response.status, 303);
  const cookie = response.headers.get("set-cookie") ?? "";
  assertMatch(cookie, /HttpOnly/i);
  assertMatch(cookie, /SameSite=Strict/i);
  assertFalse(cookie.includes(KEY), "The key itself is in no cookie");
  return cookie.split(";", 1).join();
}

Deno.test("a session does nothing for other people's pages", async () => {
  const cookie = await signIn();
  const send = async (path: string, headers: Record<string, string>) => {
    const response = await tests.door.app.request(path, {
      method: "POST",
      headers: { cookie, "content-type": "text/plain", ...headers },
      body: JSON.stringify({ prompt: "a picture that I did not ask for", size: "64x64" }),
    });
    await response.body?.cancel();
    return response.status;
  };
  const own = { "sec-fetch-site": "same-origin", origin: OURS };
  assertEquals(await send("/v1/images/generations", own), 200, "our own page may");
  const forged: readonly Record<string, string>[] = [
    { "sec-fetch-site": "cross-site", origin: THEIRS },
    { "sec-fetch-site": "same-site", origin: "http://localhost:3000" },
    { "sec-fetch-site": "none" },
    { origin: THEIRS },
    { origin: "null" },
    { origin: "http://localhost.evil.example" },
    {},
  ];
  for (const headers of forged) {
    for (const path of ["/v1/images/generations", "/v1/jobs", "/v1/webhook_endpoints"]) {
      assertEquals(await send(path, headers), 401, `${path} ${JSON.stringify(headers)}`);
    }
    for (const path of ["/look", "/sign-in", "/sign-out"]) {
      assertEquals(await send(path, headers), 403, `${path} ${JSON.stringify(headers)}`);
    }
  }
  assertEquals(await send("/v1/images/generations", own), 200, "and nobody was signed out");
});

Deno.test("a session is over when it is signed out of, and cannot be guessed", async () => {
  const cookie = await signIn();
  const own = { cookie, "sec-fetch-site": "same-origin" };
  const status = async (headers: Record<string, string>) => {
    const response = await tests.door.get("/v1/models", headers);
    await response.body?.cancel();
    return response.status;
  };
  assertEquals(await status(own), 200);
  const out = await tests.door.app.request("/sign-out", { method: "POST", headers: own });
  await out.body?.cancel();
  assertEquals(await status(own), 401);
  const [name = ""] = cookie.split("=", 1);
  for (const value of ["", "1", KEY, "__proto__", "operator", "../x", "%00", "a".repeat(4_000)]) {
    assertEquals(await status({ ...own, cookie: `${name}=${value}` }), 401, value.slice(0, 20));
  }
});

const LEADS_AWAY = [
  THEIRS,
  "//evil.example",
  "///evil.example",
  "/\\evil.example",
  "/.//evil.example",
  "/..//evil.example",
  "/a/..//evil.example",
  "/%2e//evil.example",
  "/\t/evil.example",
  "/\n/evil.example",
  "http:evil.example",
  "javascript:alert(1)",
  " //evil.example",
  "/\r\nlocation: https://evil.example",
  "@evil.example",
];

Deno.test("signing in leads nowhere but to our own pages", async () => {
  await using open = await openDoor();
  for (const next of LEADS_AWAY) {
    const signedIn = await tests.door.app.request("/sign-in", {
      method: "POST",
      headers: { "sec-fetch-site": "same-origin" },
      body: new URLSearchParams({ key: KEY, next }),
    });
    const looked = await tests.door.app.request("/look", {
      method: "POST",
      headers: { "sec-fetch-site": "same-origin" },
      body: new URLSearchParams({ back: next, lang: "en" }),
    });
    const needless = await open.get(`/sign-in?next=${encodeURIComponent(next)}`);
    for (const response of [signedIn, looked, needless]) {
      assertEquals(response.status, 303);
      const location = response.headers.get("location") ?? "";
      assertEquals(new URL(location, "http://here.invalid").origin, "http://here.invalid", next);
    }
  }
});

Deno.test("the documentation's address of ours holds nothing but a host", async () => {
  const forged = [`evil"><script>`, "a b", "x/../y", "[::1", "evil.example:99999x", "é", "a\\b"];
  for (const host of forged) {
    const headers = new Headers();
    try {
      headers.set("x-forwarded-host", host);
    } catch {
      continue; // HTTP itself does not carry it
    }
    const response = await tests.door.app.request("/docs", { headers });
    const page = await response.text();
    assertFalse(page.includes(`//${host}`), host);
  }
});

Deno.test("with CORS_ORIGINS only the pages that it names can read answers", async () => {
  const listed = "https://chat.example";
  const env = { API_MASTER_KEY: KEY, CORS_ORIGINS: `${listed}, app://obsidian.md` };
  await using door = await openDoor({ env });
  for (const origin of [listed, "app://obsidian.md", "HTTPS://CHAT.example"]) {
    for (const path of PATHS) {
      const headers = await headersOf(door, path, { origin });
      assertEquals(headers.get("access-control-allow-origin"), origin, path);
    }
  }
  const others = [
    THEIRS,
    "http://chat.example",
    "https://chat.example:8443",
    "https://chat.example.evil.example",
    "https://evilchat.example",
    "null",
    "http://localhost:3000",
  ];
  for (const origin of others) {
    for (const path of PATHS) {
      const headers = await headersOf(door, path, { origin });
      assertFalse(headers.has("access-control-allow-origin"), `${origin} ${path}`);
      assertMatch(headers.get("vary") ?? "", /Origin/, "so that no cache mixes them up");
    }
    const asked = { origin, "access-control-request-method": "POST" };
    const preflight = await door.app.request("/v1/models", { method: "OPTIONS", headers: asked });
    assertFalse(preflight.headers.has("access-control-allow-origin"), origin);
  }
  assertFalse((await headersOf(door, "/health")).has("access-control-allow-origin"));
  assertFalse(
    (await headersOf(door, "/", { origin: listed })).has("access-control-allow-credentials"),
  );
});

Deno.test("without a key a page that CORS_ORIGINS names may ask, and no other", async () => {
  await using door = await openDoor({ env: { CORS_ORIGINS: "https://chat.example" } });
  const status = async (origin: string) => {
    const response = await door.get("/v1/models", { origin });
    await response.body?.cancel();
    return response.status;
  };
  assertEquals(await status("https://chat.example"), 200);
  assertEquals(await status("http://localhost:3000"), 200);
  assertEquals(await status(THEIRS), 403);
  assertEquals(await status("null"), 403);
});
