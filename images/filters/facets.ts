/**
 * Low-poly: the picture as flat triangles on an uneven grid.
 *
 * @module
 */

import { seededRandom } from "../random.ts";
import type { Pixels } from "./pixels.ts";

/** The grid. */
export interface FacetsOptions {
  /** About the side of a triangle. */
  readonly sizePx: number;
  readonly seed: number;
}

interface Point {
  readonly x: number;
  readonly y: number;
}

type Triangle = readonly [Point, Point, Point];

/** A copy made of triangles, alpha too. */
export function facet(pixels: Pixels, options: FacetsOptions): Pixels {
  const faceted = { ...pixels, bytes: pixels.bytes.slice() };
  for (const triangle of trianglesOf(pixels, options)) {
    fill(faceted, triangle, meanColour(pixels, triangle));
  }
  return faceted;
}

function trianglesOf({ widthPx, heightPx }: Pixels, { sizePx, seed }: FacetsOptions): Triangle[] {
  const random = seededRandom(seed);
  const columns = Math.max(2, Math.round(widthPx / sizePx));
  const rows = Math.max(2, Math.round(heightPx / sizePx));
  const [stepX, stepY] = [widthPx / columns, heightPx / rows];
  const jitter = () => random.between(-0.38, 0.38);
  // One cell beyond every edge, so that moved points leave no gap at the border.
  const grid = Array.from(
    { length: rows + 3 },
    (_, row) =>
      Array.from({ length: columns + 3 }, (_, column) => ({
        x: (column - 1 + jitter()) * stepX,
        y: (row - 1 + jitter()) * stepY,
      })),
  );
  return grid.flatMap((points, row) =>
    points.flatMap((_, column) => halves(grid, { row, column, leaning: random.chance(0.5) }))
  );
}

interface Cell {
  readonly row: number;
  readonly column: number;
  readonly leaning: boolean;
}

function halves(grid: readonly (readonly Point[])[], { row, column, leaning }: Cell): Triangle[] {
  const a = grid[row]?.[column];
  const b = grid[row]?.[column + 1];
  const c = grid[row + 1]?.[column];
  const d = grid[row + 1]?.[column + 1];
  if (!a || !b || !c || !d) return [];
  return leaning ? [[a, b, c], [b, c, d]] : [[a, b, d], [a, c, d]];
}

/** The mean at the centre and towards the corners, weighted by alpha. */
function meanColour(pixels: Pixels, [a, b, c]: Triangle): Uint8Array {
  const centre = { x: (a.x + b.x + c.x) / 3, y: (a.y + b.y + c.y) / 3 };
  const halfway = (to: Point) => ({ x: (centre.x + to.x) / 2, y: (centre.y + to.y) / 2 });
  const sums = [0, 0, 0, 0];
  const spots = [centre, halfway(a), halfway(b), halfway(c)];
  for (const spot of spots) addPixel(pixels, spot, sums);
  const [red = 0, green = 0, blue = 0, alpha = 0] = sums;
  const weight = alpha || 1;
  return Uint8Array.of(red / weight, green / weight, blue / weight, alpha / spots.length);
}

function addPixel({ bytes, widthPx, heightPx }: Pixels, { x, y }: Point, sums: number[]): void {
  const column = Math.min(widthPx - 1, Math.max(0, Math.round(x)));
  const row = Math.min(heightPx - 1, Math.max(0, Math.round(y)));
  const at = (row * widthPx + column) * 4;
  const alpha = bytes[at + 3] ?? 0;
  for (let part = 0; part < 3; part++) {
    sums[part] = (sums[part] ?? 0) + (bytes[at + part] ?? 0) * alpha;
  }
  sums[3] = (sums[3] ?? 0) + alpha;
}

/** Fills row by row, between the leftmost and the rightmost crossing of the triangle's sides. */
function fill({ bytes, widthPx, heightPx }: Pixels, triangle: Triangle, colour: Uint8Array): void {
  const top = Math.max(0, Math.ceil(Math.min(...triangle.map((point) => point.y))));
  const bottom = Math.min(heightPx - 1, Math.floor(Math.max(...triangle.map((point) => point.y))));
  for (let y = top; y <= bottom; y++) {
    const [left, right] = crossings(triangle, y);
    const end = Math.min(widthPx - 1, Math.floor(right));
    for (let x = Math.max(0, Math.ceil(left)); x <= end; x++) {
      bytes.set(colour, (y * widthPx + x) * 4);
    }
  }
}

function crossings([a, b, c]: Triangle, y: number): readonly [number, number] {
  let [left, right] = [Infinity, -Infinity];
  for (const [from, to] of [[a, b], [b, c], [c, a]] as const) {
    if (y < Math.min(from.y, to.y) || y > Math.max(from.y, to.y)) continue;
    const share = to.y === from.y ? 0 : (y - from.y) / (to.y - from.y);
    const x = from.x + (to.x - from.x) * share;
    left = Math.min(left, x);
    right = Math.max(right, x);
  }
  return [left, right];
}
