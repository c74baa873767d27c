/**
 * Rolling fields.
 *
 * @module
 */

import { mix } from "../../../images/colour.ts";
import type { Ground } from "../ground.ts";
import { paintHills } from "../ridge.ts";
import type { Stage } from "../stage.ts";
import { at, circle, curveThrough, group, path, type Point } from "../svg.ts";
import { paintRoundTree, paintTreeLine } from "./forest.ts";

/** Hills and fields with flowers before us. */
export function paintMeadow(stage: Stage): Ground {
  const { width, height, horizon, palette, random } = stage;
  const haze = palette.sky.at(-1) ?? palette.far;
  const hill = (share: number, name: string) => {
    const colour = mix(mix(palette.far, haze, 0.3), palette.land, share);
    const lit = mix(colour, palette.glow, 0.3 * (1 - share * 0.6));
    const top = horizon + share * (height - horizon) * 0.55;
    const layer = stage.with(random.fork(name));
    return paintHills(layer, { top: top + 12, rise: 110, fill: stage.gradient([lit, colour]) });
  };
  const woods = { foot: horizon + 6, tall: 62, fill: mix(palette.far, palette.near, 0.35) };
  return {
    back: [
      hill(0.15, "far"),
      paintTreeLine(stage.with(random.fork("woods")), woods),
      hill(0.45, "middle"),
      ...paintCopse(stage),
      hill(0.85, "near"),
      paintPath(stage),
    ],
    front: [paintBank(stage), paintFlowers(stage)],
    seat: at(width * (stage.sun.x < width / 2 ? 0.62 : 0.38), horizon + (height - horizon) * 0.5),
  };
}

function paintCopse(stage: Stage): string[] {
  const { width, height, horizon } = stage;
  const random = stage.random.fork("copse");
  return Array.from({ length: 4 }, () => {
    const foot = at(
      width * random.next(),
      horizon + (height - horizon) * random.between(0.22, 0.32),
    );
    return paintRoundTree(stage.with(random), foot, random.between(90, 140));
  });
}

/** A lane that winds from the lower edge up to the seat. */
function paintPath({ width, height, horizon, sun, palette, gradient }: Stage): string {
  const seat = at(width * (sun.x < width / 2 ? 0.62 : 0.38), horizon + (height - horizon) * 0.52);
  const light = mix(palette.land, palette.pale, 0.55);
  const left = [
    seat,
    at(width * 0.52, height * 0.86),
    at(width * 0.4, height * 0.93),
    at(width * 0.3, height + 10),
  ];
  const right = left.map(({ x, y }, i) => at(x + 8 + i * i * 15, y)).toReversed();
  const d = curveThrough(left) + curveThrough(right).replace("M", "L") + "Z";
  return path(d, { fill: gradient([`${light}60`, light]), opacity: 0.8 });
}

function paintBank(stage: Stage): string {
  const { height, palette, random } = stage;
  const fill = stage.gradient([
    mix(palette.land, palette.near, 0.35),
    mix(palette.near, palette.land, 0.12),
  ]);
  return paintHills(stage.with(random.fork("bank")), { top: height * 0.93, rise: 70, fill });
}

/** Grass and flowers along the lower edge. */
export function paintFlowers(stage: Stage): string {
  const { width, height, palette, detail } = stage;
  const random = stage.random.fork("flowers");
  const count = Math.round((70 + detail * 60) * Math.max(1, width / 1000));
  const colours = [palette.accent, palette.pale, mix(palette.accent, palette.sun, 0.6)] as const;
  const grass: string[] = [];
  const heads = Array.from({ length: count }, () => {
    const foot = at(random.between(0, width), height + 6);
    const tall = random.between(20, 105) * random.between(0.6, 1);
    const tip = at(foot.x + random.between(-18, 18), foot.y - tall);
    grass.push(curveThrough([foot, at((foot.x + tip.x) / 2 + 4, foot.y - tall * 0.5), tip]));
    return palette.blooming && random.chance(0.5)
      ? paintHead(tip, random.between(3, 8), random.pick(colours))
      : "";
  });
  const stems = path(grass.join(""), {
    stroke: mix(palette.near, palette.land, 0.25),
    strokeWidth: 3,
    fill: "none",
  });
  return group([stems, ...heads]);
}

function paintHead(centre: Point, radius: number, colour: string): string {
  return circle(centre, radius, { fill: colour }) +
    circle(centre, radius * 0.4, { fill: mix(colour, "#3a2417", 0.5) });
}
