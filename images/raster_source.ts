/**
 * Decodes a raster source. Runs in a worker: it loads sharp.
 *
 * @module
 */

import sharp, { type Sharp, type SharpOptions } from "sharp";
import type { Pixels } from "./filters/pixels.ts";
import { MAX_PIXELS } from "./limits.ts";
import { rgbOf } from "./colour.ts";
import type { RasterSource } from "./raster_job.ts";
import type { Size } from "./request.ts";

/** The source cannot be decoded; its message, such as `is damaged`, is for the file's owner. */
export class BadSourceError extends Error {
  override readonly name = "BadSourceError";
}

/** Facts gathered by decoding without keeping the pixels. */
export interface SourceFacts extends Size {
  readonly isOpaque: boolean;
}

const OPTIONS = { limitInputPixels: MAX_PIXELS, failOn: "error" } as const satisfies SharpOptions;

/** Decodes to pixels, upright, in sRGB. */
export async function decodeSource(source: RasterSource): Promise<Pixels> {
  switch (source.kind) {
    case "encoded":
      return await orBadSource(() => readPixels(sharp(source.bytes, OPTIONS).autoOrient()));
    case "svg":
      return await readPixels(sharp(new TextEncoder().encode(source.text), OPTIONS));
    case "blank":
      return fillPixels(source.size, source.colour);
  }
}

/** Decodes everything and keeps nothing, in little memory. */
export async function checkSource(source: RasterSource): Promise<SourceFacts> {
  if (source.kind !== "encoded") throw new TypeError("Only encoded sources can be checked");
  return await orBadSource(async () => {
    const image = sharp(source.bytes, OPTIONS);
    const { autoOrient } = await image.metadata();
    const { isOpaque } = await image.stats();
    return { widthPx: autoOrient.width, heightPx: autoOrient.height, isOpaque };
  });
}

/** Copies out of sharp's memory, so that the pixels can be edited and transferred. */
export async function readPixels(image: Sharp): Promise<Pixels> {
  const { data, info } = await image.toColourspace("srgb").ensureAlpha().raw()
    .toBuffer({ resolveWithObject: true });
  return { bytes: new Uint8Array(data), widthPx: info.width, heightPx: info.height };
}

/** Hands pixels to sharp for one step. */
export function asSharp({ bytes, widthPx, heightPx }: Pixels): Sharp {
  return sharp(bytes, { raw: { width: widthPx, height: heightPx, channels: 4 } });
}

async function orBadSource<T>(work: () => Promise<T>): Promise<T> {
  try {
    return await work(); // sharp throws at once for empty bytes
  } catch (error) {
    throw new BadSourceError(explain(String(error)), { cause: error });
  }
}

/** In plain words; the library's own speak of its parts. */
function explain(message: string): string {
  if (message.includes("pixel limit")) return `has more than ${MAX_PIXELS / 1e6} million pixels`;
  if (/unsupported image format|corrupt header/.test(message)) {
    return "is not a readable picture";
  }
  return "is damaged or cut short";
}

function fillPixels({ widthPx, heightPx }: Size, colour: string): Pixels {
  const bytes = new Uint8Array(widthPx * heightPx * 4);
  const [red, green, blue] = rgbOf(colour);
  const word = new DataView(Uint8Array.of(red, green, blue, 255).buffer).getUint32(0, true);
  new Uint32Array(bytes.buffer).fill(word);
  return { bytes, widthPx, heightPx };
}
