/**
 * A few large blooms, close to us.
 *
 * @module
 */

import { hslColour, hslOf, mix } from "../../../images/colour.ts";
import type { Stage } from "../stage.ts";
import { at, circle, curve, group, num, path, type Point } from "../svg.ts";
import type { Placing } from "./subject.ts";

/** Stems and leaves from the lower edge, blooms of different height. */
export function paintBlooms(stage: Stage, { foot, tall, colour }: Placing): string {
  const { palette, random } = stage;
  const bed = random.fork("blooms");
  const base = colour ?? palette.accent;
  const heads = [
    { x: -0.34, y: -0.56, radius: 0.15 },
    { x: 0.36, y: -0.5, radius: 0.14 },
    { x: -0.14, y: -0.32, radius: 0.1 },
    { x: 0.2, y: -0.28, radius: 0.09 },
    { x: 0.02, y: -0.82, radius: 0.22 },
  ];
  const stems = heads.map(({ x, y }) =>
    paintStem(stage, foot, at(foot.x + x * tall, foot.y + y * tall), tall)
  );
  const blooms = heads.map(({ x, y, radius }, i) => {
    const { hue, saturation, lightness } = hslOf(base);
    const shade = hslColour({ hue: hue + (i % 3 - 1) * bed.between(6, 22), saturation, lightness });
    return paintBloom(stage, at(foot.x + x * tall, foot.y + y * tall), radius * tall, shade);
  });
  return group([...stems, ...blooms]);
}

function paintStem(stage: Stage, foot: Point, head: Point, tall: number): string {
  const { palette } = stage;
  const green = mix(mix("#3f7d46", palette.land, 0.4), palette.near, palette.stars ? 0.4 : 0.12);
  const root = at(foot.x + (head.x - foot.x) * 0.25, foot.y + tall * 0.06);
  const middle = at((root.x + head.x) / 2 + (root.x - head.x) * 0.18, (root.y + head.y) / 2);
  const side = head.x < foot.x ? -1 : 1;
  return curve([root, middle, head], { stroke: green, strokeWidth: tall * 0.013 }) +
    paintLeaf(stage, middle, { reach: tall * 0.17, turn: side * 40, green }) +
    paintLeaf(stage, at((middle.x + root.x) / 2, (middle.y + root.y) / 2), {
      reach: tall * 0.2,
      turn: -side * 50,
      green,
    });
}

interface Leaf {
  readonly reach: number;
  readonly turn: number;
  readonly green: string;
}

function paintLeaf(stage: Stage, { x, y }: Point, { reach, turn, green }: Leaf): string {
  const d = `M${num(x)} ${num(y)}q${num(reach * 0.34)} ${num(-reach * 0.5)} 0 ${num(-reach)}q${
    num(-reach * 0.34)
  } ${num(reach * 0.5)} 0 ${num(reach)}z`;
  const light = mix(green, stage.palette.glow, 0.35);
  return path(d, {
    fill: stage.gradient([light, green], "across"),
    transform: `rotate(${num(turn)} ${num(x)} ${num(y)})`,
  });
}

/** Three rings of petals and a golden middle. */
function paintBloom(stage: Stage, centre: Point, radius: number, colour: string): string {
  const { palette, random } = stage;
  const turn = random.between(0, 360);
  const rings = [
    { petals: 11, reach: 1, wide: 0.44, fill: mix(colour, palette.near, 0.28) },
    { petals: 10, reach: 0.84, wide: 0.4, fill: colour },
    { petals: 8, reach: 0.62, wide: 0.34, fill: mix(colour, palette.pale, 0.35) },
  ];
  const petals = rings.flatMap(({ petals, reach, wide, fill }, ring) =>
    Array.from({ length: petals }, (_, i) => {
      const angle = turn + ring * 17 + (i * 360) / petals;
      return paintPetal(stage, centre, { reach: radius * reach, wide: radius * wide, angle, fill });
    })
  );
  const seeds = Array.from({ length: 22 }, (_, i) => {
    const away = Math.sqrt(i / 22) * radius * 0.19;
    const place = at(centre.x + Math.cos(i * 2.4) * away, centre.y + Math.sin(i * 2.4) * away);
    return circle(place, radius * 0.022, { fill: mix("#7a4a18", palette.near, 0.2) });
  });
  return group([
    ...petals,
    circle(centre, radius * 0.24, { fill: mix("#f4b93e", palette.sun, 0.25) }),
    ...seeds,
  ]);
}

interface Petal {
  readonly reach: number;
  readonly wide: number;
  readonly angle: number;
  readonly fill: string;
}

function paintPetal(stage: Stage, { x, y }: Point, { reach, wide, angle, fill }: Petal): string {
  const d =
    `M${num(x)} ${num(y)}C${num(x - wide)} ${num(y - reach * 0.4)} ${num(x - wide * 0.7)} ${
      num(y - reach)
    } ${num(x)} ${num(y - reach)}` +
    `C${num(x + wide * 0.7)} ${num(y - reach)} ${num(x + wide)} ${num(y - reach * 0.4)} ${num(x)} ${
      num(y)
    }z`;
  const light = mix(fill, stage.palette.pale, 0.4);
  return path(d, {
    fill: stage.gradient([light, fill, mix(fill, stage.palette.near, 0.25)]),
    transform: `rotate(${num(angle)} ${num(x)} ${num(y)})`,
  });
}
