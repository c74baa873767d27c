/**
 * A picture that does not compress.
 *
 * @module
 */

import type { EncodedImage, Size } from "../../images/request.ts";
import { png } from "./scripted_provider.ts";

/** A PNG with as many random bytes after its end as it has pixel bytes: large, and readable. */
export function noisyPng(size: Size): EncodedImage {
  const { bytes, mediaType } = png(size);
  const noise = new Uint8Array(size.widthPx * size.heightPx * 3)
    .map((_, index) => (index * 2_654_435_761) >>> 13);
  const whole = new Uint8Array(bytes.length + noise.length);
  whole.set(bytes);
  whole.set(noise, bytes.length);
  return { bytes: whole, mediaType };
}
