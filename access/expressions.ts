/**
 * Regular expressions that no text can make hang: RE2's, which run in time that grows with the text
 * alone. JavaScript's own go back and try again, some of them for longer than anybody waits.
 *
 * @module
 */

import type { RE2JS } from "re2js";

/** Instructions of a compiled expression: what each character of a text may cost. */
export const LARGEST_PROGRAM = 500;

/** Expressions that are kept compiled at a time. */
const MOST_COMPILED = 1_000;

const compiled = new Map<string, RE2JS | undefined>();

/**
 * Compiles an expression; case makes no difference to it. Undefined: it is none, or too large a one.
 * The library is loaded when the first expression is: most servers have none.
 */
export async function expression(source: string): Promise<RE2JS | undefined> {
  if (compiled.has(source)) return compiled.get(source);
  const library = await import("re2js");
  if (compiled.size >= MOST_COMPILED) compiled.clear();
  const made = compile(source, library.RE2JS);
  compiled.set(source, made);
  return made;
}

function compile(source: string, library: typeof RE2JS): RE2JS | undefined {
  try {
    const made = library.compile(source, library.CASE_INSENSITIVE);
    return made.programSize() <= LARGEST_PROGRAM ? made : undefined;
  } catch {
    return undefined; // no expression: whoever asked says so
  }
}
