/**
 * A printer's screen: darkness as the size of dots in a turned grid.
 *
 * @module
 */

import { type InkOptions, layInk } from "./ink.ts";
import { lumaField } from "./luma_field.ts";
import type { Pixels } from "./pixels.ts";

/** The screen. */
export interface HalftoneOptions extends InkOptions {
  readonly spacingPx: number;
  readonly angleDegrees: number;
  /** 0 prints nothing, 1 prints black as solid ink. */
  readonly amount: number;
}

/** Prints in place; alpha stays. */
export function halftone(pixels: Pixels, options: HalftoneOptions): Pixels {
  const { widthPx } = pixels;
  const { spacingPx, angleDegrees, amount } = options;
  const turn = angleDegrees * Math.PI / 180;
  const [cos, sin] = [Math.cos(turn) / spacingPx, Math.sin(turn) / spacingPx];
  const coverage = lumaField(pixels).map((value, at) => {
    const x = at % widthPx;
    const y = Math.floor(at / widthPx);
    const across = fromCentre(x * cos + y * sin);
    const down = fromCentre(y * cos - x * sin);
    const radius = Math.sqrt(Math.max(0, 1 - value)) * 0.74 * amount;
    return (radius - Math.hypot(across, down)) * spacingPx * 0.8 + (radius > 0.02 ? 0.5 : -1);
  });
  return layInk(pixels, coverage, options);
}

function fromCentre(place: number): number {
  return place - Math.floor(place) - 0.5;
}
