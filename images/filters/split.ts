/**
 * Red and blue out of register: cheap lenses, misprints, neon.
 *
 * @module
 */

import type { Pixels } from "./pixels.ts";

/** How far apart. */
export interface SplitOptions {
  readonly shiftPx: number;
}

/** A copy with red moved left and blue moved right; green and alpha stay. */
export function splitColours(pixels: Pixels, { shiftPx }: SplitOptions): Pixels {
  const { bytes, widthPx, heightPx } = pixels;
  const split = bytes.slice();
  const shift = Math.round(shiftPx);
  for (let y = 0; y < heightPx; y++) {
    for (let x = 0; x < widthPx; x++) {
      const at = (y * widthPx + x) * 4;
      const right = (y * widthPx + Math.min(widthPx - 1, x + shift)) * 4;
      const left = (y * widthPx + Math.max(0, x - shift)) * 4;
      split[at] = bytes[right] ?? 0;
      split[at + 2] = bytes[left + 2] ?? 0;
    }
  }
  return { bytes: split, widthPx, heightPx };
}
