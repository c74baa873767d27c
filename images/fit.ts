/**
 * How a picture of one size fills another, as raster steps. Pure.
 *
 * @module
 */

import type { RasterStep } from "./raster_job.ts";
import type { Size } from "./request.ts";

/**
 * `stretch` distorts, `crop` cuts off what is too much around the middle, `extend` keeps everything
 * and repeats the edges in what is left empty.
 */
export type Fit = "stretch" | "crop" | "extend";

/**
 * The steps; none where the size is right already.
 *
 * @example
 * ```ts
 * import { fitSteps } from "./fit.ts";
 *
 * const wide = { widthPx: 200, heightPx: 100 };
 * fitSteps(wide, wide, "crop"); // []
 * ```
 */
export function fitSteps(from: Size, to: Size, fit: Fit): RasterStep[] {
  if (from.widthPx === to.widthPx && from.heightPx === to.heightPx) return [];
  switch (fit) {
    case "stretch":
      return [{ op: "resize", size: to, fit: "fill" }];
    case "crop":
      return [{ op: "resize", size: to, fit: "cover" }];
    case "extend":
      return [{ op: "resize", size: inside(from, to), fit: "fill" }, { op: "pad", size: to }];
  }
}

/** The largest size of `from`'s ratio that has room in `to`. */
function inside(from: Size, to: Size): Size {
  const scale = Math.min(to.widthPx / from.widthPx, to.heightPx / from.heightPx);
  return {
    widthPx: Math.max(1, Math.min(to.widthPx, Math.round(from.widthPx * scale))),
    heightPx: Math.max(1, Math.min(to.heightPx, Math.round(from.heightPx * scale))),
  };
}
