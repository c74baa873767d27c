/**
 * Ranges one behind the other, each paler than the one before it.
 *
 * @module
 */

import { mix } from "../../../images/colour.ts";
import type { Ground } from "../ground.ts";
import { paintHills, paintPeaks } from "../ridge.ts";
import type { Stage } from "../stage.ts";
import { at, group, rect } from "../svg.ts";
import { paintTreeLine } from "./forest.ts";

/** High mountains with wooded hills before them. */
export function paintMountains(stage: Stage): Ground {
  const { width, height, horizon, palette, random } = stage;
  const hill = mix(palette.land, palette.near, 0.45);
  const front = { top: height * 0.9, rise: 70, fill: stage.gradient([palette.near, palette.near]) };
  return {
    back: [
      ...paintRange(stage),
      paintHaze(stage, horizon + 30),
      paintHills(stage.with(random.fork("hill")), { top: height * 0.8, rise: 90, fill: hill }),
      paintTreeLine(stage.with(random.fork("trees")), {
        foot: height * 0.81,
        tall: 70,
        fill: hill,
      }),
    ],
    front: [
      paintHills(stage.with(random.fork("near")), front),
      paintTreeLine(stage.with(random.fork("pines")), {
        foot: height * 0.95,
        tall: 150,
        fill: palette.near,
      }),
    ],
    seat: at(width * (stage.sun.x < width / 2 ? 0.64 : 0.36), height * 0.83),
  };
}

/** Three ranges that stand on the horizon. */
export function paintRange(stage: Stage): string[] {
  const { height, horizon, palette, random, detail } = stage;
  const haze = palette.sky.at(-1) ?? palette.far;
  const layers = detail === 0 ? 2 : 3;
  return Array.from({ length: layers }, (_, i) => {
    const near = (i + 1) / layers;
    const colour = mix(mix(palette.far, haze, 0.55), mix(palette.far, palette.near, 0.55), near);
    return paintPeaks(stage.with(random.fork(`range ${i}`)), {
      foot: horizon + 20 + near * height * 0.12,
      rise: height * (0.42 - near * 0.14),
      colour,
      light: mix(colour, palette.glow, 0.55),
      ...i < layers - 1 && { snow: mix(palette.pale, colour, 0.12) },
    });
  });
}

/** Mist that gathers at the feet of the mountains. */
function paintHaze({ width, palette, gradient }: Stage, y: number): string {
  const light = palette.sky.at(-1) ?? palette.pale;
  const veil = gradient([`${light}00`, `${light}90`, `${light}00`]);
  return group([rect(at(0, y - 80), at(width, 260), { fill: veil })]);
}
