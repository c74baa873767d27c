/**
 * How bright each pixel is.
 *
 * @module
 */

import { luma } from "../colour.ts";
import type { Pixels } from "./pixels.ts";

/** One value per pixel, 0 to 1; clear pixels count as the paper that they show. */
export function lumaField({ bytes }: Pixels): Float32Array {
  const field = new Float32Array(bytes.length / 4);
  for (let i = 0; i < bytes.length; i += 4) {
    const alpha = (bytes[i + 3] ?? 0) / 255;
    const value = luma(bytes[i] ?? 0, bytes[i + 1] ?? 0, bytes[i + 2] ?? 0);
    field[i / 4] = 1 - alpha + value * alpha;
  }
  return field;
}
