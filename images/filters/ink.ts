/**
 * Draws by how much ink each spot gets: the common last step of pencil, pen and print.
 *
 * @module
 */

import { rgbOf } from "../colour.ts";
import type { Pixels } from "./pixels.ts";

/** What the drawing is made with. */
export interface InkOptions {
  readonly ink: string;
  /** Absent: the ink goes over the picture's own colours. */
  readonly paper?: string;
}

/** Lays ink (0 to 1 per pixel) in place; alpha stays. */
export function layInk(pixels: Pixels, coverage: Float32Array, options: InkOptions): Pixels {
  const { bytes } = pixels;
  const ink = rgbOf(options.ink);
  const paper = options.paper === undefined ? undefined : rgbOf(options.paper);
  for (let i = 0; i < bytes.length; i += 4) {
    const share = Math.min(1, Math.max(0, coverage[i / 4] ?? 0));
    for (let part = 0; part < 3; part++) {
      const ground = paper?.[part] ?? bytes[i + part] ?? 0;
      bytes[i + part] = ground + ((ink[part] ?? 0) - ground) * share;
    }
  }
  return pixels;
}
