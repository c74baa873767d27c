/**
 * Pictures for tests: made to measure, and tampered with.
 *
 * @module
 */

import type { Pixels } from "../images/filters/pixels.ts";
import { mediaTypeOf } from "../images/media.ts";
import { createRaster, type Raster } from "../images/raster.ts";
import type { RasterStep } from "../images/raster_job.ts";
import type { EncodedImage, OutputFormat, Size } from "../images/request.ts";

/** Red, green, blue and alpha of one pixel. */
export type Rgba = readonly [red: number, green: number, blue: number, alpha: number];

/** A picture to make. */
export interface PictureOptions extends Partial<Size> {
  readonly format?: OutputFormat;
  readonly colour?: string;
  readonly steps?: readonly RasterStep[];
}

/**
 * Registers a raster for all tests of a file and gives access to it. It starts before the first
 * test, because the resource checks of Deno hold a test responsible for workers begun within it.
 */
export function rasterForTests(): Raster {
  const raster = createRaster({ workers: 1 });
  Deno.test.beforeAll(async () => {
    await makePicture(raster, { widthPx: 1, heightPx: 1 });
  });
  Deno.test.afterAll(() => raster.close());
  return raster;
}

/** A one-coloured picture, changed by the steps. */
export async function makePicture(
  raster: Raster,
  { widthPx = 8, heightPx = 8, format = "png", colour = "#3366cc", steps = [] }: PictureOptions =
    {},
): Promise<EncodedImage> {
  const source = { kind: "blank", size: { widthPx, heightPx }, colour } as const;
  const { bytes } = await raster.run({ source, steps, output: { format } });
  return { bytes, mediaType: mediaTypeOf(format) };
}

/** A picture drawn from SVG elements. */
export async function drawPicture(
  raster: Raster,
  { widthPx, heightPx }: Size,
  elements: string,
): Promise<EncodedImage> {
  const text = `<svg xmlns="http://www.w3.org/2000/svg" width="${widthPx}" height="${heightPx}">` +
    `${elements}</svg>`;
  const { bytes } = await raster.run({ source: { kind: "svg", text }, output: { format: "png" } });
  return { bytes, mediaType: "image/png" };
}

/** The decoded picture. */
export async function pixelsOf(raster: Raster, image: EncodedImage): Promise<Pixels> {
  return await raster.run({
    source: { kind: "encoded", bytes: image.bytes },
    output: { format: "raw" },
  });
}

/** One pixel. */
export function pixelAt({ bytes, widthPx }: Pixels, x: number, y: number): Rgba {
  const [red = 0, green = 0, blue = 0, alpha = 0] = bytes.subarray((y * widthPx + x) * 4);
  return [red, green, blue, alpha];
}

/** The mean of all pixels. */
export function meanOf({ bytes }: Pixels): Rgba {
  const sums = [0, 0, 0, 0];
  bytes.forEach((value, at) => sums[at % 4] = (sums[at % 4] ?? 0) + value);
  const [red = 0, green = 0, blue = 0, alpha = 0] = sums.map((sum) => sum * 4 / bytes.length);
  return [red, green, blue, alpha];
}

/** How much two pictures of one size differ: the mean difference of a byte, 0 to 255. */
export function differenceOf(one: Pixels, other: Pixels): number {
  const total = one.bytes.reduce(
    (sum, value, at) => sum + Math.abs(value - (other.bytes[at] ?? 0)),
    0,
  );
  return total / one.bytes.length;
}

/** The JPEG as a camera held at that EXIF orientation would have written it. */
export function withJpegExif(jpeg: Uint8Array, orientation: number): Uint8Array<ArrayBuffer> {
  const body = [...latin1Bytes("Exif\0\0"), ...tiff(orientation)];
  const segment = [0xff, 0xe1, 0, body.length + 2, ...body];
  return Uint8Array.from([...jpeg.subarray(0, 2), ...segment, ...jpeg.subarray(2)]);
}

/** The PNG with a chunk put after its header. */
export function withPngChunk(
  png: Uint8Array,
  type: string,
  body: Uint8Array,
): Uint8Array<ArrayBuffer> {
  const typed = [...latin1Bytes(type), ...body];
  const chunk = [...uint32(body.length), ...typed, ...uint32(crc32(typed))];
  return Uint8Array.from([...png.subarray(0, 33), ...chunk, ...png.subarray(33)]);
}

/** An EXIF block that holds nothing but an orientation. */
export function tiff(orientation: number): number[] {
  return [
    ...latin1Bytes("MM\0*\0\0\0\x08"),
    ...[0, 1], // one entry: the orientation, a short, once
    ...[0x01, 0x12, 0, 3, 0, 0, 0, 1, 0, orientation, 0, 0],
    ...[0, 0, 0, 0],
  ];
}

/** The bytes of Latin-1 text. */
export function latin1Bytes(text: string): Uint8Array<ArrayBuffer> {
  return Uint8Array.from(text, (letter) => letter.charCodeAt(0));
}

function uint32(value: number): number[] {
  return [value >>> 24, (value >>> 16) & 255, (value >>> 8) & 255, value & 255];
}

function crc32(bytes: readonly number[]): number {
  let crc = 0xffffffff;
  for (const byte of bytes) {
    crc ^= byte;
    for (let bit = 0; bit < 8; bit++) crc = (crc >>> 1) ^ (crc & 1 ? 0xedb88320 : 0);
  }
  return (crc ^ 0xffffffff) >>> 0;
}
