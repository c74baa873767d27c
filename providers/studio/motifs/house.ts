/**
 * A cottage.
 *
 * @module
 */

import { mix } from "../../../images/colour.ts";
import type { Stage } from "../stage.ts";
import { at, circle, ellipse, group, type Point, polygon, rect } from "../svg.ts";
import type { Placing } from "./subject.ts";

/** A cottage with lit windows and a smoking chimney. */
export function paintHouse(stage: Stage, { foot, tall, colour = "#b4563c" }: Placing): string {
  const { palette, sun } = stage;
  const wide = tall * 1.15;
  const wallTop = foot.y - tall * 0.5;
  const left = foot.x - wide / 2;
  const wall = mix(palette.pale, palette.glow, 0.25);
  const roof = mix(colour, palette.near, palette.stars ? 0.35 : 0.1);
  const stops = [`${palette.near}00`, `${palette.near}70`];
  const shade = stage.gradient(sun.x < foot.x ? stops : stops.toReversed(), "across");
  const body = at(wide, tall * 0.5 + 3);
  return group([
    ellipse(at(foot.x, foot.y + 4), at(wide * 0.75, tall * 0.06), {
      fill: palette.near,
      opacity: 0.35,
    }),
    paintSmoke(stage, at(left + wide * 0.76, foot.y - tall * 1.02), tall),
    rect(at(left + wide * 0.7, foot.y - tall), at(wide * 0.11, tall * 0.4), {
      fill: mix(roof, palette.near, 0.35),
    }),
    rect(at(left, wallTop), body, { fill: wall }),
    rect(at(left, wallTop), body, { fill: shade }),
    polygon([
      at(left - wide * 0.08, wallTop + 3),
      at(left + wide * 0.12, foot.y - tall * 0.9),
      at(left + wide * 0.88, foot.y - tall * 0.9),
      at(left + wide * 1.08, wallTop + 3),
    ], {
      fill: stage.gradient([mix(roof, palette.glow, 0.25), roof]),
    }),
    paintFront(stage, at(left, foot.y), wide, tall),
  ]);
}

function paintFront(stage: Stage, corner: Point, wide: number, tall: number): string {
  const { palette } = stage;
  const frame = mix(palette.near, "#4a2d1e", 0.5);
  const window = (share: number) => {
    const [x, y, side] = [corner.x + wide * share, corner.y - tall * 0.38, tall * 0.17];
    return rect(at(x - 4, y - 4), at(side + 8, side + 8), { fill: frame }) +
      rect(at(x, y), at(side, side), { fill: palette.lamp }) +
      rect(at(x + side / 2 - 1.5, y), at(3, side), { fill: frame }) +
      rect(at(x, y + side / 2 - 1.5), at(side, 3), { fill: frame }) +
      circle(at(x + side / 2, y + side / 2), side * 1.5, {
        fill: stage.glow([`${palette.lamp}60`, `${palette.lamp}00`]),
      });
  };
  const door = rect(
    at(corner.x + wide * 0.44, corner.y - tall * 0.32),
    at(wide * 0.14, tall * 0.32 + 3),
    { fill: frame },
  );
  return group([door, window(0.16), window(0.7)]);
}

function paintSmoke({ palette, random }: Stage, from: Point, tall: number): string {
  const drift = random.fork("smoke");
  return group(Array.from({ length: 8 }, (_, i) => {
    const place = at(from.x + i * i * tall * 0.012, from.y - i * tall * 0.1);
    const radius = tall * (0.04 + i * 0.013) * drift.between(0.8, 1.2);
    return circle(place, radius, { fill: palette.pale, opacity: 0.32 - i * 0.034 });
  }));
}
