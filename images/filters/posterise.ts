/**
 * Few levels of each colour, with a fine pattern between them where one is asked for.
 *
 * @module
 */

import type { Pixels } from "./pixels.ts";

/** How coarse. */
export interface PosteriseOptions {
  /** Levels of red, green and blue, at least 2. */
  readonly levels: number;
  /** 0 gives flat areas, 1 a full ordered pattern between neighbouring levels. */
  readonly dither: number;
}

/** Bayer's 4 × 4 matrix. */
const BAYER = [0, 8, 2, 10, 12, 4, 14, 6, 3, 11, 1, 9, 15, 7, 13, 5] as const;

/** Reduces levels in place; alpha stays. */
export function posterise(pixels: Pixels, { levels, dither }: PosteriseOptions): Pixels {
  const { widthPx } = pixels;
  const bytes = new Uint8ClampedArray(pixels.bytes.buffer);
  const step = 255 / (Math.max(2, levels) - 1);
  for (let i = 0; i < bytes.length; i += 4) {
    const x = (i / 4) % widthPx;
    const y = Math.floor(i / 4 / widthPx);
    const threshold = ((BAYER[(y & 3) * 4 + (x & 3)] ?? 0) + 0.5) / 16 - 0.5;
    const shift = threshold * step * dither;
    for (let part = 0; part < 3; part++) {
      bytes[i + part] = Math.round(((bytes[i + part] ?? 0) + shift) / step) * step;
    }
  }
  return pixels;
}
