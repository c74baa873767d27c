/**
 * Trees in rows, the far ones drowned in light.
 *
 * @module
 */

import { mix } from "../../../images/colour.ts";
import type { Ground } from "../ground.ts";
import { paintHills } from "../ridge.ts";
import type { Stage } from "../stage.ts";
import { at, blob, ellipse, group, lineThrough, path, type Point, polygon } from "../svg.ts";

/** A clearing among pines, or among round trees where leaves fall. */
export function paintForest(stage: Stage): Ground {
  const { width, height, horizon, palette, random } = stage;
  const haze = palette.sky.at(-1) ?? palette.far;
  const rows = [0.1, 0.4, 0.7].map((near, i) => {
    const fill = mix(mix(haze, palette.far, 0.6), mix(palette.land, palette.near, 0.55), near);
    const foot = horizon + near * (height - horizon) * 0.55;
    const row = stage.with(random.fork(`row ${i}`));
    const trees = { foot: foot + 30, tall: 190 + near * 250, fill };
    const wood = palette.leafy ? paintLeafyLine(row, trees) : paintTreeLine(row, trees);
    return wood + paintHills(row, { top: foot + 20, rise: 40, fill });
  });
  const floor = { top: height * 0.86, rise: 60, fill: mix(palette.land, palette.near, 0.7) };
  return {
    back: [...rows, paintHills(stage.with(random.fork("floor")), floor)],
    front: palette.leafy ? [] : [paintFrame(stage)],
    seat: at(width / 2, height * 0.87),
  };
}

/** A row of trees. */
export interface TreeLineOptions {
  /** Row of their feet and greatest height, in units. */
  readonly foot: number;
  readonly tall: number;
  readonly fill: string;
}

/** Pines side by side, with gaps. */
export function paintTreeLine(stage: Stage, { foot, tall, fill }: TreeLineOptions): string {
  const { width, random } = stage;
  const step = tall * 0.3;
  const count = Math.ceil(width / step) + 2;
  return group(Array.from({ length: count }, (_, i) => {
    if (random.chance(0.18)) return "";
    const x = (i - 0.5 + random.between(-0.4, 0.4)) * step;
    return paintPine(
      stage,
      at(x, foot + random.between(-8, 14)),
      tall * random.between(0.5, 1),
      fill,
    );
  }));
}

/** Round trees side by side, each of a slightly different colour. */
function paintLeafyLine(stage: Stage, { foot, tall, fill }: TreeLineOptions): string {
  const { width, random, palette } = stage;
  const step = tall * 0.5;
  return group(Array.from({ length: Math.ceil(width / step) + 2 }, (_, i) => {
    const x = (i - 0.5 + random.between(-0.3, 0.3)) * step;
    const turned = mix(palette.leaves, random.pick([palette.accent, palette.land, "#b5442a"]), 0.4);
    const leaves = mix(turned, fill, 0.25);
    const tree = { ...stage, palette: { ...palette, leaves } };
    return paintRoundTree(
      tree,
      at(x, foot + random.between(-8, 14)),
      tall * random.between(0.7, 1),
    );
  }));
}

/** A pine whose boughs hang, standing at a point. */
export function paintPine({ random }: Stage, foot: Point, tall: number, fill: string): string {
  const tiers = 6;
  const half = tall * random.between(0.17, 0.22);
  const side = (sign: number) =>
    Array.from({ length: tiers }, (_, i) => {
      const share = (i + 1) / tiers;
      const y = foot.y - tall * (1 - share * 0.92);
      const reach = half * share ** 0.85 * random.between(0.85, 1.12);
      return [at(foot.x + sign * reach, y), at(foot.x + sign * reach * 0.5, y - tall * 0.035)];
    }).flat();
  const outline = [at(foot.x, foot.y - tall), ...side(1), ...side(-1).toReversed()];
  const trunk = [at(foot.x - tall * 0.018, foot.y + 6), at(foot.x + tall * 0.018, foot.y + 6)];
  return polygon(outline, { fill }) +
    polygon([...trunk, at(foot.x, foot.y - tall * 0.3)], { fill });
}

/** Dark trunks and leaves at both edges, as if seen from under a tree. */
function paintFrame(stage: Stage): string {
  const { width, height, palette, random } = stage;
  const frame = stage.with(random.fork("frame"));
  const pine = (x: number, tall: number) =>
    paintPine(frame, at(x, height + 40), tall, palette.near);
  const grass = Array.from({ length: 70 }, () => {
    const x = frame.random.between(0, width);
    const edge = Math.abs(x / width - 0.5) * 2;
    const tall = frame.random.between(14, 60) * (0.4 + edge);
    return lineThrough([at(x, height), at(x + frame.random.between(-12, 12), height - tall)]);
  });
  return group([
    pine(width * 0.02, height * 0.86),
    pine(width * 0.14, height * 0.5),
    pine(width * 0.98, height * 0.95),
    pine(width * 0.87, height * 0.42),
    path(grass.join(""), { stroke: palette.near, strokeWidth: 3, fill: "none" }),
  ]);
}

/** A round-headed tree with a forked trunk. */
export function paintRoundTree(stage: Stage, foot: Point, tall: number): string {
  const { random, palette, sun } = stage;
  const trunk = mix(palette.near, "#3a2417", 0.4);
  const top = at(foot.x + random.between(-0.05, 0.05) * tall, foot.y - tall * 0.6);
  const leaves = mix(palette.leaves, palette.near, 0.2);
  const light = mix(palette.leaves, palette.glow, 0.5);
  const towardsSun = sun.x < foot.x ? -1 : 1;
  const puffs = Array.from({ length: 26 }, () => {
    const angle = random.between(0, Math.PI * 2);
    const reach = Math.sqrt(random.next()) * tall * 0.32;
    const centre = at(
      top.x + Math.cos(angle) * reach * 1.25,
      top.y + Math.sin(angle) * reach * 0.9,
    );
    return { centre, radius: tall * random.between(0.08, 0.15) };
  });
  return group([
    paintTrunk(foot, top, tall, trunk),
    ...puffs.map(({ centre, radius }) =>
      ellipse(centre, at(radius * 1.1, radius), { fill: leaves })
    ),
    ...puffs.map(({ centre, radius }) => {
      const lit = at(centre.x + towardsSun * radius * 0.28, centre.y - radius * 0.3);
      const height = Math.max(0, (top.y + tall * 0.25 - centre.y) / (tall * 0.6));
      return ellipse(lit, at(radius * 0.72, radius * 0.6), {
        fill: light,
        opacity: 0.5 * Math.min(1, height),
      });
    }),
  ]);
}

function paintTrunk(foot: Point, top: Point, tall: number, fill: string): string {
  const wide = tall * 0.045;
  const fork = (x: number, y: number) =>
    polygon([
      at(foot.x - wide * 0.5, foot.y - tall * 0.26),
      at(foot.x + wide * 0.5, foot.y - tall * 0.26),
      at(x, y),
    ], {
      fill,
    });
  return group([
    blob([
      at(foot.x - wide * 1.9, foot.y + 4),
      at(foot.x - wide * 0.7, foot.y - tall * 0.12),
      at(top.x - wide * 0.4, top.y),
      at(top.x + wide * 0.4, top.y),
      at(foot.x + wide * 0.7, foot.y - tall * 0.12),
      at(foot.x + wide * 1.9, foot.y + 4),
    ], { fill }),
    fork(top.x - tall * 0.24, top.y - tall * 0.02),
    fork(top.x + tall * 0.22, top.y - tall * 0.06),
  ]);
}
