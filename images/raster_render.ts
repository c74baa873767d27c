/**
 * Does a raster job. Runs in a worker: it loads sharp.
 *
 * @module
 */

import sharp, { type Sharp } from "sharp";
import { isOpaque, type Pixels } from "./filters/pixels.ts";
import type { RasterImage, RasterJob, RasterOutput } from "./raster_job.ts";
import { asSharp, checkSource } from "./raster_source.ts";
import { renderLayer } from "./raster_steps.ts";
import type { OutputFormat } from "./request.ts";

sharp.cache(false); // jobs share nothing, so cached operations would only hold memory

/** Does a job. Throws `BadSourceError` where an encoded source cannot be decoded. */
export async function render(job: RasterJob): Promise<RasterImage> {
  if (job.output.format === "none") {
    return { bytes: new Uint8Array(), ...await checkSource(job.source) };
  }
  const pixels = await renderLayer(job);
  const { widthPx, heightPx } = pixels;
  const opaque = isOpaque(pixels);
  return { bytes: await encode(pixels, job.output, opaque), widthPx, heightPx, isOpaque: opaque };
}

async function encode(
  pixels: Pixels,
  { format, quality = 90 }: RasterOutput,
  opaque: boolean,
): Promise<Uint8Array<ArrayBuffer>> {
  if (format === "raw" || format === "none") return pixels.bytes;
  const image = opaque ? asSharp(pixels).removeAlpha() : asSharp(pixels);
  return new Uint8Array(await inFormat(image, format, quality).toBuffer());
}

function inFormat(image: Sharp, format: OutputFormat, quality: number): Sharp {
  switch (format) {
    case "png":
      return image.png({ compressionLevel: 4 }); // a third quicker than 6, a few per cent larger
    case "jpeg":
      return image.flatten({ background: "#ffffff" }).jpeg({ quality });
    case "webp":
      return image.webp({ quality });
    case "avif":
      return image.avif({ quality, effort: 2 }); // the default effort takes four seconds a picture
  }
}
