/**
 * Changes of tone: each of red, green and blue by itself, the same way everywhere.
 *
 * @module
 */

import type { Pixels } from "./pixels.ts";

/** New level (0 to 1) of an old one. */
export type ToneCurve = (level: number) => number;

/** Applies a curve to red, green and blue in place; alpha stays. */
export function applyTone(pixels: Pixels, curve: ToneCurve): Pixels {
  const { bytes } = pixels;
  const table = Uint8ClampedArray.from({ length: 256 }, (_, level) => curve(level / 255) * 255);
  for (let i = 0; i < bytes.length; i += 4) {
    bytes[i] = table[bytes[i] ?? 0] ?? 0;
    bytes[i + 1] = table[bytes[i + 1] ?? 0] ?? 0;
    bytes[i + 2] = table[bytes[i + 2] ?? 0] ?? 0;
  }
  return pixels;
}

/** Multiplies, then adds: `gain` 1 and `offset` 0 change nothing. */
export function linearTone(gain: number, offset: number): ToneCurve {
  return (level) => level * gain + offset;
}

/** Dark becomes light. */
export function negativeTone(level: number): number {
  return 1 - level;
}

/** Above 1 brightens the middle, below 1 darkens it; black and white stay. */
export function gammaTone(gamma: number): ToneCurve {
  return (level) => level ** (1 / gamma);
}

/** Deepens shadows and lifts lights around the middle; `amount` 0 changes nothing. */
export function contrastTone(amount: number): ToneCurve {
  return (level) => (level - 0.5) * (1 + amount) + 0.5;
}
