/**
 * Outlines: ink where brightness changes quickly (Sobel's operator).
 *
 * @module
 */

import { boxBlur } from "./box_blur.ts";
import { type InkOptions, layInk } from "./ink.ts";
import { lumaField } from "./luma_field.ts";
import type { Pixels } from "./pixels.ts";

/** The pen. */
export interface EdgesOptions extends InkOptions {
  /** Thickness of a line. */
  readonly widthPx: number;
  /** 1 draws what is plain to see; 3 draws faint edges too. */
  readonly strength: number;
}

/** Draws outlines in place; alpha stays. */
export function drawEdges(pixels: Pixels, options: EdgesOptions): Pixels {
  const { widthPx, heightPx } = pixels;
  const soft = boxBlur(lumaField(pixels), { widthPx, heightPx, radiusPx: options.widthPx / 2 });
  const coverage = new Float32Array(soft.length);
  for (let y = 1; y < heightPx - 1; y++) {
    for (let x = 1; x < widthPx - 1; x++) {
      const at = y * widthPx + x;
      coverage[at] = (slope(soft, at, widthPx) * options.strength - 0.12) * 4;
    }
  }
  return layInk(pixels, coverage, options);
}

function slope(field: Float32Array, at: number, stride: number): number {
  const aboveLeft = field[at - stride - 1] ?? 0;
  const aboveRight = field[at - stride + 1] ?? 0;
  const belowLeft = field[at + stride - 1] ?? 0;
  const belowRight = field[at + stride + 1] ?? 0;
  const across = aboveRight + belowRight - aboveLeft - belowLeft +
    2 * ((field[at + 1] ?? 0) - (field[at - 1] ?? 0));
  const down = belowLeft + belowRight - aboveLeft - aboveRight +
    2 * ((field[at + stride] ?? 0) - (field[at - stride] ?? 0));
  return Math.sqrt(across * across + down * down);
}
