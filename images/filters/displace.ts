/**
 * Moves pixels about by a smooth random field: hand-drawn wobble, wet edges.
 *
 * @module
 */

import { noiseField } from "./noise.ts";
import type { Pixels } from "./pixels.ts";

/** How far and how finely. */
export interface DisplaceOptions {
  /** Farthest a pixel moves. */
  readonly amountPx: number;
  /** Size of the largest swirl. */
  readonly scalePx: number;
  readonly octaves: number;
  readonly seed: number;
}

/** A displaced copy; what would come from outside is the nearest edge pixel. */
export function displace(pixels: Pixels, { amountPx, seed, ...noise }: DisplaceOptions): Pixels {
  const { widthPx, heightPx } = pixels;
  const across = noiseField({ widthPx, heightPx, seed, ...noise });
  const down = noiseField({ widthPx, heightPx, seed: seed + 1, ...noise });
  const moved = new Uint8Array(pixels.bytes.length);
  const copy = samplerOf(pixels, moved);
  for (let y = 0, at = 0; y < heightPx; y++) {
    for (let x = 0; x < widthPx; x++, at++) {
      copy(x + (across[at] ?? 0) * amountPx, y + (down[at] ?? 0) * amountPx, at * 4);
    }
  }
  return { bytes: moved, widthPx, heightPx };
}

/** Copies the colour at a place between pixels to byte `at` of the other picture. */
type Sampler = (x: number, y: number, at: number) => void;

/** Bilinear, weighted by alpha so that the colour of clear pixels does not bleed in. */
function samplerOf({ bytes, widthPx, heightPx }: Pixels, into: Uint8Array): Sampler {
  const right = widthPx > 1 ? 4 : 0;
  const below = heightPx > 1 ? widthPx * 4 : 0;
  return (x, y, at) => {
    const left = Math.min(Math.max(x, 0), widthPx - 1.001);
    const top = Math.min(Math.max(y, 0), heightPx - 1.001);
    const [column, row] = [Math.floor(left), Math.floor(top)];
    const [shareX, shareY] = [left - column, top - row];
    const corner = (row * widthPx + column) * 4;
    const a = (1 - shareX) * (1 - shareY) * (bytes[corner + 3] ?? 0);
    const b = shareX * (1 - shareY) * (bytes[corner + right + 3] ?? 0);
    const c = (1 - shareX) * shareY * (bytes[corner + below + 3] ?? 0);
    const d = shareX * shareY * (bytes[corner + below + right + 3] ?? 0);
    const alpha = a + b + c + d;
    into[at + 3] = alpha + 0.5;
    for (let part = alpha === 0 ? 3 : 0; part < 3; part++) {
      const sum = a * (bytes[corner + part] ?? 0) + b * (bytes[corner + right + part] ?? 0) +
        c * (bytes[corner + below + part] ?? 0) + d * (bytes[corner + below + right + part] ?? 0);
      into[at + part] = sum / alpha + 0.5;
    }
  };
}
