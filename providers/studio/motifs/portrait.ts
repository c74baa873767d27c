/**
 * A person from the chest up, in flat shapes.
 *
 * @module
 */

import { mix } from "../../../images/colour.ts";
import type { Stage } from "../stage.ts";
import { at, blob, circle, curve, ellipse, group, type Point } from "../svg.ts";
import type { Placing } from "./subject.ts";

const SKINS = ["#f1c7a3", "#e0a878", "#c68455", "#9a5e3a", "#6f4129"] as const;
const HAIRS = ["#1f1620", "#3a2118", "#6e3b1d", "#a8622b", "#2a2438"] as const;

/** Draws in a frame of its own: the middle of the lower edge is 0, 0 and the height is 1. */
type Place = (x: number, y: number) => Point;

interface Sitter {
  readonly skin: string;
  readonly shade: string;
  readonly hair: string;
  readonly clothes: string;
  readonly longHair: boolean;
}

/** Hair, skin and clothes differ with the seed; the eyes are closed. */
export function paintPortrait(stage: Stage, placing: Placing): string {
  const { foot, tall } = placing;
  const place: Place = (x, y) => at(foot.x + x * tall, foot.y + y * tall);
  const sitter = sitterOf(stage, placing);
  return group([
    sitter.longHair ? paintLongHair(stage, place, sitter) : "",
    paintShoulders(stage, place, sitter),
    paintHead(stage, place, sitter),
    paintFeatures(place, sitter, tall),
    paintFringe(stage, place, sitter),
  ]);
}

function sitterOf({ palette, random: chance }: Stage, { colour, tags }: Placing): Sitter {
  const random = chance.fork("sitter");
  const skin = mix(random.pick(SKINS), palette.glow, 0.12);
  return {
    skin,
    shade: mix(skin, palette.near, 0.3),
    hair: mix(random.pick(HAIRS), palette.near, 0.2),
    clothes: colour ?? palette.accent,
    longHair: !tags.includes("masculine"),
  };
}

function paintLongHair(stage: Stage, place: Place, { hair }: Sitter): string {
  const outline = [
    place(0, -0.99),
    place(-0.2, -0.94),
    place(-0.27, -0.72),
    place(-0.26, -0.46),
    place(-0.31, -0.22),
    place(-0.1, -0.16),
    place(0.12, -0.16),
    place(0.32, -0.24),
    place(0.26, -0.48),
    place(0.27, -0.72),
    place(0.2, -0.94),
  ];
  return blob(outline, { fill: stage.gradient([mix(hair, stage.palette.glow, 0.18), hair]) });
}

function paintShoulders(stage: Stage, place: Place, { skin, shade, clothes }: Sitter): string {
  const { palette } = stage;
  const neck = [
    place(-0.075, -0.52),
    place(-0.08, -0.34),
    place(-0.16, -0.26),
    place(0.16, -0.26),
    place(0.08, -0.34),
    place(0.075, -0.52),
  ];
  const body = [
    place(-0.1, -0.31),
    place(-0.3, -0.24),
    place(-0.46, -0.1),
    place(-0.54, 0.12),
    place(0.54, 0.12),
    place(0.46, -0.1),
    place(0.3, -0.24),
    place(0.1, -0.31),
    place(0.04, -0.19),
    place(-0.04, -0.19),
  ];
  return group([
    blob(neck, { fill: skin }),
    blob([
      place(-0.078, -0.47),
      place(0, -0.41),
      place(0.078, -0.47),
      place(0.075, -0.4),
      place(0, -0.34),
      place(-0.075, -0.4),
    ], { fill: shade, opacity: 0.7 }),
    blob(body, {
      fill: stage.gradient([mix(clothes, palette.pale, 0.15), mix(clothes, palette.near, 0.35)]),
    }),
  ]);
}

function paintHead(stage: Stage, place: Place, { skin, shade }: Sitter): string {
  const { palette, sun } = stage;
  const face = [
    place(0, -0.93),
    place(-0.15, -0.87),
    place(-0.185, -0.7),
    place(-0.15, -0.53),
    place(-0.05, -0.435),
    place(0.05, -0.435),
    place(0.15, -0.53),
    place(0.185, -0.7),
    place(0.15, -0.87),
  ];
  const stops = [mix(skin, palette.glow, 0.3), skin, shade];
  const fromLeft = sun.x < place(0, 0).x;
  return blob(face, { fill: stage.gradient(fromLeft ? stops : stops.toReversed(), "across") });
}

function paintFeatures(place: Place, { shade, hair, skin }: Sitter, tall: number): string {
  const lip = mix(skin, "#b13a48", 0.6);
  const eye = (side: number) =>
    curve([place(side * 0.125, -0.685), place(side * 0.085, -0.667), place(side * 0.045, -0.682)], {
      stroke: hair,
      strokeWidth: tall * 0.009,
    }) +
    curve([place(side * 0.138, -0.752), place(side * 0.09, -0.772), place(side * 0.04, -0.754)], {
      stroke: hair,
      strokeWidth: tall * 0.011,
    });
  const cheek = (side: number) =>
    ellipse(place(side * 0.105, -0.6), at(tall * 0.035, tall * 0.02), {
      fill: "#e0655a",
      opacity: 0.28,
    });
  return group([
    eye(-1),
    eye(1),
    cheek(-1),
    cheek(1),
    curve([place(0.008, -0.69), place(0.03, -0.615), place(0.002, -0.6)], {
      stroke: shade,
      strokeWidth: tall * 0.01,
    }),
    blob([
      place(-0.05, -0.532),
      place(-0.015, -0.546),
      place(0, -0.541),
      place(0.015, -0.546),
      place(0.05, -0.532),
      place(0, -0.51),
    ], { fill: lip }),
  ]);
}

function paintFringe(stage: Stage, place: Place, { hair, longHair, clothes }: Sitter): string {
  const light = mix(hair, stage.palette.glow, 0.3);
  const cap = [
    place(0, -1),
    place(-0.19, -0.93),
    place(-0.225, -0.72),
    place(-0.175, -0.72),
    place(-0.13, -0.83),
    place(0.02, -0.86),
    place(0.13, -0.82),
    place(0.178, -0.72),
    place(0.225, -0.72),
    place(0.19, -0.93),
  ];
  const flower = longHair
    ? circle(place(0.17, -0.88), 0.05 * (place(1, 0).x - place(0, 0).x), { fill: clothes })
    : "";
  return blob(cap, { fill: stage.gradient([light, hair]) }) + flower;
}
