/**
 * From masks as painters have them, white where the picture is to be painted anew, to ours, which
 * are transparent there.
 *
 * @module
 */

import { type Fit, fitSteps } from "./fit.ts";
import type { Raster, RasterRunOptions } from "./raster.ts";
import type { RasterStep } from "./raster_job.ts";
import type { EncodedImage, Size } from "./request.ts";

/** How a painted mask is meant. */
export interface PaintedMask extends RasterRunOptions {
  /** What the mask has to become as large as. */
  readonly size: Size;
  readonly fit: Fit;
  /** Black is to be painted anew instead. */
  readonly invert: boolean;
  /** How far its edges are softened; 0: not at all. */
  readonly blurPx: number;
  /** Half-clear pixels of a mask that is drawn by its transparency count as clear or not. */
  readonly round: boolean;
}

const BLACK = [[0, 0, 0], [0, 0, 0], [0, 0, 0]] as const;

/** White where something was drawn, black where the layer is empty. */
const DRAWN: readonly RasterStep[] = [
  { op: "matrix", matrix: BLACK },
  { op: "negate" },
  { op: "flatten", colour: "#000000" },
];
/** Levels below the middle become black, others white. */
const ROUND: RasterStep = { op: "linear", gain: 255, offset: -127 };

/**
 * Our mask, a PNG. A mask with transparency is read by that, as a layer on which the area was drawn,
 * any other by its brightness. Undefined when nothing would be repainted. Rejects with an
 * `ImageError` when it cannot be decoded.
 */
export async function readPaintedMask(
  raster: Raster,
  { image, from }: { readonly image: EncodedImage; readonly from: Size },
  { size, fit, invert, blurPx, round, ...options }: PaintedMask,
): Promise<EncodedImage | undefined> {
  const source = { kind: "encoded", bytes: image.bytes } as const;
  const { isOpaque } = await raster.run({ source, output: { format: "none" } }, options);
  const steps: RasterStep[] = [
    ...(isOpaque ? [] : [...DRAWN, ...(round ? [ROUND] : [])]),
    ...(invert ? [{ op: "negate" } as const] : []),
    ...fitSteps(from, size, fit),
    ...(blurPx > 0 ? [{ op: "blur", sigmaPx: blurPx } as const] : []),
    { op: "negate" },
    { op: "alphaFromLuma" },
  ];
  const mask = await raster.run({ source, steps, output: { format: "png" } }, options);
  return mask.isOpaque ? undefined : { bytes: mask.bytes, mediaType: "image/png" };
}
