/**
 * Sizes by class, such as `2K`: as many pixels as a square of that side, in any ratio. Pure.
 *
 * @module
 */

import type { Size } from "../images/request.ts";
import { type Ratio, sizeForRatio } from "../images/size.ts";

/** Models draw in blocks of this many pixels. */
const STEP_PX = 16;

const SQUARE: Ratio = { width: 1, height: 1 };

/** The side of the square, in pixels; undefined for a text that names no class. */
export function sideOfTier(text: string): number | undefined {
  const thousands = /^\s*(0\.5|[1-8])\s*k\s*$/i.exec(text)?.[1];
  return thousands === undefined ? undefined : Number(thousands) * 1_024;
}

/**
 * The size of a class in a ratio.
 *
 * @example
 * ```ts
 * import { sizeOfTier } from "./size_tier.ts";
 *
 * sizeOfTier(2_048, { width: 16, height: 9 }); // { widthPx: 2736, heightPx: 1536 }
 * ```
 */
export function sizeOfTier(sidePx: number, ratio: Ratio = SQUARE): Size {
  const { widthPx, heightPx } = sizeForRatio(ratio, sidePx ** 2);
  return { widthPx: toStep(widthPx), heightPx: toStep(heightPx) };
}

function toStep(px: number): number {
  return Math.max(STEP_PX, Math.round(px / STEP_PX) * STEP_PX);
}
