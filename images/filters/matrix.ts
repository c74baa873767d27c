/**
 * Colours mixed anew from red, green and blue: greyscale, sepia, warmth, saturation, hue.
 *
 * @module
 */

import type { Pixels } from "./pixels.ts";

/** Three rows: how much of old red, green and blue goes into the new red, green and blue. */
export type ColourMatrix = readonly [
  readonly [number, number, number],
  readonly [number, number, number],
  readonly [number, number, number],
];

/** Applies a matrix in place; alpha stays. */
export function applyMatrix(pixels: Pixels, [red, green, blue]: ColourMatrix): Pixels {
  const bytes = new Uint8ClampedArray(pixels.bytes.buffer);
  for (let i = 0; i < bytes.length; i += 4) {
    const r = bytes[i] ?? 0;
    const g = bytes[i + 1] ?? 0;
    const b = bytes[i + 2] ?? 0;
    bytes[i] = r * red[0] + g * red[1] + b * red[2];
    bytes[i + 1] = r * green[0] + g * green[1] + b * green[2];
    bytes[i + 2] = r * blue[0] + g * blue[1] + b * blue[2];
  }
  return pixels;
}

/** 0 is grey, 1 changes nothing, above 1 is more colourful. */
export function saturationMatrix(saturation: number): ColourMatrix {
  const [r, g, b] = [0.299 * (1 - saturation), 0.587 * (1 - saturation), 0.114 * (1 - saturation)];
  return [
    [r + saturation, g, b],
    [r, g + saturation, b],
    [r, g, b + saturation],
  ];
}

/** The brown of old photographs; `amount` 0 changes nothing, 1 is full. */
export function sepiaMatrix(amount: number): ColourMatrix {
  return blend([[0.393, 0.769, 0.189], [0.349, 0.686, 0.168], [0.272, 0.534, 0.131]], amount);
}

/** Above 0 warmer (more red, less blue), below 0 colder; ±1 is strong. */
export function warmthMatrix(warmth: number): ColourMatrix {
  return [[1 + 0.22 * warmth, 0, 0], [0, 1 + 0.04 * warmth, 0], [0, 0, 1 - 0.26 * warmth]];
}

/** Turns hues by an angle, keeping perceived brightness (the SVG `hueRotate` matrix). */
export function hueMatrix(degrees: number): ColourMatrix {
  const c = Math.cos(degrees * Math.PI / 180);
  const s = Math.sin(degrees * Math.PI / 180);
  return [
    [0.213 + c * 0.787 - s * 0.213, 0.715 - c * 0.715 - s * 0.715, 0.072 - c * 0.072 + s * 0.928],
    [0.213 - c * 0.213 + s * 0.143, 0.715 + c * 0.285 + s * 0.14, 0.072 - c * 0.072 - s * 0.283],
    [0.213 - c * 0.213 - s * 0.787, 0.715 - c * 0.715 + s * 0.715, 0.072 + c * 0.928 + s * 0.072],
  ];
}

function blend([red, green, blue]: ColourMatrix, amount: number): ColourMatrix {
  const keep = 1 - amount;
  return [
    [keep + red[0] * amount, red[1] * amount, red[2] * amount],
    [green[0] * amount, keep + green[1] * amount, green[2] * amount],
    [blue[0] * amount, blue[1] * amount, keep + blue[2] * amount],
  ];
}
