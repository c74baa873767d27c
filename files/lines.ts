/**
 * The lines of a text that comes in parts, at most one part and one line of it in memory.
 *
 * @module
 */

import { concat } from "../images/formats/bytes.ts";

/** One line. */
export interface Line {
  /** Where it begins, in bytes from the beginning of the text. */
  readonly start: number;
  /** Where the next line begins. */
  readonly end: number;
  /** Without its line feed; undefined: it is longer than `maxBytes`. */
  readonly bytes: Uint8Array | undefined;
}

/** Where to begin, and how much to hold. */
export interface LineOptions {
  /** Where the first part begins, in bytes from the beginning of the text. @default {0} */
  readonly at?: number;
  /** Where the first line wanted begins; not before `at`. @default {at} */
  readonly from?: number;
  /** Longest line; of a longer one nothing is kept. */
  readonly maxBytes: number;
}

const LINE_FEED = 0x0a;

/** Reads the lines, empty ones too; a last one without a line feed counts. */
export async function* readLines(
  parts: AsyncIterable<Uint8Array>,
  { at = 0, from = at, maxBytes }: LineOptions,
): AsyncGenerator<Line> {
  let start = from;
  let partStart = at;
  let pieces: Uint8Array[] = [];
  let held = 0;

  function keep(piece: Uint8Array): void {
    held += piece.length;
    if (held > maxBytes) pieces = [];
    else pieces.push(piece);
  }

  function take(end: number): Line {
    const line = { start, end, bytes: held > maxBytes ? undefined : concat(pieces) };
    start = end;
    pieces = [];
    held = 0;
    return line;
  }

  for await (const part of parts) {
    let next = Math.max(0, from - partStart);
    for (;;) {
      const feed = part.indexOf(LINE_FEED, next);
      if (feed < 0) break;
      keep(part.subarray(next, feed));
      next = feed + 1;
      yield take(partStart + next);
    }
    // A copy: what is left of a line must not keep its part.
    if (next < part.length) keep(part.slice(next));
    partStart += part.length;
  }
  if (held > 0) yield take(partStart);
}
