/**
 * Hot-air balloons.
 *
 * @module
 */

import { hslColour, hslOf, mix } from "../../../images/colour.ts";
import type { Stage } from "../stage.ts";
import { at, ellipse, group, num, path, type Point, polygon } from "../svg.ts";
import type { Placing } from "./subject.ts";

/** One large hot-air balloon and smaller ones behind it. */
export function paintBalloons(stage: Stage, { foot, tall, colour }: Placing): string {
  const random = stage.random.fork("balloons");
  const base = colour ?? stage.palette.accent;
  const small = Array.from({ length: 5 }, () => {
    const place = at(
      stage.width * random.between(0.05, 0.95),
      stage.horizon * random.between(0.15, 0.85),
    );
    const { hue, saturation, lightness } = hslOf(base);
    const other = hslColour({ hue: hue + random.between(60, 300), saturation, lightness });
    return paintBalloon(stage, place, tall * random.between(0.14, 0.4), other);
  });
  const large = at(foot.x, foot.y - tall * 0.1);
  return group([...small, paintBalloon(stage, large, tall, base)]);
}

function paintBalloon(stage: Stage, { x, y }: Point, tall: number, colour: string): string {
  const { palette, sun } = stage;
  const radius = tall * 0.36;
  const top = y - tall;
  const gores = [1, 0.68, 0.28].map((share, i) => {
    const half = radius * share;
    const d =
      `M${num(x)} ${num(top)}C${num(x - half * 1.35)} ${num(top)} ${num(x - half * 1.35)} ${
        num(top + radius * 1.35)
      } ${num(x - half * 0.24)} ${num(top + radius * 2.05)}` +
      `h${num(half * 0.48)}C${num(x + half * 1.35)} ${num(top + radius * 1.35)} ${
        num(x + half * 1.35)
      } ${num(top)} ${num(x)} ${num(top)}z`;
    return path(d, { fill: i % 2 === 0 ? colour : mix(palette.pale, palette.glow, 0.3) });
  });
  const stops = [`${palette.sun}70`, `${palette.sun}00`, `${palette.near}90`];
  const shade = stage.gradient(sun.x < x ? stops : stops.toReversed(), "across");
  const basket = y - tall * 0.1;
  const rope = `M${num(x - radius * 0.22)} ${num(top + radius * 2.05)}L${num(x - tall * 0.05)} ${
    num(basket)
  }M${num(x + radius * 0.22)} ${num(top + radius * 2.05)}L${num(x + tall * 0.05)} ${num(basket)}`;
  return group([
    ...gores,
    ellipse(at(x, top + radius * 0.95), at(radius * 1.02, radius * 0.98), { fill: shade }),
    path(rope, { stroke: palette.near, strokeWidth: Math.max(1, tall * 0.006) }),
    polygon([
      at(x - tall * 0.055, basket),
      at(x + tall * 0.055, basket),
      at(x + tall * 0.042, y),
      at(x - tall * 0.042, y),
    ], {
      fill: mix("#7a4a28", palette.near, 0.25),
    }),
  ]);
}
