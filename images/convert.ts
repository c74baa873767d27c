/**
 * Brings a finished picture into the form that its caller asked for.
 *
 * @module
 */

import { mediaTypeOf, readMedia } from "./media.ts";
import type { Raster, RasterRunOptions } from "./raster.ts";
import type { RasterStep } from "./raster_job.ts";
import type { EncodedImage, OutputFormat } from "./request.ts";

/** The form asked for. */
export interface WantedForm {
  readonly format: OutputFormat;
  /** Quality of JPEG, WebP and AVIF, 0 to 100; PNG has none. Absent: 90. */
  readonly compression?: number | undefined;
  /** `opaque` lays the picture on white. JPEG is opaque whatever is asked. */
  readonly background?: "transparent" | "opaque" | undefined;
}

const FLATTEN = { op: "flatten", colour: "#ffffff" } as const satisfies RasterStep;

/**
 * The picture in the form asked for: itself where nothing has to change, else a converted copy
 * without metadata. Rejects with `ImageError` when it cannot be decoded.
 */
export async function convertImage(
  raster: Raster,
  image: EncodedImage,
  wanted: WantedForm & RasterRunOptions,
): Promise<EncodedImage> {
  const { format, compression, signal } = wanted;
  if (isAlready(image, wanted)) return image;
  const mustFlatten = wanted.background === "opaque" || format === "jpeg";
  const converted = await raster.run({
    source: { kind: "encoded", bytes: image.bytes },
    steps: mustFlatten ? [FLATTEN] : [],
    output: { format, ...compression !== undefined && { quality: Math.max(1, compression) } },
  }, signal && { signal });
  return { bytes: converted.bytes, mediaType: mediaTypeOf(format) };
}

function isAlready(image: EncodedImage, wanted: WantedForm): boolean {
  const media = readMedia(image.bytes);
  if (media === undefined || media.mediaType !== mediaTypeOf(wanted.format)) return false;
  const mustCompress = wanted.compression !== undefined && wanted.format !== "png";
  const mustFlatten = wanted.background === "opaque" && media.hasAlpha;
  return !mustCompress && !mustFlatten && image.mediaType === media.mediaType;
}
