/**
 * Makes a mask of a grey picture.
 *
 * @module
 */

import { lumaField } from "./luma_field.ts";
import type { Pixels } from "./pixels.ts";

/** Black everywhere in place, the more opaque the lighter it was. */
export function alphaFromLuma(pixels: Pixels): Pixels {
  const field = lumaField(pixels);
  const { bytes } = pixels;
  for (let i = 0; i < bytes.length; i += 4) {
    bytes.fill(0, i, i + 3);
    bytes[i + 3] = Math.round((field[i / 4] ?? 0) * 255);
  }
  return pixels;
}
