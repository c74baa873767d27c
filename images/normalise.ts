/**
 * Makes a stranger's upload safe to keep and pass on: a known format, upright, of bearable size,
 * whole, and silent about where and when it was taken.
 *
 * @module
 */

import { describeFile } from "./formats/foreign.ts";
import { MAX_PIXELS } from "./limits.ts";
import {
  displayedSize,
  formatOf,
  type MediaInfo,
  mediaTypeOf,
  readMedia,
  sniffMedia,
} from "./media.ts";
import { ImageError, type Raster, type RasterRunOptions } from "./raster.ts";
import type { EncodedImage, OutputFormat, Size } from "./request.ts";
import { stripMetadata } from "./strip.ts";

/** A usable picture, or why there is none. */
export type NormalisedUpload =
  | { readonly ok: true; readonly image: EncodedImage; readonly size: Size }
  /** A sentence without its subject, such as `looks like a text file; …`. */
  | { readonly ok: false; readonly problem: string };

/**
 * Checks an upload and cleans it. Metadata is cut out without touching the pixels where that can be
 * done; a picture on its side is turned and encoded anew. The size comes from the header first, so
 * an enormous picture is refused without being decoded.
 */
export async function normaliseUpload(
  raster: Raster,
  bytes: Uint8Array<ArrayBuffer>,
  options: RasterRunOptions = {},
): Promise<NormalisedUpload> {
  const media = readMedia(bytes);
  if (media === undefined) return refuse(notAPicture(bytes));
  if (media.widthPx * media.heightPx > MAX_PIXELS) return refuse(tooLarge(media));
  try {
    return await clean(raster, { bytes, media, options });
  } catch (error) {
    if (error instanceof ImageError) return refuse(error.message);
    throw error;
  }
}

interface Upload {
  readonly bytes: Uint8Array<ArrayBuffer>;
  readonly media: MediaInfo;
  readonly options: RasterRunOptions;
}

async function clean(raster: Raster, upload: Upload): Promise<NormalisedUpload> {
  const { media, options } = upload;
  const original = { bytes: upload.bytes, mediaType: media.mediaType };
  const stripped = stripMetadata(original);
  const isSilent = !media.hasMetadata;
  if (media.orientation !== 1 || !isSilent && stripped === undefined) {
    return await encodeAnew(raster, upload);
  }
  const isWhole = stripped === undefined || stripped.bytes.length === original.bytes.length;
  if (isSilent) await checkDecodes(raster, original, options);
  if (isSilent && isWhole) return { ok: true, image: original, size: displayedSize(media) };
  // What follows the picture's end may be a file of another kind, so it is cut off as well.
  const image = stripped ?? original;
  await checkDecodes(raster, image, options);
  return { ok: true, image, size: displayedSize(media) };
}

/** Rejects with an {@linkcode ImageError} for a picture that is damaged further on. */
async function checkDecodes(
  raster: Raster,
  { bytes }: EncodedImage,
  options: RasterRunOptions,
): Promise<void> {
  const source = { kind: "encoded", bytes } as const;
  await raster.run({ source, output: { format: "none" } }, options);
}

async function encodeAnew(raster: Raster, upload: Upload): Promise<NormalisedUpload> {
  const source = { kind: "encoded", bytes: upload.bytes } as const;
  const format = turnedFormat(formatOf(upload.media.mediaType));
  const output = { format, quality: 95 };
  const { bytes, widthPx, heightPx } = await raster.run({ source, output }, upload.options);
  return {
    ok: true,
    image: { bytes, mediaType: mediaTypeOf(format) },
    size: { widthPx, heightPx },
  };
}

/** AVIF takes a second to encode; few upstreams read it anyway. */
function turnedFormat(format: OutputFormat): OutputFormat {
  return format === "avif" ? "png" : format;
}

function notAPicture(bytes: Uint8Array): string {
  if (sniffMedia(bytes) !== undefined) return "is damaged or cut short";
  const kind = describeFile(bytes);
  return `looks like ${kind}; PNG, JPEG, WebP and AVIF pictures can be used`;
}

function tooLarge({ widthPx, heightPx }: MediaInfo): string {
  return `is ${widthPx}x${heightPx} pixels; at most ${MAX_PIXELS / 1e6} million pixels can be used`;
}

function refuse(problem: string): NormalisedUpload {
  return { ok: false, problem };
}
