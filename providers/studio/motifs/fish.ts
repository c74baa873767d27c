/**
 * Koi, and the pond that they swim in.
 *
 * @module
 */

import { mix } from "../../../images/colour.ts";
import type { Stage } from "../stage.ts";
import { at, blob, circle, ellipse, group, num, path, type Point } from "../svg.ts";
import type { Placing } from "./subject.ts";

/** Koi that circle below the surface of a pond. */
export function paintFish(stage: Stage, { foot, tall, colour }: Placing): string {
  const { palette, random } = stage;
  const shoal = random.fork("shoal");
  const centre = at(foot.x, foot.y - tall * 0.5);
  const white = mix("#fdf3e6", palette.pale, 0.3);
  const coats = [white, colour ?? "#ee6a3a", white] as const;
  return group(coats.map((coat, i) => {
    const angle = i * 120 + shoal.between(-20, 20);
    const turn = `rotate(${num(angle)} ${num(centre.x)} ${num(centre.y)})`;
    const place = at(centre.x, centre.y - tall * 0.3);
    const patch = i === 1 ? white : colour ?? "#e2512c";
    return group(
      [paintKoi(stage, place, { long: tall * shoal.between(0.56, 0.68), coat, patch })],
      { transform: turn },
    );
  }));
}

/** A pond from above, to cover the canvas with. */
export function paintPond(stage: Stage): string[] {
  const { width, height, palette, random } = stage;
  const pond = random.fork("pond");
  const deep = mix(palette.deep, "#0f4a5c", 0.6);
  const ripples = Array.from({ length: 9 }, () => {
    const centre = at(pond.between(0, width), pond.between(0, height));
    return [1, 1.7, 2.5].map((ring, i) =>
      circle(centre, ring * pond.between(30, 44), {
        fill: "none",
        stroke: palette.glow,
        strokeWidth: 2.5,
        opacity: 0.3 - i * 0.08,
      })
    ).join("");
  });
  const pads = Array.from({ length: 10 }, (_, i) => {
    const angle = (i / 10) * Math.PI * 2 + pond.between(0, 0.5);
    const reach = pond.between(0.42, 0.56);
    const centre = at(
      width * (0.5 + Math.cos(angle) * reach),
      height * (0.5 + Math.sin(angle) * reach),
    );
    return paintPad(stage, centre, pond.between(60, 120), pond.between(0, 360));
  });
  return [
    path(`M0 0h${num(width)}v${num(height)}H0z`, {
      fill: stage.gradient([mix(deep, palette.glow, 0.25), deep, mix(deep, palette.near, 0.5)]),
    }),
    circle(at(width * 0.4, height * 0.35), width * 0.5, {
      fill: stage.glow([`${palette.glow}50`, `${palette.glow}00`]),
    }),
    ...ripples,
    ...pads,
  ];
}

function paintPad(stage: Stage, { x, y }: Point, radius: number, turn: number): string {
  const green = mix("#3f8f58", stage.palette.land, 0.3);
  const d = `M${num(x)} ${num(y)}L${num(x + radius)} ${num(y - radius * 0.2)}A${num(radius)} ${
    num(radius)
  } 0 1 0 ${num(x + radius)} ${num(y + radius * 0.2)}Z`;
  const transform = `rotate(${num(turn)} ${num(x)} ${num(y)})`;
  return path(d, {
    fill: stage.palette.near,
    opacity: 0.25,
    transform: `translate(10 14) ${transform}`,
  }) +
    path(d, { fill: stage.glow([mix(green, stage.palette.glow, 0.35), green]), transform });
}

interface Koi {
  readonly long: number;
  readonly coat: string;
  readonly patch: string;
}

function paintKoi(stage: Stage, centre: Point, { long, coat, patch }: Koi): string {
  const { palette, random } = stage;
  const place = (x: number, y: number) =>
    at(centre.x + x * long, centre.y + y * long + x * x * long * 0.25);
  const fin = mix(coat, palette.pale, 0.45);
  const patches = Array.from(
    { length: 4 },
    (_, i) =>
      ellipse(
        place(-0.3 + i * 0.19, random.between(-0.05, 0.05)),
        at(long * random.between(0.05, 0.09), long * 0.05),
        { fill: patch, opacity: 0.9 },
      ),
  );
  return group([
    blob([place(0.42, 0), place(0.7, -0.16), place(0.62, 0), place(0.72, 0.13)], {
      fill: fin,
      opacity: 0.8,
    }),
    blob([place(-0.22, -0.1), place(-0.02, -0.3), place(0.02, -0.12)], { fill: fin, opacity: 0.7 }),
    blob([place(-0.22, 0.1), place(-0.02, 0.3), place(0.02, 0.12)], { fill: fin, opacity: 0.7 }),
    blob([
      place(-0.5, 0),
      place(-0.36, -0.11),
      place(-0.1, -0.14),
      place(0.2, -0.08),
      place(0.48, 0),
      place(0.2, 0.08),
      place(-0.1, 0.14),
      place(-0.36, 0.11),
    ], {
      fill: stage.gradient([coat, mix(coat, palette.pale, 0.35), coat]),
    }),
    ...patches,
    circle(place(-0.42, -0.06), long * 0.016, { fill: "#15111a" }),
    circle(place(-0.42, 0.06), long * 0.016, { fill: "#15111a" }),
  ]);
}
