/**
 * JSON from strangers: read only when its shape is bearable. A few MB of brackets would else take
 * gigabytes of memory, and more stack than there is when they are written out again.
 *
 * @module
 */

/** A value, or why there is none: a sentence without its subject, such as `is empty`. */
export type ParsedJson =
  | { readonly ok: true; readonly value: unknown }
  | {
    readonly ok: false;
    readonly code: "invalid_json" | "json_too_large";
    readonly problem: string;
  };

/** Far more than any request has use for. */
const MAX_DEPTH = 64;
const MAX_VALUES = 100_000;

/** Parses a text. How long its strings are does not matter. */
export function parseBoundedJson(text: string): ParsedJson {
  const problem = problemOfShape(text);
  if (problem !== undefined) return { ok: false, code: "json_too_large", problem };
  try {
    return { ok: true, value: JSON.parse(text) };
  } catch (error) {
    const where = error instanceof Error ? error.message : String(error);
    const problem = text.trim() === "" ? "is empty" : `is not valid JSON: ${where}`;
    return { ok: false, code: "invalid_json", problem };
  }
}

/** Counts brackets and commas outside of strings: of a text that is no JSON, more or less. */
function problemOfShape(text: string): string | undefined {
  let depth = 0;
  let values = 1;
  for (let at = 0; at < text.length; at++) {
    switch (text[at]) {
      case '"':
        at = endOfString(text, at);
        break;
      case "[":
      case "{":
        depth++;
        values++;
        break;
      case "]":
      case "}":
        depth--;
        break;
      case ",":
        values++;
    }
    if (depth > MAX_DEPTH) return `is nested deeper than ${MAX_DEPTH} levels`;
    if (values > MAX_VALUES) return `holds more than ${MAX_VALUES} values`;
  }
  return undefined;
}

/** Where the string that begins at `start` ends; behind the text, when it does not. */
function endOfString(text: string, start: number): number {
  let end = text.indexOf('"', start + 1);
  while (end >= 0 && isEscaped(text, end)) end = text.indexOf('"', end + 1);
  return end < 0 ? text.length : end;
}

/** By an odd number of backslashes in front. */
function isEscaped(text: string, at: number): boolean {
  let slashes = 0;
  while (text[at - 1 - slashes] === "\\") slashes++;
  return slashes % 2 === 1;
}
