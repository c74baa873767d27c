/**
 * Every variable that the program reads is explained where operators look for it.
 *
 * @module
 */

import { assert, assertEquals } from "./assert.ts";

/** Set by the platform, not by an operator. */
const FROM_THE_PLATFORM = "DENO_DEPLOYMENT_ID";

/** The names that a file spells out in places of this form, in order and once each. */
async function namesIn(file: string, place: RegExp): Promise<string[]> {
  const text = await Deno.readTextFile(new URL(`../${file}`, import.meta.url));
  const names = [...text.matchAll(place)].map(([, name = ""]) => name);
  return [...new Set(names)].toSorted();
}

/** The keys of the schema in `config.ts`. */
async function variables(): Promise<string[]> {
  const names = await namesIn("config.ts", /^ {2}([A-Z][A-Z\d_]+): /gm);
  assert(names.includes("PORT") && names.includes(FROM_THE_PLATFORM), "The schema is there");
  return names.filter((name) => name !== FROM_THE_PLATFORM);
}

Deno.test("each variable stands in .env.example, and no other", async () => {
  assertEquals(await namesIn(".env.example", /^#?([A-Z][A-Z\d_]+)=/gm), await variables());
});

Deno.test("each variable has its row in the README, and no other", async () => {
  assertEquals(await namesIn("README.md", /^\| `([A-Z][A-Z\d_]+)` /gm), await variables());
});
