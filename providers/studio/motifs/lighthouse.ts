/**
 * A lighthouse on a headland, its lamp lit.
 *
 * @module
 */

import { mix } from "../../../images/colour.ts";
import type { Stage } from "../stage.ts";
import { at, blob, circle, group, path, type Point, polygon, rect } from "../svg.ts";
import type { Placing } from "./subject.ts";

const RED = "#c8452f";
const BANDS = 5;

/** Tower, gallery, lantern and beams; `foot` is where the tower meets the rock. */
export function paintLighthouse(stage: Stage, placing: Placing): string {
  const { foot, tall } = placing;
  const lamp = at(foot.x, foot.y - tall * 0.9);
  return group([
    paintBeams(stage, lamp, tall),
    paintHeadland(stage, placing),
    paintCottage(stage, placing),
    paintTower(stage, placing),
    paintLantern(stage, lamp, tall),
  ]);
}

function paintBeams(stage: Stage, lamp: Point, tall: number): string {
  const { palette, sun, width } = stage;
  const away = sun.x < lamp.x ? 1 : -1;
  const reach = Math.max(lamp.x, width - lamp.x) + 60;
  const beam = (side: number, rise: number) => {
    const end = at(lamp.x + side * reach, lamp.y + rise);
    const stops = [`${palette.sun}c8`, `${palette.sun}00`];
    const fill = stage.gradient(side > 0 ? stops : stops.toReversed(), "across");
    return polygon([lamp, at(end.x, end.y - tall * 0.16), at(end.x, end.y + tall * 0.16)], {
      fill,
    });
  };
  const opacity = palette.stars ? 0.75 : 0.3;
  return group([beam(away, -tall * 0.1), beam(-away, -tall * 0.02)], { opacity });
}

function paintHeadland(stage: Stage, { foot, tall }: Placing): string {
  const { palette, random, sun, width, height } = stage;
  const shape = random.fork("headland");
  const outward = sun.x < foot.x ? -1 : 1;
  const back = outward < 0 ? width + 40 : -40;
  const low = Math.min(height + 20, foot.y + tall * 0.44);
  const brow = at(foot.x + outward * tall * 0.3, foot.y + tall * 0.02);
  const top = [0, 0.3, 0.6, 0.85].map((share) =>
    at(back + (brow.x - back) * share, foot.y + shape.between(-2, 8) - (1 - share) * tall * 0.05)
  );
  const steps = 7;
  const face = Array.from({ length: steps }, (_, i) => {
    const share = (i + 1) / steps;
    const out = tall * (0.3 * share ** 0.8 + shape.between(-0.02, 0.03));
    return at(brow.x + outward * out, brow.y + (low - brow.y) * share);
  });
  const outline = [...top, brow, ...face, at(back, low)];
  const turf = mix(mix(palette.land, palette.near, 0.4), palette.glow, 0.2);
  const edge = [...top, brow];
  return group([
    polygon(outline, { fill: stage.gradient([mix(palette.near, palette.far, 0.3), palette.near]) }),
    paintFaces(stage, { face: [brow, ...face], outward, tall }),
    polygon([
      ...edge,
      ...edge.toReversed().map(({ x, y }) => at(x, y + tall * shape.between(0.02, 0.045))),
    ], {
      fill: turf,
    }),
    paintFoam(stage, brow.x + outward * tall * 0.33, back, low),
  ]);
}

interface Cliff {
  /** The seaward edge, from the brow down to the water. */
  readonly face: readonly Point[];
  readonly outward: number;
  readonly tall: number;
}

/** Slabs along the seaward edge that catch the light, and fainter ones behind them. */
function paintFaces({ palette, random }: Stage, { face, outward, tall }: Cliff): string {
  const shape = random.fork("faces");
  const rows = [0.07, 0.2, 0.36].map((depth) =>
    face.map(({ x, y }, i) =>
      at(
        x - outward * tall * depth * shape.between(0.7, 1.3) * (0.5 + i / face.length),
        y + tall * shape.between(-0.02, 0.02),
      )
    )
  );
  const bands = [face, ...rows].slice(0, -1).flatMap((outer, row) =>
    slabs(outer, rows[row] ?? []).map((slab, i) =>
      polygon(slab, { fill: palette.glow, opacity: (0.26 - row * 0.09) * (i % 2 === 0 ? 1 : 0.45) })
    )
  );
  return group(bands);
}

/** Triangles between two lines. */
function slabs(outer: readonly Point[], inner: readonly Point[]): Point[][] {
  return outer.flatMap((point, i) => {
    const [next, here, below] = [outer[i + 1], inner[i], inner[i + 1]];
    return next && here && below ? [[point, next, here], [here, next, below]] : [];
  });
}

function paintFoam(stage: Stage, tip: number, back: number, low: number): string {
  const random = stage.random.fork("foam");
  const foam = mix(stage.palette.pale, stage.palette.glow, 0.25);
  return group(Array.from({ length: 26 }, (_, i) => {
    const x = tip + (back - tip) * (i / 26) * 0.9 + random.between(-30, 30);
    const half = random.between(14, 60);
    const y = low + random.between(-12, 6);
    const d = `M${Math.round(x - half)} ${Math.round(y)}q${Math.round(half)} -9 ${
      Math.round(half * 2)
    } 0q${Math.round(-half)} 7 ${Math.round(-half * 2)} 0`;
    return path(d, { fill: foam, opacity: random.between(0.2, 0.6) });
  }));
}

function paintTower(stage: Stage, { foot, tall, colour = RED }: Placing): string {
  const { palette, sun } = stage;
  const halfAt = (share: number) => tall * (0.115 - 0.05 * share);
  const white = mix(palette.pale, palette.near, 0.1);
  const red = mix(colour, palette.near, palette.stars ? 0.22 : 0.04);
  const body = 0.78;
  const bands = Array.from({ length: BANDS }, (_, i) => {
    const [low, high] = [(i / BANDS) * body, ((i + 1) / BANDS) * body];
    return polygon([
      at(foot.x - halfAt(low), foot.y - tall * low),
      at(foot.x + halfAt(low), foot.y - tall * low),
      at(foot.x + halfAt(high), foot.y - tall * high),
      at(foot.x - halfAt(high), foot.y - tall * high),
    ], { fill: i % 2 === 0 ? white : red });
  });
  const outline = [
    at(foot.x - halfAt(0), foot.y),
    at(foot.x + halfAt(0), foot.y),
    at(foot.x + halfAt(body), foot.y - tall * body),
    at(foot.x - halfAt(body), foot.y - tall * body),
  ];
  const stops = [
    `${palette.glow}88`,
    `${palette.glow}00`,
    `${palette.near}60`,
    `${palette.near}cc`,
  ];
  const shade = stage.gradient(sun.x < foot.x ? stops : stops.toReversed(), "across");
  return group([...bands, polygon(outline, { fill: shade }), paintOpenings(stage, foot, tall)]);
}

function paintOpenings({ palette }: Stage, foot: Point, tall: number): string {
  const half = tall * 0.018;
  const window = (share: number) =>
    rect(at(foot.x - half, foot.y - tall * share), at(half * 2, tall * 0.05), {
      fill: palette.lamp,
    });
  const door = path(
    `M${Math.round(foot.x - half * 1.8)} ${Math.round(foot.y)}v${Math.round(-tall * 0.07)}a${
      half * 1.8
    } ${half * 1.8} 0 0 1 ${half * 3.6} 0v${Math.round(tall * 0.07)}z`,
    { fill: mix(palette.near, "#3b2116", 0.4) },
  );
  return group([door, window(0.27), window(0.44), window(0.61)]);
}

function paintLantern(stage: Stage, lamp: Point, tall: number): string {
  const { palette } = stage;
  const dark = mix(palette.near, "#20141c", 0.4);
  const [half, base] = [tall * 0.05, lamp.y + tall * 0.055];
  const rails = Array.from({ length: 7 }, (_, i) => {
    const x = lamp.x - half * 1.75 + (i * half * 3.5) / 6;
    return rect(at(x - 1, base - tall * 0.012), at(2, tall * 0.045), { fill: dark });
  });
  const glass = rect(
    at(lamp.x - half * 0.85, lamp.y - tall * 0.032),
    at(half * 1.7, tall * 0.085),
    {
      fill: stage.gradient([palette.lamp, palette.sun, palette.lamp]),
    },
  );
  const dome = path(
    `M${lamp.x - half} ${lamp.y - tall * 0.03}q${half} ${-tall * 0.085} ${half * 2} 0z`,
    { fill: mix(dark, "#8c2f25", 0.5) },
  );
  return group([
    circle(lamp, tall * 0.34, {
      fill: stage.glow([`${palette.sun}d0`, `${palette.lamp}58`, `${palette.lamp}00`]),
    }),
    rect(at(lamp.x - half * 1.9, base + tall * 0.03), at(half * 3.8, tall * 0.02), { fill: dark }),
    rect(at(lamp.x - half * 1.3, base + tall * 0.048), at(half * 2.6, tall * 0.02), {
      fill: mix(dark, palette.pale, 0.3),
    }),
    ...rails,
    rect(at(lamp.x - half * 1.8, base - tall * 0.014), at(half * 3.6, 2.5), { fill: dark }),
    glass,
    rect(at(lamp.x - 1.5, lamp.y - tall * 0.03), at(3, tall * 0.085), { fill: dark, opacity: 0.6 }),
    circle(lamp, tall * 0.075, {
      fill: stage.glow([palette.sun, `${palette.sun}c0`, `${palette.sun}00`]),
    }),
    dome,
    rect(at(lamp.x - 1.5, lamp.y - tall * 0.125), at(3, tall * 0.06), { fill: dark }),
  ]);
}

/** The keeper's house beside the tower, away from the sea. */
function paintCottage({ palette, sun }: Stage, { foot, tall }: Placing): string {
  const side = sun.x < foot.x ? 1 : -1;
  const [wide, high] = [tall * 0.26, tall * 0.1];
  const left = side > 0 ? foot.x + tall * 0.1 : foot.x - tall * 0.1 - wide;
  const wall = mix(palette.pale, palette.near, 0.4);
  const roof = mix(RED, palette.near, 0.55);
  const top = foot.y - high;
  const eaves = [
    at(left - 8, top + 2),
    at(left + wide * 0.12, top - high * 0.72),
    at(left + wide * 0.88, top - high * 0.72),
    at(left + wide + 8, top + 2),
  ];
  const windows = [0.2, 0.56].map((share) =>
    rect(at(left + wide * share, foot.y - high * 0.7), at(wide * 0.14, high * 0.36), {
      fill: palette.lamp,
    })
  );
  return group([
    rect(at(left + wide * 0.68, top - high * 1.1), at(wide * 0.09, high * 0.7), { fill: roof }),
    rect(at(left, top), at(wide, high + 4), { fill: wall }),
    polygon(eaves, { fill: roof }),
    ...windows,
  ]);
}

/** A low mound for a lighthouse that stands on nothing else. */
export function paintMound({ palette }: Stage, { foot, tall }: Placing): string {
  const outline = [
    at(-0.3, 0.02),
    at(-0.15, -0.02),
    at(0.15, -0.02),
    at(0.3, 0.02),
    at(0.2, 0.07),
    at(-0.2, 0.07),
  ];
  return blob(outline.map(({ x, y }) => at(foot.x + x * tall, foot.y + y * tall)), {
    fill: palette.near,
  });
}
