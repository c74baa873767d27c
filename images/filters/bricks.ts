/**
 * The picture built of studded toy bricks.
 *
 * @module
 */

import type { Pixels } from "./pixels.ts";

/** The bricks. */
export interface BricksOptions {
  readonly sizePx: number;
}

/** Light comes from the upper left, as on every screen button. */
const LIGHT = { x: -0.7071, y: -0.7071 } as const;
const STUD_RADIUS = 0.32;

/** A built copy; a brick more than half clear is left out. */
export function buildBricks(pixels: Pixels, options: BricksOptions): Pixels {
  const sizePx = Math.max(4, Math.round(options.sizePx));
  const built = { ...pixels, bytes: new Uint8Array(pixels.bytes.length) };
  for (let top = 0; top < pixels.heightPx; top += sizePx) {
    for (let left = 0; left < pixels.widthPx; left += sizePx) {
      layBrick(built, { left, top, sizePx, colour: meanColour(pixels, left, top, sizePx) });
    }
  }
  return built;
}

interface Brick {
  readonly left: number;
  readonly top: number;
  readonly sizePx: number;
  readonly colour: readonly [number, number, number] | undefined;
}

function layBrick({ bytes, widthPx, heightPx }: Pixels, brick: Brick): void {
  const { left, top, sizePx, colour } = brick;
  if (colour === undefined) return;
  for (let y = top; y < Math.min(top + sizePx, heightPx); y++) {
    for (let x = left; x < Math.min(left + sizePx, widthPx); x++) {
      const light = shade((x - left + 0.5) / sizePx - 0.5, (y - top + 0.5) / sizePx - 0.5);
      const at = (y * widthPx + x) * 4;
      for (let part = 0; part < 3; part++) {
        bytes[at + part] = Math.min(255, Math.max(0, (colour[part] ?? 0) * light));
      }
      bytes[at + 3] = 255;
    }
  }
}

/** Brightness at a place in the brick, whose middle is 0, 0 and whose edges are at ±0.5. */
function shade(x: number, y: number): number {
  const distance = Math.hypot(x, y);
  const towardsLight = (x * LIGHT.x + y * LIGHT.y) / (distance || 1);
  if (Math.abs(distance - STUD_RADIUS) < 0.06) return 1 + 0.28 * towardsLight;
  if (distance < STUD_RADIUS) return 1.07;
  if (Math.max(Math.abs(x), Math.abs(y)) > 0.46) return x + y < 0 ? 1.05 : 0.8;
  const inShadow = Math.hypot(x - 0.07, y - 0.07) < STUD_RADIUS + 0.05;
  return inShadow ? 0.84 : 0.97;
}

function meanColour(
  { bytes, widthPx, heightPx }: Pixels,
  left: number,
  top: number,
  sizePx: number,
): readonly [number, number, number] | undefined {
  let [red, green, blue, weight, count] = [0, 0, 0, 0, 0];
  for (let y = top; y < Math.min(top + sizePx, heightPx); y++) {
    for (let x = left; x < Math.min(left + sizePx, widthPx); x++, count++) {
      const at = (y * widthPx + x) * 4;
      const alpha = (bytes[at + 3] ?? 0) / 255;
      red += (bytes[at] ?? 0) * alpha;
      green += (bytes[at + 1] ?? 0) * alpha;
      blue += (bytes[at + 2] ?? 0) * alpha;
      weight += alpha;
    }
  }
  return weight < count / 2 ? undefined : [red / weight, green / weight, blue / weight];
}
