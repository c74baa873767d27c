/**
 * Whether a picture's file was cut off, told from its frame without decoding it.
 *
 * @module
 */

import { latin1, uintLe } from "./formats/bytes.ts";
import type { MediaType } from "./request.ts";

/** Some writers put a little more behind the end. */
const TRAILING_BYTES = 64;

/** False for a file that ends before its format says that it does; AVIF is believed. */
export function isWhole(bytes: Uint8Array, mediaType: MediaType): boolean {
  switch (mediaType) {
    case "image/png":
      return endOf(bytes).includes("IEND");
    case "image/jpeg":
      return endOf(bytes).includes("\xff\xd9");
    case "image/webp":
      return bytes.length >= uintLe(bytes, 4, 4) + 8;
    case "image/avif":
      return true;
  }
}

function endOf(bytes: Uint8Array): string {
  return latin1(bytes, Math.max(0, bytes.length - TRAILING_BYTES), TRAILING_BYTES);
}
