/**
 * Pictures that upstreams put into their answers.
 *
 * @module
 */

import { fromBase64 } from "../images/base64.ts";
import { sniffMedia } from "../images/media.ts";
import type { ImageSource } from "./provider.ts";

/**
 * The picture in base64 or in a data URL; undefined when it is none. What it is is told by its
 * first bytes: upstreams announce PNG whatever they send.
 */
export function inlineImage(base64: string): ImageSource | undefined {
  const bytes = fromBase64(base64);
  const mediaType = bytes && sniffMedia(bytes);
  return bytes && mediaType && { kind: "inline", image: { bytes, mediaType } };
}
