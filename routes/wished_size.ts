/**
 * Which size a request asks for, out of the several ways to say it. Pure.
 *
 * @module
 */

import { failure, Refusal } from "../failure.ts";
import type { ImageRequest, Size } from "../images/request.ts";
import { formatSize, parseSize, type Ratio, ratioOf, type SizeWish } from "../images/size.ts";
import { show } from "./parse.ts";
import { sideOfTier, sizeOfTier } from "./size_tier.ts";
import type { ImageBody } from "./schemas/image_request.ts";

/** An exact size, or a ratio, or neither: the model chooses. */
export interface WishedSize extends Pick<ImageRequest, "size" | "aspectRatio"> {
  readonly warnings: readonly string[];
}

type SizeFields = Pick<ImageBody, "size" | "width" | "height" | "aspect_ratio">;

/**
 * The most exact of what is said: pixels in `size`, or a class such as `2K` there with the ratio in
 * `aspect_ratio`; then `width` and `height`, then a ratio in `size` or `aspect_ratio`.
 *
 * @throws {Refusal} `invalid_request` for a text that is no size
 */
export function wishedSize(body: SizeFields): WishedSize {
  const ratio = body.aspect_ratio === undefined
    ? undefined
    : asRatio(read("aspect_ratio", body.aspect_ratio));
  const sidePx = tierSide(body.size, ratio);
  if (sidePx !== undefined) {
    const size = sizeOfTier(sidePx, ratio);
    return { size, warnings: contradictions(body, size, undefined) };
  }
  const wish = body.size === undefined ? undefined : read("size", textOf(body.size));
  if (wish?.kind === "size") {
    return { size: wish.size, warnings: contradictions(body, wish.size, ratio) };
  }
  const { width: widthPx, height: heightPx } = body;
  if (widthPx !== undefined && heightPx !== undefined) {
    return { size: { widthPx, heightPx }, warnings: [] };
  }
  const lone = widthPx === undefined ? (heightPx === undefined ? [] : ["height"]) : ["width"];
  const warnings = lone.map((name) => `${name} dropped: a size needs both width and height`);
  const wished = (wish && asRatio(wish)) ?? ratio;
  return wished === undefined ? { warnings } : { aspectRatio: format(wished), warnings };
}

/** A lone number is a square's side, or with a ratio beside it a class of sizes. */
function tierSide(size: ImageBody["size"], ratio: Ratio | undefined): number | undefined {
  if (size === undefined || typeof size === "object") return undefined;
  const text = String(size);
  const isNumber = ratio !== undefined && /^\s*\d{3,4}\s*$/.test(text);
  return isNumber ? Number(text) : sideOfTier(text);
}

/** Objects with two sides and single numbers for squares are common in other services' clients. */
function textOf(size: NonNullable<ImageBody["size"]>): string {
  if (typeof size === "object") return `${size.width}x${size.height}`;
  return /^\s*\d+\s*$/.test(String(size)) ? `${size}x${size}` : String(size);
}

function read(param: string, text: string): SizeWish {
  const wish = parseSize(text);
  if (wish !== undefined) return wish;
  const right = param === "size" ? '"1024x1024", "2K", "16:9" or "auto"' : '"16:9" or "auto"';
  throw new Refusal(
    failure("invalid_request", `${param} is ${show(text)}: use ${right}`, { param }),
  );
}

function asRatio(wish: SizeWish): Ratio | undefined {
  if (wish.kind === "auto") return undefined;
  return wish.kind === "ratio" ? wish.ratio : ratioOf(wish.size);
}

/** What else was said of the size, where it says something else. */
function contradictions(
  { width, height }: SizeFields,
  size: Size,
  ratio: Ratio | undefined,
): string[] {
  const given = formatSize(size);
  return [
    ...(width === undefined || width === size.widthPx ? [] : [`width dropped: size is ${given}`]),
    ...(height === undefined || height === size.heightPx
      ? []
      : [`height dropped: size is ${given}`]),
    ...(ratio === undefined || format(ratio) === format(ratioOf(size))
      ? []
      : [`aspect_ratio dropped: size is ${given}`]),
  ];
}

function format({ width, height }: Ratio): string {
  return `${width}:${height}`;
}
