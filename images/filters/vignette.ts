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

const TABLE_STEPS = 1024;

/** Darkens towards the corners in place; alpha stays. */
export function addVignette(pixels: Pixels, { amount }: VignetteOptions): Pixels {
  const { bytes, widthPx, heightPx } = pixels;
  const table = Float32Array.from(
    { length: TABLE_STEPS + 1 },
    (_, step) => 1 - amount * (step / TABLE_STEPS) ** 1.6,
  );
  for (let y = 0, at = 0; y < heightPx; y++) {
    const down = (y / heightPx - 0.5) ** 2;
    for (let x = 0; x < widthPx; x++, at += 4) {
      const aside = x / widthPx - 0.5;
      const distance = (down + aside * aside) * 2; // 0 in the middle, 1 in a corner
      const factor = table[(distance * TABLE_STEPS) | 0] ?? 1;
      bytes[at] = (bytes[at] ?? 0) * factor;
      bytes[at + 1] = (bytes[at + 1] ?? 0) * factor;
      bytes[at + 2] = (bytes[at + 2] ?? 0) * factor;
    }
  }
  return pixels;
}
