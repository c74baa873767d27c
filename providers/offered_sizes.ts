/**
 * Which sizes a model offers: any within bounds, or one for each ratio of width to height. Pure.
 *
 * @module
 */

import type { Size } from "../images/request.ts";
import { fitSize } from "../images/size.ts";
import type { SizeRule } from "./provider.ts";

/** The size that each ratio comes in, the model's default first. */
export type RatioSizes = Readonly<Record<string, readonly [widthPx: number, heightPx: number]>>;

/** Any size within bounds. */
export type SizeRange = Extract<SizeRule, { kind: "range" }>;

/** FLUX.1 and Stable Diffusion 3.5. */
export const ONE_MEGAPIXEL: RatioSizes = {
  "1:1": [1024, 1024],
  "16:9": [1344, 768],
  "21:9": [1536, 640],
  "3:2": [1216, 832],
  "2:3": [832, 1216],
  "4:5": [896, 1088],
  "5:4": [1088, 896],
  "3:4": [896, 1152],
  "4:3": [1152, 896],
  "9:16": [768, 1344],
  "9:21": [640, 1536],
};

/** Stability AI's own endpoints, which know neither 3:4 nor 4:3. */
export const STABLE_IMAGE: RatioSizes = {
  "1:1": [1024, 1024],
  "16:9": [1344, 768],
  "21:9": [1536, 640],
  "3:2": [1216, 832],
  "2:3": [832, 1216],
  "4:5": [896, 1088],
  "5:4": [1088, 896],
  "9:16": [768, 1344],
  "9:21": [640, 1536],
};

/** FLUX.1 Kontext. */
export const KONTEXT: RatioSizes = {
  "1:1": [1024, 1024],
  "21:9": [1568, 672],
  "16:9": [1392, 752],
  "3:2": [1248, 832],
  "4:3": [1184, 880],
  "3:4": [880, 1184],
  "2:3": [832, 1248],
  "9:16": [752, 1392],
  "9:21": [672, 1568],
};

/** FLUX 1.1 Pro Ultra. */
export const FOUR_MEGAPIXELS: RatioSizes = {
  "1:1": [2048, 2048],
  "21:9": [3136, 1344],
  "16:9": [2752, 1536],
  "3:2": [2496, 1664],
  "4:3": [2368, 1792],
  "3:4": [1792, 2368],
  "2:3": [1664, 2496],
  "9:16": [1536, 2752],
  "9:21": [1344, 3136],
};

/** Gemini's image models, at 1K; 2K and 4K are twice and four times as wide and high. */
export const NANO_BANANA: RatioSizes = {
  "1:1": [1024, 1024],
  "2:3": [848, 1264],
  "3:2": [1264, 848],
  "3:4": [896, 1200],
  "4:3": [1200, 896],
  "4:5": [928, 1152],
  "5:4": [1152, 928],
  "9:16": [768, 1376],
  "16:9": [1376, 768],
  "21:9": [1584, 672],
};

/** Sides up to `maxPx`; 1024x1024 where nobody asks for a size. */
export function sidesUpTo(
  maxPx: number,
  bounds: { readonly minPx: number; readonly stepPx: number },
): SizeRange {
  return { kind: "range", maxPx, ...bounds, default: { widthPx: 1024, heightPx: 1024 } };
}

/** Tells the one kind from the other. */
export function isRange(sizes: SizeRange | RatioSizes): sizes is SizeRange {
  return "kind" in sizes;
}

/** What a model with these sizes can draw. */
export function sizesOf(sizes: SizeRange | RatioSizes): SizeRule {
  if (isRange(sizes)) return sizes;
  return { kind: "list", sizes: Object.values(sizes).map(toSize) };
}

/** The ratio whose size is the nearest. */
export function ratioFor(size: Size, ratios: RatioSizes): string {
  const sizes = Object.values(ratios).map(toSize);
  const { size: { widthPx, heightPx } } = fitSize(size, { kind: "list", sizes });
  const [ratio] = Object.entries(ratios)
    .find(([, [width, height]]) => width === widthPx && height === heightPx) ?? ["1:1"];
  return ratio;
}

function toSize([widthPx, heightPx]: readonly [number, number]): Size {
  return { widthPx, heightPx };
}
