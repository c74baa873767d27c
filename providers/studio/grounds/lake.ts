/**
 * Still water among mountains.
 *
 * @module
 */

import type { Ground } from "../ground.ts";
import { paintHills } from "../ridge.ts";
import type { Stage } from "../stage.ts";
import { at, group, path } from "../svg.ts";
import { paintRange } from "./mountains.ts";
import { paintGlitter, paintWater, paintWaves } from "./sea.ts";

/** A lake at the foot of mountains, seen over reeds. */
export function paintLake(stage: Stage): Ground {
  const { width, height, horizon, palette, random } = stage;
  const shore = { top: height * 0.93, rise: 50, fill: palette.near };
  return {
    back: [
      ...paintRange(stage),
      ...paintWater(stage),
      paintGlitter(stage),
      paintWaves(stage, { from: 0.02, to: 0.9, opacity: 0.4 }),
    ],
    front: [paintHills(stage.with(random.fork("shore")), shore), paintReeds(stage)],
    seat: at(width * 0.5, horizon + (height - horizon) * 0.4),
  };
}

function paintReeds(stage: Stage): string {
  const { width, height, palette } = stage;
  const random = stage.random.fork("reeds");
  const left = random.chance(0.5);
  return group(Array.from({ length: 46 }, () => {
    const x = width * (left ? random.next() ** 2 * 0.35 : 1 - random.next() ** 2 * 0.35);
    const tall = random.between(50, 190);
    const lean = random.between(-26, 26);
    const d = `M${Math.round(x)} ${Math.round(height)}q${Math.round(lean * 0.2)} ${
      Math.round(-tall * 0.6)
    } ${Math.round(lean)} ${Math.round(-tall)}`;
    return path(d, { fill: "none", stroke: palette.near, strokeWidth: random.between(2, 5) });
  }));
}
