/**
 * A bird and a butterfly.
 *
 * @module
 */

import { mix } from "../../../images/colour.ts";
import type { Stage } from "../stage.ts";
import { at, blob, circle, curve, ellipse, group, num, path, type Point, polygon } from "../svg.ts";
import type { Placing } from "./subject.ts";

/** A small bird on a branch. */
export function paintBird(stage: Stage, { foot, tall, colour }: Placing): string {
  const { palette } = stage;
  const feathers = colour ?? palette.accent;
  const dark = mix(feathers, palette.near, 0.55);
  const place = (x: number, y: number) => at(foot.x + x * tall, foot.y - tall * 0.28 + y * tall);
  const body = [
    place(-0.3, -0.42),
    place(-0.2, -0.56),
    place(-0.05, -0.5),
    place(0.14, -0.34),
    place(0.26, -0.12),
    place(0.08, -0.02),
    place(-0.16, -0.06),
    place(-0.3, -0.22),
  ];
  const belly = [
    place(-0.29, -0.3),
    place(-0.18, -0.34),
    place(-0.02, -0.16),
    place(0.08, -0.03),
    place(-0.12, -0.05),
    place(-0.27, -0.18),
  ];
  return group([
    paintBranch(stage, place, tall),
    polygon([place(0.16, -0.16), place(0.52, 0.16), place(0.43, 0.2), place(0.1, -0.04)], {
      fill: dark,
    }),
    blob(body, { fill: stage.gradient([mix(feathers, palette.pale, 0.15), feathers]) }),
    blob(belly, { fill: mix(palette.pale, feathers, 0.12) }),
    blob([
      place(-0.06, -0.4),
      place(0.1, -0.34),
      place(0.3, -0.06),
      place(0.36, 0.06),
      place(0.12, -0.08),
      place(-0.05, -0.22),
    ], { fill: dark }),
    ...[0, 1, 2].map((i) =>
      curve([
        place(0.02 + i * 0.03, -0.3 + i * 0.05),
        place(0.16 + i * 0.03, -0.16 + i * 0.045),
        place(0.3, -0.02 + i * 0.02),
      ], {
        stroke: mix(dark, palette.pale, 0.35),
        strokeWidth: tall * 0.008,
      })
    ),
    polygon([place(-0.295, -0.44), place(-0.41, -0.4), place(-0.285, -0.375)], { fill: "#f0a83a" }),
    circle(place(-0.21, -0.45), tall * 0.027, { fill: "#16121c" }),
    circle(place(-0.218, -0.458), tall * 0.009, { fill: "#ffffff" }),
    path(
      `M${num(place(-0.06, -0.04).x)} ${num(place(0, -0.04).y)}v${num(tall * 0.07)}M${
        num(place(0.02, 0).x)
      } ${num(place(0, -0.03).y)}v${num(tall * 0.06)}`,
      {
        stroke: "#7a4a2c",
        strokeWidth: tall * 0.014,
      },
    ),
  ]);
}

function paintBranch(stage: Stage, place: (x: number, y: number) => Point, tall: number): string {
  const { palette, random } = stage;
  const bark = mix(palette.near, "#4a2f22", 0.5);
  const leaf = mix(palette.land, palette.glow, 0.2);
  const leaves = random.fork("leaves");
  const twigs = Array.from({ length: 13 }, (_, i) => {
    const root = place(-0.85 + i * 0.14, 0.04 + Math.sin(i) * 0.01);
    const up = leaves.chance(0.5) ? -1 : 1;
    const turn = leaves.between(20, 70) * up;
    const centre = at(root.x, root.y + up * tall * 0.05);
    return path(
      `M${num(root.x)} ${num(root.y)}q${num(tall * 0.06)} ${num(up * tall * 0.03)} ${
        num(tall * 0.03)
      } ${num(up * tall * 0.13)}q${num(-tall * 0.07)} ${num(-up * tall * 0.05)} ${
        num(-tall * 0.03)
      } ${num(-up * tall * 0.13)}z`,
      {
        fill: leaves.chance(0.3) ? mix(leaf, palette.accent, 0.4) : leaf,
        transform: `rotate(${num(turn * 0.4)} ${num(centre.x)} ${num(centre.y)})`,
      },
    );
  });
  return group([
    curve([
      place(-1.1, 0.1),
      place(-0.5, 0.035),
      place(0.1, 0.045),
      place(0.7, -0.02),
      place(1.2, -0.06),
    ], { stroke: bark, strokeWidth: tall * 0.045 }),
    ...twigs,
  ]);
}

/** A butterfly seen from above, its wings patterned alike. */
export function paintButterfly(stage: Stage, { foot, tall, colour }: Placing): string {
  const { palette } = stage;
  const main = colour ?? palette.accent;
  const centre = at(foot.x, foot.y - tall * 0.5);
  const dark = mix(palette.near, "#100a18", 0.5);
  const half = [-1, 1].map((side) => paintWings(stage, { centre, tall, side, main, dark }));
  const feeler = (side: number) =>
    curve([
      at(centre.x, centre.y - tall * 0.2),
      at(centre.x + side * tall * 0.07, centre.y - tall * 0.36),
      at(centre.x + side * tall * 0.15, centre.y - tall * 0.42),
    ], {
      stroke: dark,
      strokeWidth: tall * 0.01,
    }) +
    circle(at(centre.x + side * tall * 0.15, centre.y - tall * 0.42), tall * 0.014, { fill: dark });
  return group([
    ...half,
    ellipse(centre, at(tall * 0.024, tall * 0.22), { fill: dark }),
    circle(at(centre.x, centre.y - tall * 0.2), tall * 0.032, { fill: dark }),
    feeler(-1),
    feeler(1),
  ], { transform: `rotate(12 ${num(centre.x)} ${num(centre.y)})` });
}

interface Wings {
  readonly centre: Point;
  readonly tall: number;
  readonly side: number;
  readonly main: string;
  readonly dark: string;
}

function paintWings(stage: Stage, { centre, tall, side, main, dark }: Wings): string {
  const { palette } = stage;
  const place = (x: number, y: number) => at(centre.x + side * x * tall, centre.y + y * tall);
  const upper = (scale: number) =>
    [[0.02, -0.05], [0.16, -0.36], [0.42, -0.47], [0.52, -0.34], [0.42, -0.1], [0.2, 0.02]].map((
      [x = 0, y = 0],
    ) => place(0.02 + x * scale, y * scale));
  const lower = (scale: number) =>
    [[0.02, 0.02], [0.26, 0.03], [0.4, 0.16], [0.34, 0.36], [0.2, 0.42], [0.08, 0.24]].map((
      [x = 0, y = 0],
    ) => place(0.02 + x * scale, y * scale));
  const light = mix(main, palette.sun, 0.45);
  const spots = [[0.42, -0.38], [0.46, -0.28], [0.4, -0.18], [0.34, 0.2], [0.3, 0.32]] as const;
  return group([
    blob(lower(1), { fill: dark }),
    blob(upper(1), { fill: dark }),
    blob(lower(0.84), { fill: stage.gradient([light, main]) }),
    blob(upper(0.86), { fill: stage.gradient([main, light]) }),
    ...[0.28, 0.4].map((reach) =>
      curve([place(0.03, -0.04), place(reach * 0.6, -0.2), place(reach, -0.36)], {
        stroke: dark,
        strokeWidth: tall * 0.008,
      })
    ),
    curve([place(0.03, 0.04), place(0.18, 0.14), place(0.26, 0.3)], {
      stroke: dark,
      strokeWidth: tall * 0.008,
    }),
    ...spots.map(([x, y]) => circle(place(x, y), tall * 0.016, { fill: palette.pale })),
  ]);
}
