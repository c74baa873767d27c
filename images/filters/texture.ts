/**
 * A surface under the paint: paper tooth, washes that dried unevenly.
 *
 * @module
 */

import { noiseField } from "./noise.ts";
import type { Pixels } from "./pixels.ts";

/** How the surface is. */
export interface TextureOptions {
  /** Largest change, as a share of the pixel's own brightness. */
  readonly amount: number;
  /** Size of the largest blobs. */
  readonly scalePx: number;
  readonly octaves: number;
  readonly seed: number;
}

/** Lightens and darkens in place, cloudily; alpha stays. */
export function addTexture(pixels: Pixels, { amount, ...noise }: TextureOptions): Pixels {
  const { widthPx, heightPx } = pixels;
  const bytes = new Uint8ClampedArray(pixels.bytes.buffer);
  const field = noiseField({ widthPx, heightPx, ...noise });
  for (let i = 0; i < bytes.length; i += 4) {
    const factor = 1 + (field[i / 4] ?? 0) * amount;
    bytes[i] = (bytes[i] ?? 0) * factor;
    bytes[i + 1] = (bytes[i + 1] ?? 0) * factor;
    bytes[i + 2] = (bytes[i + 2] ?? 0) * factor;
  }
  return pixels;
}
