/**
 * Film grain: each pixel a little lighter or darker.
 *
 * @module
 */

import { seededRandom } from "../random.ts";
import type { Pixels } from "./pixels.ts";

/** How much grain, and which. */
export interface GrainOptions {
  /** Largest change, as a share of full brightness; 0.04 is gentle. */
  readonly amount: number;
  readonly seed: number;
}

/** Adds grain in place; alpha stays. */
export function addGrain(pixels: Pixels, { amount, seed }: GrainOptions): Pixels {
  const bytes = new Uint8ClampedArray(pixels.bytes.buffer);
  const random = seededRandom(seed);
  for (let i = 0; i < bytes.length; i += 4) {
    const change = (random.next() + random.next() - 1) * amount * 255;
    bytes[i] = (bytes[i] ?? 0) + change;
    bytes[i + 1] = (bytes[i + 1] ?? 0) + change;
    bytes[i + 2] = (bytes[i + 2] ?? 0) + change;
  }
  return pixels;
}
