/**
 * Cats and dogs, sitting and looking at us.
 *
 * @module
 */

import { mix } from "../../../images/colour.ts";
import type { Stage } from "../stage.ts";
import { at, blob, circle, curve, ellipse, group, path, type Point, polygon } from "../svg.ts";
import type { Placing } from "./subject.ts";

/** Draws in a frame of its own: the foot is 0, 0 and the height is 1. */
interface Frame {
  place(x: number, y: number): Point;
  readonly tall: number;
}

interface Coat {
  readonly fur: string;
  readonly dark: string;
  readonly light: string;
  readonly line: string;
}

function frameOf({ foot, tall }: Placing): Frame {
  return { tall, place: (x, y) => at(foot.x + x * tall, foot.y + y * tall) };
}

function coatOf({ palette }: Stage, fur: string): Coat {
  return {
    fur,
    dark: mix(fur, palette.near, 0.5),
    light: mix(fur, palette.pale, 0.6),
    line: mix(palette.near, "#120c14", 0.5),
  };
}

/** A cat; its tail lies around its feet. */
export function paintCat(stage: Stage, placing: Placing): string {
  const frame = frameOf(placing);
  const coat = coatOf(stage, placing.colour ?? mix("#e08a3c", stage.palette.accent, 0.25));
  return group([
    paintShadow(stage, frame),
    paintTail(frame, coat),
    paintBody(stage, frame, coat),
    paintCatHead(stage, frame, coat),
  ]);
}

function paintShadow({ palette }: Stage, { place, tall }: Frame): string {
  return ellipse(place(0, 0), at(tall * 0.42, tall * 0.05), { fill: palette.near, opacity: 0.45 });
}

function paintTail({ place, tall }: Frame, { fur, dark }: Coat): string {
  const spine = [
    place(0.2, -0.06),
    place(0.42, -0.04),
    place(0.47, -0.2),
    place(0.38, -0.34),
    place(0.44, -0.46),
  ];
  return curve(spine, { stroke: dark, strokeWidth: tall * 0.1 }) +
    curve(spine, { stroke: fur, strokeWidth: tall * 0.076 });
}

function paintBody(stage: Stage, { place, tall }: Frame, { fur, dark, light }: Coat): string {
  const outline = [
    place(-0.13, -0.6),
    place(-0.25, -0.34),
    place(-0.3, -0.1),
    place(-0.2, 0.01),
    place(0.2, 0.01),
    place(0.3, -0.1),
    place(0.25, -0.34),
    place(0.13, -0.6),
  ];
  const paw = (x: number) =>
    ellipse(place(x, -0.02), at(tall * 0.075, tall * 0.04), { fill: light }) +
    path(
      `M${place(x - 0.02, -0.03).x} ${place(0, -0.03).y}v${tall * 0.03}M${place(x + 0.02, 0).x} ${
        place(0, -0.03).y
      }v${tall * 0.03}`,
      {
        stroke: dark,
        strokeWidth: tall * 0.006,
      },
    );
  return group([
    blob(outline, { fill: stage.gradient([mix(fur, light, 0.15), fur, dark]) }),
    blob([
      place(-0.1, -0.56),
      place(-0.12, -0.34),
      place(0, -0.16),
      place(0.12, -0.34),
      place(0.1, -0.56),
    ], { fill: light, opacity: 0.75 }),
    curve([place(-0.05, -0.3), place(-0.06, -0.12), place(-0.08, 0)], {
      stroke: dark,
      strokeWidth: tall * 0.012,
      opacity: 0.6,
    }),
    curve([place(0.05, -0.3), place(0.06, -0.12), place(0.08, 0)], {
      stroke: dark,
      strokeWidth: tall * 0.012,
      opacity: 0.6,
    }),
    paw(-0.09),
    paw(0.09),
  ]);
}

function paintCatHead(stage: Stage, frame: Frame, coat: Coat): string {
  const { place } = frame;
  const { fur, dark, light } = coat;
  const ear = (side: number) =>
    polygon([place(side * 0.07, -0.9), place(side * 0.2, -1.03), place(side * 0.235, -0.78)], {
      fill: fur,
    }) +
    polygon([place(side * 0.11, -0.9), place(side * 0.187, -0.985), place(side * 0.205, -0.83)], {
      fill: mix("#f2a2a0", fur, 0.35),
    });
  const skull = [
    place(0, -0.93),
    place(-0.16, -0.9),
    place(-0.245, -0.76),
    place(-0.2, -0.62),
    place(-0.08, -0.55),
    place(0.08, -0.55),
    place(0.2, -0.62),
    place(0.245, -0.76),
    place(0.16, -0.9),
  ];
  const stripe = (x: number, length: number) =>
    curve([place(x, -0.915), place(x * 0.7, -0.915 + length)], {
      stroke: dark,
      strokeWidth: frame.tall * 0.018,
      opacity: 0.65,
    });
  return group([
    ear(-1),
    ear(1),
    blob(skull, { fill: stage.gradient([mix(fur, light, 0.2), fur]) }),
    stripe(0, 0.09),
    stripe(-0.06, 0.07),
    stripe(0.06, 0.07),
    ellipse(place(0, -0.625), at(frame.tall * 0.1, frame.tall * 0.062), { fill: light }),
    paintEye(stage, frame, -0.1),
    paintEye(stage, frame, 0.1),
    paintMuzzle(frame, coat),
    ...[-1, 1].flatMap((side) => [0, 1, 2].map((i) => paintWhisker(frame, coat, side, i))),
  ]);
}

function paintEye({ palette }: Stage, { place, tall }: Frame, x: number): string {
  const iris = mix("#b9d64a", palette.accent, 0.25);
  return ellipse(place(x, -0.745), at(tall * 0.054, tall * 0.05), { fill: "#17121a" }) +
    ellipse(place(x, -0.745), at(tall * 0.047, tall * 0.044), { fill: iris }) +
    ellipse(place(x, -0.745), at(tall * 0.018, tall * 0.04), { fill: "#17121a" }) +
    circle(place(x - 0.014, -0.762), tall * 0.011, { fill: "#ffffff" });
}

function paintMuzzle({ place, tall }: Frame, { line }: Coat): string {
  const nose = [place(-0.026, -0.668), place(0.026, -0.668), place(0, -0.642)];
  const stroke = { stroke: line, strokeWidth: tall * 0.008 };
  return polygon(nose, { fill: "#e58a8a" }) +
    curve([place(0, -0.642), place(-0.02, -0.61), place(-0.055, -0.612)], stroke) +
    curve([place(0, -0.642), place(0.02, -0.61), place(0.055, -0.612)], stroke);
}

function paintWhisker({ place, tall }: Frame, { light }: Coat, side: number, i: number): string {
  const y = -0.645 + i * 0.022;
  return curve([
    place(side * 0.07, y),
    place(side * 0.2, y - 0.02 + i * 0.012),
    place(side * 0.32, y - 0.03 + i * 0.03),
  ], {
    stroke: light,
    strokeWidth: tall * 0.0055,
    opacity: 0.9,
  });
}

/** A dog with hanging ears. */
export function paintDog(stage: Stage, placing: Placing): string {
  const frame = frameOf(placing);
  const coat = coatOf(stage, placing.colour ?? mix("#b9793f", stage.palette.accent, 0.15));
  return group([
    paintShadow(stage, frame),
    paintDogTail(frame, coat),
    paintBody(stage, frame, coat),
    paintDogHead(stage, frame, coat),
  ]);
}

function paintDogTail({ place, tall }: Frame, { fur }: Coat): string {
  return curve([place(0.22, -0.08), place(0.36, -0.14), place(0.42, -0.3)], {
    stroke: fur,
    strokeWidth: tall * 0.07,
  });
}

function paintDogHead(stage: Stage, frame: Frame, coat: Coat): string {
  const { place, tall } = frame;
  const { fur, dark, light, line } = coat;
  const ear = (side: number) =>
    blob([
      place(side * 0.14, -0.92),
      place(side * 0.27, -0.86),
      place(side * 0.31, -0.66),
      place(side * 0.22, -0.6),
      place(side * 0.17, -0.76),
    ], { fill: dark });
  const skull = [
    place(0, -0.97),
    place(-0.17, -0.92),
    place(-0.21, -0.76),
    place(-0.13, -0.58),
    place(0.13, -0.58),
    place(0.21, -0.76),
    place(0.17, -0.92),
  ];
  const eye = (x: number) =>
    circle(place(x, -0.78), tall * 0.031, { fill: line }) +
    circle(place(x - 0.01, -0.791), tall * 0.01, { fill: "#ffffff" });
  return group([
    blob(skull, { fill: stage.gradient([mix(fur, light, 0.2), fur]) }),
    blob([
      place(0, -0.95),
      place(-0.045, -0.8),
      place(-0.11, -0.66),
      place(0, -0.56),
      place(0.11, -0.66),
      place(0.045, -0.8),
    ], { fill: light }),
    ear(-1),
    ear(1),
    eye(-0.1),
    eye(0.1),
    ellipse(place(0, -0.69), at(tall * 0.045, tall * 0.032), { fill: line }),
    curve([place(0, -0.66), place(-0.025, -0.618), place(-0.07, -0.625)], {
      stroke: line,
      strokeWidth: tall * 0.009,
    }),
    curve([place(0, -0.66), place(0.025, -0.618), place(0.07, -0.625)], {
      stroke: line,
      strokeWidth: tall * 0.009,
    }),
    ellipse(place(0.004, -0.598), at(tall * 0.028, tall * 0.036), { fill: "#e27b86" }),
  ]);
}
