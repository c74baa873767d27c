/**
 * Writes a PNG of one shade of grey, without decoding or drawing anything: an empty canvas for
 * models that must be given a picture. Format: https://www.w3.org/TR/png-3/
 *
 * @module
 */

import { deflateSync } from "node:zlib";
import { concat, latin1Bytes } from "./formats/bytes.ts";
import { pngChunk } from "./formats/png.ts";
import type { EncodedImage, Size } from "./request.ts";

const SIGNATURE = latin1Bytes("\x89PNG\r\n\x1a\n");

/** Eight bits a channel; red, green and blue. Not every model reads greyscale. */
const DEPTH_AND_COLOUR_TYPE = [8, 2];
const CHANNELS = 3;

/**
 * A whole PNG of the size.
 *
 * @param grey 0 (black) to 255 (white)
 * @throws {RangeError} for a shade that does not exist
 */
export function plainPng({ widthPx, heightPx }: Size, grey: number): EncodedImage {
  if (!Number.isInteger(grey) || grey < 0 || grey > 255) {
    throw new RangeError(`grey is ${grey}: use a whole number from 0 to 255`);
  }
  const header = new Uint8Array(13);
  const view = new DataView(header.buffer);
  view.setUint32(0, widthPx);
  view.setUint32(4, heightPx);
  header.set(DEPTH_AND_COLOUR_TYPE, 8);
  const bytes = concat([
    SIGNATURE,
    pngChunk("IHDR", header),
    pngChunk("IDAT", deflateSync(rows({ widthPx, heightPx }, grey))),
    pngChunk("IEND", new Uint8Array()),
  ]);
  return { bytes, mediaType: "image/png" };
}

/** Every row begins with the number of its filter: none. */
function rows({ widthPx, heightPx }: Size, grey: number): Uint8Array {
  const rowBytes = 1 + widthPx * CHANNELS;
  const pixels = new Uint8Array(rowBytes * heightPx).fill(grey);
  for (let at = 0; at < pixels.length; at += rowBytes) pixels[at] = 0;
  return pixels;
}
