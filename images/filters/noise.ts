/**
 * Smooth random fields, the raw material of paper, grain and wet edges.
 *
 * @module
 */

import { type Random, seededRandom } from "../random.ts";

/** How a field is made. */
export interface NoiseOptions {
  readonly widthPx: number;
  readonly heightPx: number;
  /** Size of the largest blobs. */
  readonly scalePx: number;
  /** How many times finer detail is added, each half as large and half as strong. @default {1} */
  readonly octaves?: number;
  readonly seed: number;
}

/** One value per pixel, -1 to 1. */
export function noiseField(options: NoiseOptions): Float32Array {
  const { widthPx, heightPx, octaves = 1 } = options;
  const field = new Float32Array(widthPx * heightPx);
  const total = 2 - 2 ** (1 - octaves); // 1 + 1/2 + 1/4 …
  for (let octave = 0; octave < octaves; octave++) {
    const scalePx = Math.max(1, options.scalePx / 2 ** octave);
    const weight = 1 / 2 ** octave / total;
    addOctave(field, { ...options, scalePx, weight, seed: options.seed + octave * 7919 });
  }
  return field;
}

/** Adds random values on a coarse grid, smoothly joined: down first, then across each row. */
function addOctave(field: Float32Array, options: NoiseOptions & { readonly weight: number }): void {
  const { widthPx, heightPx, scalePx, weight, seed } = options;
  const columns = Math.ceil(widthPx / scalePx) + 2;
  const random = seededRandom(seed);
  const cells = new Int32Array(widthPx);
  const shares = new Float32Array(widthPx);
  for (let x = 0; x < widthPx; x++) {
    cells[x] = Math.floor(x / scalePx);
    shares[x] = smooth((x / scalePx) % 1);
  }
  let row = -1;
  let upper = randomRow(random, columns, weight);
  let lower = upper;
  for (let y = 0; y < heightPx; y++) {
    for (; row < Math.floor(y / scalePx); row++) {
      upper = lower;
      lower = randomRow(random, columns, weight);
    }
    const line = mixRows(upper, lower, smooth((y / scalePx) % 1));
    for (let x = 0, place = y * widthPx; x < widthPx; x++, place++) {
      const cell = cells[x] ?? 0;
      const left = line[cell] ?? 0;
      const value = left + ((line[cell + 1] ?? 0) - left) * (shares[x] ?? 0);
      field[place] = (field[place] ?? 0) + value;
    }
  }
}

function randomRow(random: Random, length: number, weight: number): Float32Array {
  const row = new Float32Array(length);
  for (let i = 0; i < length; i++) row[i] = (random.next() * 2 - 1) * weight;
  return row;
}

function mixRows(upper: Float32Array, lower: Float32Array, share: number): Float32Array {
  return upper.map((value, i) => value + ((lower[i] ?? 0) - value) * share);
}

function smooth(share: number): number {
  return share * share * (3 - 2 * share);
}
