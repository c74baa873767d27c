/**
 * A city across the water, its windows lit.
 *
 * @module
 */

import { mix } from "../../../images/colour.ts";
import type { Random } from "../../../images/random.ts";
import type { Ground } from "../ground.ts";
import type { Stage } from "../stage.ts";
import { at, group, num, path, type Point, polygon, rect } from "../svg.ts";
import { paintGlitter, paintWater, paintWaves } from "./sea.ts";

/** Three rows of towers, mirrored in the water before them. */
export function paintCity(stage: Stage): Ground {
  const { width, height, horizon, palette, random } = stage;
  const haze = palette.sky.at(-1) ?? palette.far;
  const rows = [0, 0.5, 1].map((near, i) => {
    const colour = mix(mix(palette.far, haze, 0.45), palette.near, 0.2 + near * 0.75);
    return paintRow(stage.with(random.fork(`row ${i}`)), { near, colour });
  });
  const mirror = group(rows, {
    transform: `translate(0 ${num(horizon * 1.72)}) scale(1 -0.72)`,
    opacity: 0.32,
  });
  return {
    back: [
      ...rows,
      ...paintWater(stage),
      mirror,
      paintGlitter(stage),
      paintWaves(stage, { from: 0.02, to: 1, opacity: 0.5 }),
    ],
    front: [],
    seat: at(width / 2, horizon + (height - horizon) * 0.5),
  };
}

interface Row {
  /** 0 far to 1 near. */
  readonly near: number;
  readonly colour: string;
}

function paintRow(stage: Stage, row: Row): string {
  const { width, horizon, random } = stage;
  const towers: string[] = [];
  let x = -30;
  while (x < width) {
    const wide = random.between(46, 104) * (0.8 + row.near * 0.45);
    const middle = 1 - Math.abs((x + wide / 2) / width - 0.5) * 1.1;
    const tall = horizon * random.between(0.18, 0.62) * middle * (1.12 - row.near * 0.42);
    towers.push(paintTower(stage, { x, wide, tall, ...row }));
    x += wide * random.between(0.86, 1.06);
  }
  return group(towers);
}

interface Tower extends Row {
  readonly x: number;
  readonly wide: number;
  readonly tall: number;
}

function paintTower(stage: Stage, tower: Tower): string {
  const { horizon, palette, random } = stage;
  const { x, wide, tall, colour, near } = tower;
  const top = horizon - tall;
  const foot = mix(colour, palette.sky.at(-1) ?? colour, 0.35);
  return group([
    paintRoof(random, at(x + wide / 2, top), wide, colour),
    rect(at(x, top), at(wide, tall + 2), {
      fill: stage.gradient([colour, mix(colour, foot, 0.5)]),
    }),
    rect(at(x, top), at(wide * 0.12, tall), { fill: palette.glow, opacity: 0.14 }),
    paintWindows(stage, tower),
    near > 0.9 ? "" : rect(at(x, horizon - 40), at(wide, 42), { fill: foot, opacity: 0.5 }),
  ]);
}

function paintRoof(random: Random, top: Point, wide: number, fill: string): string {
  const half = wide / 2;
  switch (random.whole(0, 4)) {
    case 0:
      return polygon([
        at(top.x - half, top.y + 1),
        at(top.x, top.y - half),
        at(top.x + half, top.y + 1),
      ], {
        fill,
      });
    case 1:
      return rect(at(top.x - half * 0.6, top.y - 24), at(wide * 0.6, 26), { fill }) +
        rect(at(top.x - 1.5, top.y - 84), at(3, 64), { fill });
    case 2:
      return polygon([
        at(top.x - half, top.y + 1),
        at(top.x + half, top.y - half * 0.9),
        at(top.x + half, top.y + 1),
      ], { fill });
    default:
      return rect(at(top.x - half * 0.4, top.y - 12), at(wide * 0.3, 14), { fill });
  }
}

/** Lit windows as one path for each of two lamp colours: thousands of elements would be slow. */
function paintWindows({ horizon, palette, random, detail }: Stage, tower: Tower): string {
  const { x, wide, tall, near } = tower;
  const step = 15 - detail * 1.5;
  const columns = Math.floor((wide - 10) / step);
  const rows = Math.floor((tall - 16) / (step * 1.25));
  const lamps: [string[], string[]] = [[], []];
  for (let row = 0; row < rows; row++) {
    for (let column = 0; column < columns; column++) {
      if (!random.chance(palette.stars ? 0.42 : 0.2)) continue;
      const left = x + (wide - columns * step) / 2 + column * step + 2;
      const window = `M${num(left)} ${num(horizon - tall + 10 + row * step * 1.25)}h${
        num(step * 0.5)
      }v${num(step * 0.62)}h${num(-step * 0.5)}z`;
      lamps[random.chance(0.8) ? 0 : 1].push(window);
    }
  }
  const opacity = (palette.stars ? 0.92 : 0.5) * (0.45 + near * 0.55);
  return path(lamps[0].join(""), { fill: palette.lamp, opacity }) +
    path(lamps[1].join(""), { fill: palette.sun, opacity });
}
