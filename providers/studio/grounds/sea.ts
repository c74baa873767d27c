/**
 * Open water with the light upon it.
 *
 * @module
 */

import { mix } from "../../../images/colour.ts";
import type { Ground } from "../ground.ts";
import { paintRock } from "../ridge.ts";
import type { Stage } from "../stage.ts";
import { at, blob, group, path, type Point, rect } from "../svg.ts";

/** The sea, with islands far out. */
export function paintSea(stage: Stage): Ground {
  const { width, height, horizon, sun, random } = stage;
  const onRight = sun.x < width / 2;
  return {
    back: [
      ...paintWater(stage),
      ...paintIslands(stage),
      paintGlitter(stage),
      paintWaves(stage.with(random.fork("waves")), { from: 0.02, to: 1, opacity: 0.6 }),
    ],
    front: [
      paintRock(stage, at(width * (onRight ? 0.1 : 0.9), height * 0.965), 58),
      paintRock(stage, at(width * (onRight ? 0.2 : 0.8), height * 0.99), 38),
    ],
    seat: at(width * (onRight ? 0.68 : 0.32), horizon + (height - horizon) * 0.34),
  };
}

/** Water from the horizon to the bottom: the sky's colour there, its own here. */
export function paintWater({ width, height, horizon, palette, gradient }: Stage): string[] {
  const low = palette.sky.at(-1) ?? palette.deep;
  const middle = palette.sky.at(-3) ?? palette.deep;
  const stops = [mix(low, palette.deep, 0.25), mix(middle, palette.deep, 0.5), palette.deep];
  const surface = rect(at(0, horizon), at(width, height - horizon), { fill: gradient(stops) });
  return [surface, rect(at(0, horizon - 1), at(width, 3), { fill: palette.sun, opacity: 0.35 })];
}

/** The broken path of light below the sun. */
export function paintGlitter(stage: Stage): string {
  const { height, horizon, sun, palette, detail } = stage;
  const random = stage.random.fork("glitter");
  const rows = 34 + detail * 14;
  return group(Array.from({ length: rows }, (_, i) => {
    const depth = (i / rows) ** 1.35;
    const y = horizon + 4 + depth * (height - horizon) * 0.96;
    const reach = 26 + depth * 150;
    const centre = at(sun.x + random.between(-reach, reach) * 0.45, y);
    const half = random.between(0.35, 1) * reach * (0.55 + depth * 0.35);
    const fill = random.chance(0.6) ? palette.sun : palette.glow;
    return lens(centre, half, 1.6 + depth * 7, fill, 0.85 - depth * 0.5);
  }));
}

interface WaveOptions {
  /** Part of the water, from the horizon (0) to the bottom (1). */
  readonly from: number;
  readonly to: number;
  readonly opacity: number;
}

/** Crests and troughs, longer and darker towards us. */
export function paintWaves(stage: Stage, { from, to, opacity }: WaveOptions): string {
  const { width, height, horizon, palette, random, detail } = stage;
  const count = Math.round((60 + detail * 40) * (to - from) * Math.max(1, width / 1000));
  const dark = mix(palette.deep, palette.near, 0.5);
  const light = mix(palette.deep, palette.sky.at(-2) ?? palette.glow, 0.55);
  return group(Array.from({ length: count }, () => {
    const depth = (from + (to - from) * random.next()) ** 1.2;
    const centre = at(random.between(-40, width + 40), horizon + 3 + depth * (height - horizon));
    const half = (18 + depth * 130) * random.between(0.5, 1.2);
    const fill = random.chance(0.55) ? dark : light;
    return lens(centre, half, 1.2 + depth * 6.5, fill, opacity * random.between(0.35, 0.9));
  }));
}

/** A flat sliver, thick in the middle. */
function lens(centre: Point, half: number, thick: number, fill: string, opacity: number): string {
  const { x, y } = centre;
  const d = `M${Math.round(x - half)} ${y.toFixed(1)}q${Math.round(half)} ${(-thick).toFixed(1)} ` +
    `${Math.round(half * 2)} 0q${Math.round(-half)} ${thick.toFixed(1)} ${Math.round(-half * 2)} 0`;
  return path(d, { fill, opacity });
}

function paintIslands(stage: Stage): string[] {
  const { width, horizon, sun, palette } = stage;
  const random = stage.random.fork("islands");
  const haze = mix(palette.far, palette.sky.at(-1) ?? palette.far, 0.35);
  return Array.from({ length: random.whole(1, 3) }, () => {
    const side = sun.x < width / 2 ? random.between(0.45, 1.05) : random.between(-0.05, 0.55);
    const half = random.between(120, 300);
    const outline = Array.from({ length: 7 }, (_, i) => {
      const share = i / 6;
      const rise = Math.sin(share * Math.PI) * random.between(18, 62);
      return at(width * side - half + share * half * 2, horizon + 1 - rise);
    });
    return blob(outline, { fill: haze, opacity: 0.85 });
  });
}
