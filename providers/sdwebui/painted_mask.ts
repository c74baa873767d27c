/**
 * Masks as painters have them: white where the picture is to be painted anew.
 *
 * @module
 */

import type { Raster } from "../../images/raster.ts";
import type { RasterStep } from "../../images/raster_job.ts";
import type { EncodedImage } from "../../images/request.ts";

const BLACK = [[0, 0, 0], [0, 0, 0], [0, 0, 0]] as const;

/** Black where the mask is opaque; white shines through where it is not. */
const STEPS = [
  { op: "matrix", matrix: BLACK },
  { op: "flatten", colour: "#ffffff" },
] as const satisfies readonly RasterStep[];

/**
 * An opaque PNG, white where our mask is transparent and grey where it is half so. Whatever colours
 * the mask has do not count.
 */
export async function paintedMask(
  { bytes }: EncodedImage,
  { raster, signal }: { readonly raster: Raster; readonly signal: AbortSignal },
): Promise<Uint8Array<ArrayBuffer>> {
  const source = { kind: "encoded", bytes } as const;
  const painted = await raster.run({ source, steps: STEPS, output: { format: "png" } }, { signal });
  return painted.bytes;
}
