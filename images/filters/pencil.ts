/**
 * A pencil drawing: dark where a pixel is darker than what is around it.
 *
 * @module
 */

import { boxBlur } from "./box_blur.ts";
import { type InkOptions, layInk } from "./ink.ts";
import { lumaField } from "./luma_field.ts";
import type { Pixels } from "./pixels.ts";

/** The pencil. */
export interface PencilOptions extends InkOptions {
  /** How far shading reaches from an edge. */
  readonly radiusPx: number;
  /** 1 is a soft pencil, 3 a hard black one. */
  readonly pressure: number;
}

/** Draws in place; alpha stays. */
export function drawPencil(pixels: Pixels, options: PencilOptions): Pixels {
  const { radiusPx, pressure } = options;
  const bright = lumaField(pixels);
  const around = boxBlur(bright, { ...pixels, radiusPx });
  const coverage = bright.map((value, at) => {
    const paleness = Math.min(1, (value + 0.02) / ((around[at] ?? 1) + 0.02));
    return 1 - paleness ** (1 + pressure) * (0.55 + 0.45 * Math.sqrt(value));
  });
  return layInk(pixels, coverage, options);
}
