/**
 * Checks that a mask says what to repaint.
 *
 * @module
 */

import { readMedia } from "./media.ts";
import type { Raster, RasterRunOptions } from "./raster.ts";
import type { EncodedImage, Size } from "./request.ts";
import { formatSize } from "./size.ts";

/** What the mask is for. */
export interface MaskOptions extends RasterRunOptions {
  /** Size of the first input image. */
  readonly size: Size;
}

/**
 * What is wrong with a mask that has already been normalised: a sentence without its subject, such
 * as `has no transparent pixels, …`. Undefined when it can be used: PNG or WebP, as large as the
 * first input, transparent where the picture is to be repainted.
 */
export async function problemOfMask(
  raster: Raster,
  mask: EncodedImage,
  { size, ...options }: MaskOptions,
): Promise<string | undefined> {
  const media = readMedia(mask.bytes);
  if (media === undefined || !/png|webp/.test(media.mediaType)) {
    return "is not a PNG or WebP picture";
  }
  if (media.widthPx !== size.widthPx || media.heightPx !== size.heightPx) {
    return `is ${formatSize(media)} pixels but the image is ${
      formatSize(size)
    }; they must be equal`;
  }
  if (!media.hasAlpha) {
    return "has no alpha channel; a mask is transparent where the image is to be repainted, " +
      "and black or white does not count";
  }
  const source = { kind: "encoded", bytes: mask.bytes } as const;
  const { isOpaque } = await raster.run({ source, output: { format: "none" } }, options);
  return isOpaque ? "has no transparent pixels, so nothing would be repainted" : undefined;
}
