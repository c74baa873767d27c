/**
 * Recolours by brightness: dark pixels take the first colour of a ramp, light ones the last.
 *
 * @module
 */

import { luma, rampColour, rgbOf } from "../colour.ts";
import type { Pixels } from "./pixels.ts";

/** What to recolour with. */
export interface GradientMapOptions {
  /** From dark to light. */
  readonly colours: readonly string[];
  /** 0 changes nothing, 1 leaves only the ramp's colours. */
  readonly amount: number;
}

/** Recolours in place; alpha stays. */
export function gradientMap(pixels: Pixels, { colours, amount }: GradientMapOptions): Pixels {
  const { bytes } = pixels;
  const table = Array.from({ length: 256 }, (_, level) => rgbOf(rampColour(colours, level / 255)));
  for (let i = 0; i < bytes.length; i += 4) {
    const r = bytes[i] ?? 0;
    const g = bytes[i + 1] ?? 0;
    const b = bytes[i + 2] ?? 0;
    const target = table[Math.round(luma(r, g, b) * 255)] ?? [0, 0, 0];
    bytes[i] = r + (target[0] - r) * amount;
    bytes[i + 1] = g + (target[1] - g) * amount;
    bytes[i + 2] = b + (target[2] - b) * amount;
  }
  return pixels;
}
