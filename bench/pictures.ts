/**
 * The pictures that the benchmarks' upstream gives.
 *
 * @module
 */

import { simPicture } from "../tests/fakes/sim_picture.ts";
import { concat } from "../images/formats/bytes.ts";

/** How large an answer is in base64: a thumbnail's, and a photograph's. */
export const PICTURE_SIZES = { small: 2_000, large: 1_000_000 } as const;

/** The name of a size. */
export type PictureSize = keyof typeof PICTURE_SIZES;

/** A PNG that is so large in base64, filled up behind its end with noise that does not compress. */
export function benchPicture(size: PictureSize): Uint8Array<ArrayBuffer> {
  const picture = simPicture({ widthPx: 64, heightPx: 64 }, 1);
  const missing = Math.floor(PICTURE_SIZES[size] * 3 / 4) - picture.length;
  const noise = new Uint8Array(Math.max(0, missing));
  for (let at = 0; at < noise.length; at += 65_536) {
    crypto.getRandomValues(noise.subarray(at, at + 65_536));
  }
  return concat([picture, noise]);
}
