/**
 * Picture sizes and aspect ratios: reading them, and fitting them to what a model can draw.
 *
 * @module
 */

import type { Size } from "./request.ts";

/** Width to height in lowest terms, such as 16 to 9. */
export interface Ratio {
  readonly width: number;
  readonly height: number;
}

/** What a caller's `size` or `aspect_ratio` text can mean. */
export type SizeWish =
  | { readonly kind: "auto" }
  | { readonly kind: "size"; readonly size: Size }
  | { readonly kind: "ratio"; readonly ratio: Ratio };

/** Which sizes can be produced. */
export type AllowedSizes =
  | {
    readonly kind: "range";
    readonly minPx: number;
    readonly maxPx: number;
    /** Both sides are multiples of this. */
    readonly stepPx: number;
    readonly default: Size;
  }
  | { readonly kind: "list"; readonly sizes: readonly Size[] };

/** A size that is allowed, and whether it had to differ from the wish. */
export interface FittedSize {
  readonly size: Size;
  readonly changed: boolean;
}

/** Larger numbers are typing errors, not pictures. */
const MAX_SIDE = 99_999;

/**
 * Reads `1024x1024` (also with `X`, `*` or `×`), `16:9` or `auto`, which some clients write
 * `match_input_image`. Undefined for anything else.
 *
 * @example
 * ```ts
 * import { parseSize } from "./size.ts";
 *
 * parseSize("1536 × 1024"); // { kind: "size", size: { widthPx: 1536, heightPx: 1024 } }
 * parseSize("32:18"); // { kind: "ratio", ratio: { width: 16, height: 9 } }
 * ```
 */
export function parseSize(text: string): SizeWish | undefined {
  const trimmed = text.trim().toLowerCase();
  if (trimmed === "auto" || trimmed === "match_input_image") return { kind: "auto" };
  const ratio = parseRatio(trimmed);
  if (ratio !== undefined) return { kind: "ratio", ratio };
  const sides = parsePair(trimmed, /^(\d+)\s*(?:px)?\s*[x*×]\s*(\d+)\s*(?:px)?$/);
  return sides && { kind: "size", size: { widthPx: sides[0], heightPx: sides[1] } };
}

/** Reads `16:9`; undefined for anything else. */
export function parseRatio(text: string): Ratio | undefined {
  const sides = parsePair(text.trim(), /^(\d+)\s*[:：]\s*(\d+)$/);
  return sides && reduce(sides[0], sides[1]);
}

/** The ratio of a size, in lowest terms. */
export function ratioOf(size: Size): Ratio {
  return reduce(size.widthPx, size.heightPx);
}

/** `1024x1536` */
export function formatSize(size: Size): string {
  return `${size.widthPx}x${size.heightPx}`;
}

/** The size of about `areaPx` pixels that has the ratio; sides are whole and at least 1. */
export function sizeForRatio(ratio: Ratio, areaPx: number): Size {
  const unit = Math.sqrt(areaPx / (ratio.width * ratio.height));
  return {
    widthPx: Math.max(1, Math.round(ratio.width * unit)),
    heightPx: Math.max(1, Math.round(ratio.height * unit)),
  };
}

/** The allowed size nearest to the wish, its aspect ratio first and its area second. */
export function fitSize(wanted: Size, allowed: AllowedSizes): FittedSize {
  const size = allowed.kind === "range"
    ? fitRange(wanted, allowed)
    : nearest(wanted, allowed.sizes);
  return {
    size,
    changed: size.widthPx !== wanted.widthPx || size.heightPx !== wanted.heightPx,
  };
}

type SizeRange = Extract<AllowedSizes, { kind: "range" }>;

/** Scales into the range, then rounds to the step: only a ratio beyond the range's own is lost. */
function fitRange(wanted: Size, range: SizeRange): Size {
  const long = Math.max(wanted.widthPx, wanted.heightPx);
  const short = Math.min(wanted.widthPx, wanted.heightPx);
  const shrink = Math.min(1, range.maxPx / long);
  const scale = Math.max(shrink, range.minPx / short);
  return {
    widthPx: stepInto(wanted.widthPx * scale, range),
    heightPx: stepInto(wanted.heightPx * scale, range),
  };
}

function stepInto(px: number, { minPx, maxPx, stepPx }: SizeRange): number {
  const lowest = Math.ceil(minPx / stepPx);
  const highest = Math.max(lowest, Math.floor(maxPx / stepPx));
  return stepPx * Math.min(highest, Math.max(lowest, Math.round(px / stepPx)));
}

function nearest(wanted: Size, sizes: readonly Size[]): Size {
  const [first] = sizes.toSorted((a, b) => distance(wanted, a) - distance(wanted, b));
  return first ?? wanted;
}

/** A ratio that is off by a tenth weighs as much as an area that is off by a factor of e. */
function distance(wanted: Size, size: Size): number {
  const ratio = Math.log((size.widthPx / size.heightPx) / (wanted.widthPx / wanted.heightPx));
  const area = Math.log((size.widthPx * size.heightPx) / (wanted.widthPx * wanted.heightPx));
  return Math.abs(ratio) * 10 + Math.abs(area);
}

function parsePair(text: string, pattern: RegExp): readonly [number, number] | undefined {
  const match = pattern.exec(text);
  const first = Number(match?.[1]);
  const second = Number(match?.[2]);
  const sound = first >= 1 && second >= 1 && first <= MAX_SIDE && second <= MAX_SIDE;
  return sound ? [first, second] : undefined;
}

function reduce(width: number, height: number): Ratio {
  const divisor = greatestCommonDivisor(width, height);
  return { width: width / divisor, height: height / divisor };
}

function greatestCommonDivisor(a: number, b: number): number {
  return b === 0 ? a : greatestCommonDivisor(b, a % b);
}
