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

/** A prime number of changes, so that the pattern does not line up with rows. */
const CHANGES = 65_521;

/** Adds grain in place; alpha stays. */
export function addGrain(pixels: Pixels, { amount, seed }: GrainOptions): Pixels {
  const bytes = new Uint8ClampedArray(pixels.bytes.buffer);
  const changes = changesFor(amount, seed);
  for (let i = 0, k = 0; i < bytes.length; i += 4, k = k + 1 === CHANGES ? 0 : k + 1) {
    const change = changes[k] ?? 0;
    bytes[i] = (bytes[i] ?? 0) + change;
    bytes[i + 1] = (bytes[i + 1] ?? 0) + change;
    bytes[i + 2] = (bytes[i + 2] ?? 0) + change;
  }
  return pixels;
}

/** Small changes are more likely than large ones, as in film. */
function changesFor(amount: number, seed: number): Float32Array {
  const random = seededRandom(seed);
  const changes = new Float32Array(CHANGES);
  for (let k = 0; k < CHANGES; k++) changes[k] = (random.next() + random.next() - 1) * amount * 255;
  return changes;
}
