/**
 * Every variable that the program reads is explained where operators look for it.
 *
 * @module
 */

import { VARIABLES } from "../config.ts";
import { assertEquals } from "./assert.ts";

/** Set by the platform, not by an operator. */
const FROM_THE_PLATFORM = "DENO_DEPLOYMENT_ID";

/** The names that a file spells out in places of this form, in order and once each. */
async function namesIn(file: string, place: RegExp): Promise<string[]> {
  const text = await Deno.readTextFile(new URL(`../${file}`, import.meta.url));
  const names = [...text.matchAll(place)].map(([, name = ""]) => name);
  return [...new Set(names)].toSorted();
}

/** Those that an operator sets. */
const variables = [...VARIABLES].filter((name) => name !== FROM_THE_PLATFORM).toSorted();

Deno.test("each variable stands in .env.example, and no other", async () => {
  assertEquals(await namesIn(".env.example", /^#?([A-Z][A-Z\d_]+)=/gm), variables);
});

Deno.test("each variable has its row in the README, and no other", async () => {
  assertEquals(await namesIn("README.md", /^\| `([A-Z][A-Z\d_]+)` /gm), variables);
});
