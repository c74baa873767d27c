/**
 * Takes metadata out of a picture without touching its pixels.
 *
 * @module
 */

import { stripJpeg } from "./formats/jpeg.ts";
import { stripPng } from "./formats/png.ts";
import { stripWebp } from "./formats/webp.ts";
import type { EncodedImage } from "./request.ts";

/**
 * The same pixels without EXIF, XMP, IPTC and text. Undefined for AVIF, whose parts point at each
 * other by position: that has to be encoded anew.
 */
export function stripMetadata({ bytes, mediaType }: EncodedImage): EncodedImage | undefined {
  switch (mediaType) {
    case "image/png":
      return { bytes: stripPng(bytes), mediaType };
    case "image/jpeg":
      return { bytes: stripJpeg(bytes), mediaType };
    case "image/webp":
      return { bytes: stripWebp(bytes), mediaType };
    case "image/avif":
      return undefined;
  }
}
