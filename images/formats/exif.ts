/**
 * The one thing we need of EXIF: which way is up.
 *
 * @module
 */

import { startsWith, uintBe, uintLe } from "./bytes.ts";

const ORIENTATION_TAG = 0x0112;
const ENTRY_BYTES = 12;
/** More entries than any camera writes; bounds the search in hostile bytes. */
const MAX_ENTRIES = 512;

/** The orientation (1 to 8) in a TIFF block, such as EXIF's payload; 1 when there is none. */
export function readOrientation(tiff: Uint8Array): number {
  const uint = startsWith(tiff, "MM") ? uintBe : startsWith(tiff, "II") ? uintLe : undefined;
  if (uint === undefined || uint(tiff, 2, 2) !== 42) return 1;
  const directoryAt = uint(tiff, 4, 4);
  const count = Math.min(uint(tiff, directoryAt, 2), MAX_ENTRIES);
  for (let i = 0; i < count; i++) {
    const entryAt = directoryAt + 2 + i * ENTRY_BYTES;
    if (uint(tiff, entryAt, 2) === ORIENTATION_TAG) {
      return validOrientation(uint(tiff, entryAt + 8, 2));
    }
  }
  return 1;
}

function validOrientation(value: number): number {
  return value >= 1 && value <= 8 ? value : 1;
}
