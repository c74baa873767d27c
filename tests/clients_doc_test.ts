/**
 * The addresses that docs/clients.md has users type, tried against a running server that asks for a
 * key.
 *
 * @module
 */

import { assert, assertEquals } from "./assert.ts";
import { doorForTests } from "./door.ts";
import { serve } from "./serve.ts";

const KEY = "darkroom-test-key";
const tests = doorForTests({ env: { API_MASTER_KEY: KEY } });

/** The address that the pages are written for. */
const PRINTED = "http://127.0.0.1:8000";
const ADDRESS = new RegExp(`${PRINTED.replaceAll(".", "\\.")}[\\w/?=<>.-]*`, "g");

/** Paths in code that clients are told of. */
const PATH = /`(?:GET |POST )?(\/[\w/.-]+)`/g;

const english = await readDoc("clients.md");
const chinese = await readDoc("clients.zh.md");

async function readDoc(name: string): Promise<string> {
  return await Deno.readTextFile(new URL(`../docs/${name}`, import.meta.url));
}

/** Every match: its group, or the whole where the pattern has none. */
function found(text: string, pattern: RegExp): string[] {
  return Array.from(text.matchAll(pattern), ([whole, group]) => group ?? whole);
}

/** What a client asks first under an address that its user has typed. */
function firstRequests(address: string): string[] {
  const url = new URL(address);
  if (url.pathname.endsWith("/v1")) return [`${address}/models`];
  if (url.search !== "") return [Object.assign(url, { pathname: "/sdapi/v1/sd-models" }).href];
  const isRoot = url.pathname === "/" || /^\/k\/[^/]+$/.test(url.pathname);
  return isRoot ? [`${address}/v1/models`, `${address}/sdapi/v1/sd-models`] : [];
}

Deno.test("every address of docs/clients.md leads to an API", async () => {
  await using server = serve(tests.door);
  const root = `http://127.0.0.1:${server.addr.port}`;
  const addresses = new Set(
    found(english, ADDRESS).map((address) =>
      address.replace(PRINTED, root).replaceAll("<key>", KEY)
    ),
  );
  assert(addresses.size > 5, "the addresses are found");
  for (const address of addresses) {
    const carriesKey = address.includes(KEY);
    const headers: HeadersInit = carriesKey ? {} : { authorization: `Bearer ${KEY}` };
    const asked = firstRequests(address);
    for (const url of asked) {
      const response = await fetch(url, { headers });
      await response.body?.cancel();
      assertEquals(response.status, 200, url);
    }
    if (asked.length > 0) continue;
    const response = await fetch(address, { method: "POST", body: "{}", headers });
    await response.body?.cancel();
    assertEquals(response.status, 400, address); // there, and says what is missing
  }
});

Deno.test("every path of docs/clients.md is there", async () => {
  const paths = new Set(found(english, PATH));
  assert(paths.has("/v1/models") && paths.has("/v1/responses"), "the paths are found");
  for (const path of paths) {
    if (path === "/v1") continue;
    const headers = { authorization: `Bearer ${KEY}` };
    const method = ["/v1/models", "/connect"].includes(path) ? "GET" : "POST";
    const response = await tests.door.app.request(path, { method, headers });
    await response.body?.cancel();
    assert(![404, 405].includes(response.status), `${path}: ${response.status}`);
  }
});

Deno.test("both languages of docs/clients.md say the same", () => {
  const code = (text: string) => [...new Set(found(text, /`([^`\n]+)`/g))].toSorted();
  const headings = (text: string) => found(text, /^### (.+)$/gm);
  const blocks = (text: string) => found(text, /^```\w+\n([\s\S]*?)^```/gm);
  assertEquals(headings(chinese), headings(english));
  assertEquals(blocks(chinese), blocks(english));
  assertEquals(code(chinese), code(english));
});
