/**
 * A print in a few spot inks: every pixel becomes one ink of a dark-to-light ramp, chosen by its
 * brightness and a grain that mixes neighbouring inks.
 *
 * @module
 */

import { rgbOf } from "../colour.ts";
import { seededRandom } from "../random.ts";
import { lumaField } from "./luma_field.ts";
import type { Pixels } from "./pixels.ts";

/** The print. */
export interface SpotInksOptions {
  /** From dark to light, the paper last. */
  readonly inks: readonly string[];
  /** 0 gives flat areas, 1 grain across a whole ink. */
  readonly grain: number;
  readonly seed: number;
}

/** Prints in place; alpha stays. */
export function printSpotInks(pixels: Pixels, { inks, grain, seed }: SpotInksOptions): Pixels {
  const { bytes } = pixels;
  const colours = inks.map(rgbOf);
  const random = seededRandom(seed);
  lumaField(pixels).forEach((value, at) => {
    const place = value * (inks.length - 1) + (random.next() - 0.5) * grain;
    const ink = colours[Math.min(inks.length - 1, Math.max(0, Math.round(place)))] ?? [0, 0, 0];
    bytes.set(ink, at * 4);
  });
  return pixels;
}
