/**
 * Small copies of pictures.
 *
 * @module
 */

import { displayedSize, readMedia } from "./media.ts";
import type { Raster, RasterRunOptions } from "./raster.ts";
import type { RasterStep } from "./raster_job.ts";
import type { EncodedImage, Size } from "./request.ts";

/** How small. */
export interface ThumbOptions extends RasterRunOptions {
  /** Of the longer side; smaller pictures keep their size. */
  readonly sidePx: number;
}

/** A copy in WebP, without metadata. Rejects with `ImageError` when it cannot be decoded. */
export async function makeThumb(
  raster: Raster,
  bytes: Uint8Array<ArrayBuffer>,
  { sidePx, ...options }: ThumbOptions,
): Promise<EncodedImage> {
  const media = readMedia(bytes);
  const steps = media === undefined ? [] : shrink(displayedSize(media), sidePx);
  const source = { kind: "encoded", bytes } as const;
  const small = await raster.run(
    { source, steps, output: { format: "webp", quality: QUALITY } },
    options,
  );
  return { bytes: small.bytes, mediaType: "image/webp" };
}

const QUALITY = 80;

function shrink({ widthPx, heightPx }: Size, sidePx: number): RasterStep[] {
  const scale = sidePx / Math.max(widthPx, heightPx);
  if (scale >= 1) return [];
  const scaled = (px: number) => Math.max(1, Math.round(px * scale));
  const size = { widthPx: scaled(widthPx), heightPx: scaled(heightPx) };
  return [{ op: "resize", size, fit: "fill" }];
}
