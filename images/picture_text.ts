/**
 * What a picture says about how it was made, wherever its format keeps such a text: PNG under the
 * keyword `parameters`, JPEG and WebP in EXIF's user comment, as image generators have agreed.
 *
 * @module
 */

import { readUserComment, writeUserComment } from "./formats/exif_comment.ts";
import { jpegExif, putJpegExif } from "./formats/jpeg.ts";
import { putWebpExif, webpExif } from "./formats/webp.ts";
import { sniffMedia } from "./media.ts";
import { readPngTexts, type Texts, withPngText } from "./png_text.ts";
import type { EncodedImage } from "./request.ts";

/** What was found in a picture. */
export interface PictureText {
  /** How it was made; undefined when it does not say. */
  readonly text: string | undefined;
  /** Everything else that it says. */
  readonly others: Texts;
}

const KEYWORD = "parameters";

/**
 * The same pixels with the text. AVIF, and pictures that have no room for it, come back as they are.
 */
export function writePictureText(
  { bytes, mediaType }: EncodedImage,
  text: string,
): Uint8Array<ArrayBuffer> {
  switch (mediaType) {
    case "image/png":
      return withPngText(bytes, { keyword: KEYWORD, text });
    case "image/jpeg":
      return putJpegExif(bytes, writeUserComment(text)) ?? bytes;
    case "image/webp":
      return putWebpExif(bytes, writeUserComment(text)) ?? bytes;
    case "image/avif":
      return bytes;
  }
}

/** Reads what a picture says; it never throws. */
export function readPictureText(bytes: Uint8Array): PictureText {
  switch (sniffMedia(bytes)) {
    case "image/png": {
      const { [KEYWORD]: text, ...others } = readPngTexts(bytes);
      return { text, others };
    }
    case "image/jpeg":
      return { text: commentIn(jpegExif(bytes)), others: {} };
    case "image/webp":
      return { text: commentIn(webpExif(bytes)), others: {} };
    default:
      return { text: undefined, others: {} };
  }
}

function commentIn(tiff: Uint8Array | undefined): string | undefined {
  return tiff && readUserComment(tiff);
}
