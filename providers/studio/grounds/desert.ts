/**
 * Dunes with a lit and a shaded side.
 *
 * @module
 */

import { mix } from "../../../images/colour.ts";
import type { Ground } from "../ground.ts";
import { hillLine } from "../ridge.ts";
import type { Stage } from "../stage.ts";
import { at, curveThrough, group, num, path, type Point, polygon, rect } from "../svg.ts";

const SAND = "#e3a861";

/** Dune behind dune, mesas far off, cacti near by. */
export function paintDesert(stage: Stage): Ground {
  const { width, height, horizon, palette, random } = stage;
  const sand = mix(SAND, palette.glow, 0.35);
  const dunes = [0.1, 0.34, 0.6, 0.88].map((near, i) => {
    const light = mix(
      mix(sand, palette.sky.at(-1) ?? sand, 0.5),
      mix(sand, palette.land, 0.3),
      near,
    );
    return paintDune(stage.with(random.fork(`dune ${i}`)), {
      top: horizon + near * (height - horizon) * 0.82,
      light,
      shade: mix(light, palette.near, 0.3 + near * 0.3),
    });
  });
  return {
    back: [paintMesas(stage), ...dunes.slice(0, 3)],
    front: [...dunes.slice(3), ...paintCacti(stage)],
    seat: at(width * 0.5, horizon + (height - horizon) * 0.5),
  };
}

interface Dune {
  readonly top: number;
  readonly light: string;
  readonly shade: string;
}

/** The crest casts one smooth shadow down the slope away from the sun. */
function paintDune(stage: Stage, { top, light, shade }: Dune): string {
  const { width, height, random, sun } = stage;
  const crest = hillLine(stage, { top, rise: 130 });
  const floor = `L${num(width + 20)} ${num(height + 20)}L-20 ${num(height + 20)}Z`;
  const slope = random.between(60, 130);
  const foot = crest.map(({ x, y }, i) =>
    at(x + (sun.x < width / 2 ? 70 : -70), y + slope * (0.4 + ((i * 0.37) % 1) * 0.9))
  );
  const shadow = curveThrough(crest) + curveThrough(foot.toReversed()).replace("M", "L") + "Z";
  return path(curveThrough(crest) + floor, {
    fill: stage.gradient([light, mix(light, shade, 0.35)]),
  }) +
    path(shadow, { fill: stage.gradient([shade, `${shade}00`]), opacity: 0.8 });
}

function paintMesas(stage: Stage): string {
  const { width, horizon, palette } = stage;
  const random = stage.random.fork("mesas");
  const fill = mix(palette.far, palette.sky.at(-2) ?? palette.far, 0.3);
  return group(Array.from({ length: 4 }, () => {
    const [x, half, tall] = [
      random.between(0, width),
      random.between(60, 190),
      random.between(30, 110),
    ];
    const top = half * random.between(0.5, 0.8);
    const foot = horizon + 50;
    return polygon([
      at(x - half, foot),
      at(x - top, foot - 50 - tall),
      at(x + top, foot - 50 - tall),
      at(x + half, foot),
    ], {
      fill,
    });
  }));
}

function paintCacti(stage: Stage): string[] {
  const { width, height } = stage;
  const random = stage.random.fork("cacti");
  const left = stage.sun.x > width / 2;
  return Array.from({ length: 3 }, (_, i) => {
    const x = width * (left ? 0.1 + i * 0.13 : 0.9 - i * 0.13) + random.between(-30, 30);
    return paintCactus(
      stage,
      at(x, height * random.between(0.93, 1)),
      random.between(120, 290) * (1 - i * 0.25),
    );
  });
}

function paintCactus({ palette }: Stage, foot: Point, tall: number): string {
  const stroke = mix(palette.near, "#1f4a35", 0.4);
  const wide = tall * 0.13;
  const limb = (d: string, strokeWidth: number) => path(d, { fill: "none", stroke, strokeWidth });
  const { x, y } = foot;
  return group([
    limb(`M${num(x)} ${num(y)}V${num(y - tall)}`, wide),
    limb(`M${num(x)} ${num(y - tall * 0.4)}h${num(tall * 0.24)}v${num(-tall * 0.28)}`, wide * 0.75),
    limb(
      `M${num(x)} ${num(y - tall * 0.28)}h${num(-tall * 0.22)}v${num(-tall * 0.3)}`,
      wide * 0.75,
    ),
    rect(at(x - wide * 0.2, y - tall), at(wide * 0.1, tall), { fill: palette.glow, opacity: 0.25 }),
  ]);
}
