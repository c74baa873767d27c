/**
 * Two pictures of one size put together.
 *
 * @module
 */

import type { Pixels } from "./pixels.ts";

/** Changes transparency in place: `opacity` 1 changes nothing, 0 clears all, above 1 thickens. */
export function fade(pixels: Pixels, opacity: number): Pixels {
  const bytes = new Uint8ClampedArray(pixels.bytes.buffer);
  for (let i = 3; i < bytes.length; i += 4) bytes[i] = (bytes[i] ?? 0) * opacity;
  return pixels;
}

/** Gives every pixel full alpha in place. */
export function makeOpaque(pixels: Pixels): Pixels {
  for (let i = 3; i < pixels.bytes.length; i += 4) pixels.bytes[i] = 255;
  return pixels;
}

/** Part of the way from one picture to the other, alpha too; pixels of `from` are edited. */
export function crossFade(from: Pixels, to: Pixels, share: number): Pixels {
  checkSameSize(from, to);
  for (let i = 0; i < from.bytes.length; i++) {
    const old = from.bytes[i] ?? 0;
    from.bytes[i] = Math.round(old + ((to.bytes[i] ?? 0) - old) * share);
  }
  return from;
}

/**
 * Paints through a mask in place: where the mask is clear the painting stays, where it is opaque the
 * base's pixels come back exactly, alpha too.
 */
export function keepBase(painting: Pixels, base: Pixels, mask: Pixels): Pixels {
  checkSameSize(painting, base);
  checkSameSize(painting, mask);
  const { bytes } = painting;
  for (let i = 0; i < bytes.length; i += 4) {
    const keep = (mask.bytes[i + 3] ?? 0) / 255;
    for (let part = 0; part < 4; part++) {
      const painted = bytes[i + part] ?? 0;
      bytes[i + part] = Math.round(painted + ((base.bytes[i + part] ?? 0) - painted) * keep);
    }
  }
  return painting;
}

/** Lightens a picture by another as two lamps would, in place; alpha stays. */
export function screen(pixels: Pixels, light: Pixels, amount: number): Pixels {
  checkSameSize(pixels, light);
  const { bytes } = pixels;
  const dimming = amount / 255;
  for (let i = 0; i < bytes.length; i += 4) {
    for (let part = i; part < i + 3; part++) {
      bytes[part] = 255 - (255 - (bytes[part] ?? 0)) * (1 - (light.bytes[part] ?? 0) * dimming);
    }
  }
  return pixels;
}

function checkSameSize(one: Pixels, other: Pixels): void {
  if (one.widthPx === other.widthPx && one.heightPx === other.heightPx) return;
  throw new RangeError(
    `Cannot combine pictures of different sizes: ${one.widthPx}x${one.heightPx} ` +
      `and ${other.widthPx}x${other.heightPx}`,
  );
}
