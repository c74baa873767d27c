/**
 * A woodcut: darkness as the thickness of carved lines, crossed where it is darkest.
 *
 * @module
 */

import { type InkOptions, layInk } from "./ink.ts";
import { lumaField } from "./luma_field.ts";
import { noiseField } from "./noise.ts";
import type { Pixels } from "./pixels.ts";

/** The carving. */
export interface HatchOptions extends InkOptions {
  /** From one line to the next. */
  readonly spacingPx: number;
  readonly angleDegrees: number;
  readonly seed: number;
}

/** Below this brightness a second set of lines crosses the first. */
const CROSS_BELOW = 0.34;

/** Carves in place; alpha stays. */
export function hatch(pixels: Pixels, options: HatchOptions): Pixels {
  const { widthPx, heightPx } = pixels;
  const { spacingPx, angleDegrees, seed } = options;
  const bright = lumaField(pixels);
  const wobble = noiseField({ widthPx, heightPx, scalePx: spacingPx * 9, seed });
  const along = angleDegrees * Math.PI / 180;
  const [cos, sin] = [Math.cos(along) / spacingPx, Math.sin(along) / spacingPx];
  const coverage = bright.map((value, at) => {
    const x = at % widthPx;
    const y = Math.floor(at / widthPx);
    const bend = (wobble[at] ?? 0) * 0.6;
    const first = carve(x * sin + y * cos + bend, value ** 1.4 * 1.08);
    return Math.max(first, carve(x * cos - y * sin + bend, value / CROSS_BELOW));
  });
  return layInk(pixels, coverage, options);
}

/** Ink of one line set: `place` counts lines; soft over about a fifth of a line. */
function carve(place: number, brightness: number): number {
  const ridge = Math.abs(place - Math.floor(place) - 0.5) * 2;
  return (ridge - brightness) * 5 + 0.5;
}
