/**
 * The Kuwahara filter: each pixel takes the mean of the calmest of the four squares around it, which
 * turns texture into brush strokes and keeps edges.
 *
 * @module
 */

import type { Pixels } from "./pixels.ts";

/** How broad the brush is. */
export interface KuwaharaOptions {
  readonly radiusPx: number;
}

/** A painted copy; alpha stays. */
export function kuwahara(pixels: Pixels, { radiusPx }: KuwaharaOptions): Pixels {
  const { widthPx, heightPx } = pixels;
  const radius = Math.max(1, Math.min(Math.round(radiusPx), widthPx >> 1, heightPx >> 1));
  const sums = summedArea(pixels);
  const painted = pixels.bytes.slice();
  for (let y = 0; y < heightPx; y++) {
    for (let x = 0; x < widthPx; x++) {
      paintPixel(sums, { x, y, radius, widthPx, heightPx, into: painted });
    }
  }
  return { bytes: painted, widthPx, heightPx };
}

/** Running totals of red, green, blue and squared brightness: any square's sum in four reads. */
interface Sums {
  readonly red: Float64Array;
  readonly green: Float64Array;
  readonly blue: Float64Array;
  readonly squares: Float64Array;
  readonly stride: number;
}

interface Spot {
  readonly x: number;
  readonly y: number;
  readonly radius: number;
  readonly widthPx: number;
  readonly heightPx: number;
  readonly into: Uint8Array;
}

function summedArea({ bytes, widthPx, heightPx }: Pixels): Sums {
  const stride = widthPx + 1;
  const empty = () => new Float64Array(stride * (heightPx + 1));
  const sums = { red: empty(), green: empty(), blue: empty(), squares: empty(), stride };
  for (let y = 0, i = 0; y < heightPx; y++) {
    let [red, green, blue, squares] = [0, 0, 0, 0];
    for (let x = 0; x < widthPx; x++, i += 4) {
      const [r, g, b] = [bytes[i] ?? 0, bytes[i + 1] ?? 0, bytes[i + 2] ?? 0];
      const at = (y + 1) * stride + x + 1;
      sums.red[at] = (sums.red[at - stride] ?? 0) + (red += r);
      sums.green[at] = (sums.green[at - stride] ?? 0) + (green += g);
      sums.blue[at] = (sums.blue[at - stride] ?? 0) + (blue += b);
      sums.squares[at] = (sums.squares[at - stride] ?? 0) + (squares += (r + g + b) ** 2);
    }
  }
  return sums;
}

function paintPixel(sums: Sums, { x, y, radius, widthPx, heightPx, into }: Spot): void {
  let calmest = Infinity;
  for (let quarter = 0; quarter < 4; quarter++) {
    const left = Math.max(0, (quarter & 1) === 0 ? x - radius : x);
    const top = Math.max(0, (quarter & 2) === 0 ? y - radius : y);
    const right = Math.min(widthPx, ((quarter & 1) === 0 ? x : x + radius) + 1);
    const bottom = Math.min(heightPx, ((quarter & 2) === 0 ? y : y + radius) + 1);
    const topAt = top * sums.stride;
    const bottomAt = bottom * sums.stride;
    const area = (right - left) * (bottom - top);
    const red = boxSum(sums.red, topAt, bottomAt, left, right) / area;
    const green = boxSum(sums.green, topAt, bottomAt, left, right) / area;
    const blue = boxSum(sums.blue, topAt, bottomAt, left, right) / area;
    const squares = boxSum(sums.squares, topAt, bottomAt, left, right) / area;
    const variance = squares - (red + green + blue) ** 2;
    if (variance >= calmest) continue;
    calmest = variance;
    const at = (y * widthPx + x) * 4;
    into[at] = red;
    into[at + 1] = green;
    into[at + 2] = blue;
  }
}

/** Four bare numbers, not an object: this runs sixteen times a pixel. */
function boxSum(
  sums: Float64Array,
  topAt: number,
  bottomAt: number,
  left: number,
  right: number,
): number {
  return (sums[bottomAt + right] ?? 0) - (sums[topAt + right] ?? 0) -
    (sums[bottomAt + left] ?? 0) + (sums[topAt + left] ?? 0);
}
