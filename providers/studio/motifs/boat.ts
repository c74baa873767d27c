/**
 * A sailing boat.
 *
 * @module
 */

import { mix } from "../../../images/colour.ts";
import type { Stage } from "../stage.ts";
import { at, ellipse, group, num, path, type Point } from "../svg.ts";
import type { Placing } from "./subject.ts";

/** A two-sailed boat and its broken mirror image. */
export function paintBoat(stage: Stage, { foot, tall, colour = "#a5432f" }: Placing): string {
  const { palette } = stage;
  const hull = mix(colour, palette.near, palette.stars ? 0.35 : 0.1);
  const boat = group([
    paintSails(stage, foot, tall),
    path(
      `M${num(foot.x - tall * 0.42)} ${num(foot.y - tall * 0.12)}h${num(tall * 0.86)}q${
        num(-tall * 0.1)
      } ${num(tall * 0.14)} ${num(-tall * 0.2)} ${num(tall * 0.14)}h${num(-tall * 0.46)}q${
        num(-tall * 0.13)
      } 0 ${num(-tall * 0.2)} ${num(-tall * 0.14)}z`,
      { fill: stage.gradient([mix(hull, palette.glow, 0.2), hull, palette.near]) },
    ),
    path(`M${num(foot.x - tall * 0.4)} ${num(foot.y - tall * 0.085)}h${num(tall * 0.81)}`, {
      stroke: palette.pale,
      strokeWidth: tall * 0.014,
      opacity: 0.8,
    }),
  ]);
  const mirror = group([boat], {
    transform: `translate(0 ${num(foot.y * 1.6)}) scale(1 -0.6)`,
    opacity: 0.28,
  });
  return group([mirror, boat, paintWake(stage, foot, tall)]);
}

function paintSails(stage: Stage, { x, y }: Point, tall: number): string {
  const { palette, sun } = stage;
  const stops = [
    palette.pale,
    mix(palette.pale, palette.glow, 0.5),
    mix(palette.pale, palette.far, 0.6),
  ];
  const cloth = stage.gradient(sun.x < x ? stops : stops.toReversed(), "across");
  const main = `M${num(x)} ${num(y - tall)}q${num(tall * 0.4)} ${num(tall * 0.45)} ${
    num(tall * 0.38)
  } ${num(tall * 0.82)}h${num(-tall * 0.38)}z`;
  const jib = `M${num(x - tall * 0.035)} ${num(y - tall * 0.9)}q${num(-tall * 0.1)} ${
    num(tall * 0.4)
  } ${num(-tall * 0.34)} ${num(tall * 0.7)}q${num(tall * 0.2)} ${num(tall * 0.04)} ${
    num(tall * 0.34)
  } 0z`;
  return path(main, { fill: cloth }) + path(jib, { fill: cloth, opacity: 0.92 }) +
    path(`M${num(x - tall * 0.015)} ${num(y - tall * 1.03)}v${num(tall * 0.93)}`, {
      stroke: palette.near,
      strokeWidth: tall * 0.018,
    });
}

function paintWake({ palette, random }: Stage, { x, y }: Point, tall: number): string {
  const foam = random.fork("wake");
  return group(Array.from({ length: 9 }, () => {
    const place = at(x + foam.between(-0.55, 0.5) * tall, y + foam.between(0, 0.06) * tall);
    return ellipse(place, at(tall * foam.between(0.04, 0.13), 2.2), {
      fill: palette.pale,
      opacity: foam.between(0.2, 0.6),
    });
  }));
}
