/**
 * The forms of the cockpit's pages: a few short texts.
 *
 * @module
 */

import { readBody } from "../body.ts";
import type { AppContext } from "../context.ts";

/**
 * The texts of a form by name; of several with one name the last.
 *
 * @throws {Refusal} when it is too large
 */
export async function readPageForm(c: AppContext): Promise<Readonly<Record<string, string>>> {
  const text = new TextDecoder().decode(await readBody(c));
  return Object.fromEntries(new URLSearchParams(text));
}
