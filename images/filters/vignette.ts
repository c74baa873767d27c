/**
 * Darker corners.
 *
 * @module
 */

import type { Pixels } from "./pixels.ts";

/** How dark. */
export interface VignetteOptions {
  /** 0 changes nothing, 1 makes the corners black. */
  readonly amount: number;
}

/** Darkens towards the corners in place; alpha stays. */
export function addVignette(pixels: Pixels, { amount }: VignetteOptions): Pixels {
  const { bytes, widthPx, heightPx } = pixels;
  for (let y = 0; y < heightPx; y++) {
    const down = (y / heightPx - 0.5) ** 2;
    for (let x = 0; x < widthPx; x++) {
      const distance = Math.min(1, (down + (x / widthPx - 0.5) ** 2) * 2);
      const factor = 1 - amount * distance ** 1.6;
      const at = (y * widthPx + x) * 4;
      bytes[at] = (bytes[at] ?? 0) * factor;
      bytes[at + 1] = (bytes[at + 1] ?? 0) * factor;
      bytes[at + 2] = (bytes[at + 2] ?? 0) * factor;
    }
  }
  return pixels;
}
