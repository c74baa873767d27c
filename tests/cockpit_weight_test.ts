/**
 * What a first visit loads.
 *
 * @module
 */

import { assert, assertEquals, assertLess } from "./assert.ts";
import { doorForTests } from "./door.ts";
import { serve } from "./serve.ts";

/** Of HTML, stylesheet and scripts of the first page, as sent, in bytes. */
const PAGE_BYTES = 60_000;
/** Of all scripts of all pages. */
const SCRIPT_BYTES = 15_000;

const tests = doorForTests();

/** The bytes that a browser receives; `fetch` would hand them out unpacked. */
async function sent(path: string): Promise<{ bytes: number; coding: string | null }> {
  const headers = { "accept": "text/html", "accept-encoding": "br, gzip" };
  const response = await tests.door.get(path, headers);
  assertEquals(response.status, 200, path);
  const coding = response.headers.get("content-encoding");
  return { bytes: (await response.bytes()).length, coding };
}

async function page(): Promise<string> {
  return await (await tests.door.get("/", { accept: "text/html" })).text();
}

async function scripts(folder: string): Promise<string[]> {
  const names = await Array.fromAsync(Deno.readDir(new URL("../client", import.meta.url)));
  return names.filter(({ name }) => name.endsWith(".ts")).map(({ name }) => `${folder}/${name}`);
}

Deno.test("the first page is light, and so are all scripts together", async () => {
  const html = await page();
  const [, style = "", folder = ""] = /href="((\/assets\/\w+)\/style\.css)"/.exec(html) ?? [];
  const parts = await Promise.all(["/", style].map(sent));
  const modules = await Promise.all((await scripts(folder)).map(sent));
  assert([...parts, ...modules].every(({ coding }) => coding !== null), "all are packed");
  const sum = (all: readonly { bytes: number }[]) => all.reduce((sum, { bytes }) => sum + bytes, 0);
  assertLess(sum(modules), SCRIPT_BYTES);
  assertLess(sum([...parts, ...modules]), PAGE_BYTES);
});

Deno.test("every script that a page names, or that one imports, is there", async () => {
  await using server = serve(tests.door);
  const origin = `http://127.0.0.1:${server.addr.port}`;
  const [, folder = ""] = /src="(\/assets\/\w+)\//.exec(await page()) ?? [];
  for (const path of await scripts(folder)) {
    const response = await fetch(`${origin}${path}`);
    const text = await response.text();
    assertEquals(response.headers.get("content-type"), "text/javascript; charset=utf-8");
    assert(/immutable/.test(response.headers.get("cache-control") ?? ""), path);
    for (const [, name] of text.matchAll(/from "\.\/([\w.]+)"/g)) {
      const imported = await fetch(`${origin}${folder}/${name}`);
      await imported.body?.cancel();
      assertEquals(imported.status, 200, `${path} imports ${name}`);
    }
  }
  const stale = await fetch(`${origin}/assets/0000000000000000/style.css`);
  await stale.body?.cancel();
  assertEquals([stale.status, stale.headers.get("cache-control")], [200, "no-store"]);
  for (const name of ["nothing.ts", "..%2fdeno.json", "deno.json"]) {
    const missing = await fetch(`${origin}${folder}/${name}`);
    await missing.body?.cancel();
    assertEquals(missing.status, 404, name);
  }
});

Deno.test("no page's class is styled by another page's sheet", async () => {
  const folder = new URL("../ui/styles/", import.meta.url);
  const sheets = await Array.fromAsync(Deno.readDir(folder), ({ name }) => name);
  const owners = new Map<string, string[]>();
  for (const sheet of sheets.filter((name) => !COMMON.includes(name))) {
    const text = await Deno.readTextFile(new URL(sheet, folder));
    const names = [...text.matchAll(/^\s*\.([\w-]+)(?=,$| \{$)/gm)].map(([, name = ""]) => name);
    for (const name of new Set(names)) owners.set(name, [...owners.get(name) ?? [], sheet]);
  }
  assert(owners.size > 20, "the classes are found");
  assertEquals([...owners].filter(([, sheets]) => sheets.length > 1), []);
});

/** What all pages share. */
const COMMON = ["tokens.css", "base.css", "parts.css", "frame.css"];
