/**
 * The size to ask an upstream for. Pure.
 *
 * @module
 */

import type { ImageRequest, Size } from "../images/request.ts";
import { fitSize, type FittedSize, parseRatio, sizeForRatio } from "../images/size.ts";
import type { SizeRule } from "../providers/provider.ts";

/**
 * An exact size wins over a ratio; without either an edit keeps its first input's size, and the
 * rest is the model's default.
 */
export function targetSize(
  request: Pick<ImageRequest, "size" | "aspectRatio" | "inputs">,
  rule: SizeRule,
): FittedSize {
  const fallback = defaultSize(rule);
  if (request.size) return fitSize(request.size, rule);
  const ratio = request.aspectRatio === undefined ? undefined : parseRatio(request.aspectRatio);
  if (ratio) return fitSize(sizeForRatio(ratio, fallback.widthPx * fallback.heightPx), rule);
  const [input] = request.inputs;
  return input ? fitSize(input, rule) : { size: fallback, changed: false };
}

function defaultSize(rule: SizeRule): Size {
  if (rule.kind === "range") return rule.default;
  const [first] = rule.sizes;
  if (!first) throw new RangeError("A model's list of sizes is empty");
  return first;
}
