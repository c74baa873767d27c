/**
 * The header that says what was mapped or dropped instead of refused.
 *
 * @module
 */

import type { AppContext } from "./context.ts";

/** Its name. */
export const WARNINGS_HEADER = "x-darkroom-warnings";

/** Proxies refuse longer header fields together with all others. */
const MAX_CHARACTERS = 4_000;

/**
 * The header's value: a JSON array of sentences in plain ASCII, other characters escaped as in
 * `\u00e9`. Each begins with the field that it is about. What is too much to send is counted in a
 * last sentence. Undefined when there is nothing to say.
 *
 * @example
 * ```ts
 * import { warningsHeader } from "./warnings.ts";
 *
 * warningsHeader(["style dropped: studio does not take it"]);
 * // '["style dropped: studio does not take it"]'
 * ```
 */
export function warningsHeader(warnings: readonly string[]): string | undefined {
  if (warnings.length === 0) return undefined;
  const fitting = countFitting(warnings.map((warning) => toAscii(warning).length));
  const left = warnings.length - fitting;
  const shown = warnings.slice(0, fitting);
  return toAscii(left === 0 ? shown : [...shown, `and ${left} more`]);
}

/** They are kept in the job's record, and a caller can cause any number of them. */
const MAX_KEPT = 20;
const MAX_SENTENCE_CHARACTERS = 200;

/** What a job keeps of its warnings; the rest is counted. */
export function boundWarnings(warnings: readonly string[]): string[] {
  const left = warnings.length - MAX_KEPT;
  const shown = warnings.slice(0, MAX_KEPT).map((warning) =>
    warning.length > MAX_SENTENCE_CHARACTERS
      ? `${warning.slice(0, MAX_SENTENCE_CHARACTERS)}…`
      : warning
  );
  return left > 0 ? [...shown, `and ${left} more`] : shown;
}

/** Puts the warnings, if any, on the answer to come. */
export function setWarnings(c: AppContext, warnings: readonly string[]): void {
  const value = warningsHeader(warnings);
  if (value !== undefined) c.header(WARNINGS_HEADER, value);
}

function countFitting(lengths: readonly number[]): number {
  let left = MAX_CHARACTERS;
  const full = lengths.findIndex((length) => (left -= length + 1) < 0);
  return full < 0 ? lengths.length : full;
}

function toAscii(value: unknown): string {
  return JSON.stringify(value).replace(
    /[^\x20-\x7e]/g,
    (character) => `\\u${character.charCodeAt(0).toString(16).padStart(4, "0")}`,
  );
}
