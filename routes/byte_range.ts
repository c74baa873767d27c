/**
 * Reads `Range` (RFC 9110, section 14). Pure.
 *
 * @module
 */

import type { ByteRange } from "../store/blobs.ts";

/** A part to send, a part that is not there, or the whole. */
export type RangeWish = ByteRange | "unsatisfiable" | "whole";

/**
 * What a `Range` header asks of a file. Several ranges at once, other units and malformed headers
 * ask for the whole, as the RFC allows and requires.
 */
export function readRange(header: string | undefined, sizeBytes: number): RangeWish {
  const match = /^bytes=\s*(\d*)\s*-\s*(\d*)\s*$/i.exec(header ?? "");
  const [, first = "", last = ""] = match ?? [];
  if (first === "" && last === "") return "whole";
  if (first === "") return suffix(Number(last), sizeBytes);
  const start = Number(first);
  const end = last === "" ? sizeBytes - 1 : Math.min(Number(last), sizeBytes - 1);
  if (last !== "" && Number(last) < start) return "whole";
  return start < sizeBytes ? { start, end } : "unsatisfiable";
}

function suffix(length: number, sizeBytes: number): RangeWish {
  if (length === 0 || sizeBytes === 0) return "unsatisfiable";
  return { start: Math.max(0, sizeBytes - length), end: sizeBytes - 1 };
}
