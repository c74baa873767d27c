/**
 * Pictures of nothing but form and colour.
 *
 * @module
 */

import { mix, rampColour } from "../../images/colour.ts";
import type { Random } from "../../images/random.ts";
import type { Stage } from "./stage.ts";
import { at, circle, curveThrough, group, num, path, type Point, rect } from "./svg.ts";

/** One of three kinds, as the seed wills. */
export function paintAbstract(stage: Stage): string[] {
  const kinds = [paintTiles, paintRibbons, paintOrbits] as const;
  return stage.random.fork("kind").pick(kinds)(stage);
}

function inksOf({ palette }: Stage): readonly [string, ...string[]] {
  const { sky, accent, near, pale, glow, land, deep } = palette;
  return [accent, near, pale, glow, land, deep, sky[1] ?? near, sky.at(-2) ?? glow];
}

/** A grid of quarter circles, halves and dots. */
function paintTiles(stage: Stage): string[] {
  const { width, height, palette, random, detail } = stage;
  const side = 1000 / random.whole(4, 5 + detail);
  const [columns, rows] = [Math.ceil(width / side), Math.ceil(height / side)];
  const tiles = Array.from(
    { length: columns * rows },
    (_, i) => paintTile(stage, at((i % columns) * side, Math.floor(i / columns) * side), side),
  );
  return [rect(at(0, 0), at(width, height), { fill: palette.pale }), ...tiles];
}

function paintTile(stage: Stage, corner: Point, side: number): string {
  const { random } = stage;
  const inks = inksOf(stage);
  const [ground, ink, other] = [random.pick(inks), random.pick(inks), random.pick(inks)];
  const half = side / 2;
  const turn = `rotate(${random.whole(0, 3) * 90} ${num(corner.x + half)} ${num(corner.y + half)})`;
  const centre = at(corner.x + half, corner.y + half);
  const quarter = (reach: number, fill: string) =>
    path(
      `M${num(corner.x)} ${num(corner.y)}h${num(reach)}A${num(reach)} ${num(reach)} 0 0 1 ${
        num(corner.x)
      } ${num(corner.y + reach)}z`,
      { fill },
    );
  const motifs = [
    () => quarter(side, ink) + quarter(half, other),
    () => circle(centre, half * 0.86, { fill: ink }) + circle(centre, half * 0.4, { fill: other }),
    () =>
      path(
        `M${num(corner.x)} ${num(corner.y)}h${num(side)}L${num(corner.x)} ${num(corner.y + side)}z`,
        { fill: ink },
      ),
    () =>
      [0, 1, 2, 3].map((i) =>
        rect(at(corner.x, corner.y + (i * side) / 4), at(side, side / 8), { fill: ink })
      ).join(""),
    () =>
      path(`M${num(corner.x)} ${num(centre.y)}a${num(half)} ${num(half)} 0 0 1 ${num(side)} 0z`, {
        fill: ink,
      }) +
      path(
        `M${num(corner.x)} ${num(corner.y + side)}a${num(half)} ${num(half)} 0 0 1 ${num(side)} 0z`,
        { fill: other },
      ),
  ] as const;
  return rect(corner, at(side + 0.6, side + 0.6), { fill: ground }) +
    group([random.pick(motifs)()], { transform: turn });
}

/** Bands of colour that flow across, each casting a soft edge on the next. */
function paintRibbons(stage: Stage): string[] {
  const { width, height, palette, random, detail } = stage;
  const ramp = [...palette.sky, palette.accent, palette.deep, palette.near];
  const bands = 11 + detail * 5;
  const phases = {
    a: random.between(0, 6),
    b: random.between(0, 6),
    swing: random.between(60, 130),
  };
  const ribbons = Array.from({ length: bands }, (_, i) => {
    const line = waveLine(stage, (i / bands) * height * 1.1, i, phases);
    const fill = rampColour(ramp, i / bands);
    const d = `${curveThrough(line)}L${num(width + 40)} ${num(height + 40)}L-40 ${
      num(height + 40)
    }Z`;
    return path(d, {
      fill: stage.gradient(
        [mix(fill, palette.pale, 0.22), fill, mix(fill, palette.near, 0.25)],
        "across",
      ),
    }) +
      path(curveThrough(line), {
        fill: "none",
        stroke: mix(fill, palette.sun, 0.6),
        strokeWidth: 2.4,
        opacity: 0.6,
      });
  });
  const sun = at(width * random.between(0.25, 0.75), height * random.between(0.14, 0.3));
  return [
    rect(at(0, 0), at(width, height), {
      fill: stage.gradient([ramp[0] ?? palette.near, ramp[1] ?? palette.far]),
    }),
    circle(sun, 360, { fill: stage.glow([`${palette.glow}90`, `${palette.glow}00`]) }),
    circle(sun, 105, { fill: palette.sun }),
    ...ribbons.slice(1),
  ];
}

interface Phases {
  readonly a: number;
  readonly b: number;
  readonly swing: number;
}

function waveLine({ width }: Stage, y: number, band: number, { a, b, swing }: Phases): Point[] {
  const steps = 10;
  return Array.from({ length: steps + 1 }, (_, i) => {
    const share = i / steps;
    const wave = Math.sin(share * 5 + a + band * 0.32) +
      0.55 * Math.sin(share * 9 + b - band * 0.5);
    return at(-40 + share * (width + 80), y + wave * swing);
  });
}

/** Circles on circles, held by thin lines. */
function paintOrbits(stage: Stage): string[] {
  const { width, height, palette, random, detail } = stage;
  const inks = inksOf(stage);
  const centre = at(width * random.between(0.38, 0.62), height * random.between(0.38, 0.62));
  const rings = Array.from(
    { length: 7 + detail * 2 },
    (_, i) => paintOrbit(stage, random.fork(`${i}`), centre, 70 + i * 62),
  );
  const bars = Array.from({ length: 4 }, () => {
    const angle = num(random.between(0, 180));
    const fill = random.pick(inks);
    return rect(
      at(centre.x - 700, centre.y + random.between(-260, 260)),
      at(1400, random.between(5, 30)),
      {
        fill,
        opacity: 0.85,
        transform: `rotate(${angle} ${num(centre.x)} ${num(centre.y)})`,
      },
    );
  });
  return [
    rect(at(0, 0), at(width, height), {
      fill: stage.gradient([
        mix(palette.pale, palette.sun, 0.4),
        mix(palette.pale, palette.glow, 0.5),
      ]),
    }),
    ...bars,
    circle(centre, 66, { fill: palette.accent }),
    ...rings,
  ];
}

function paintOrbit(stage: Stage, random: Random, centre: Point, radius: number): string {
  const inks = inksOf(stage);
  const line = circle(centre, radius, {
    fill: "none",
    stroke: stage.palette.near,
    strokeWidth: random.between(1.5, 5),
  });
  const dots = Array.from({ length: random.whole(1, 3) }, () => {
    const angle = random.between(0, Math.PI * 2);
    const place = at(centre.x + Math.cos(angle) * radius, centre.y + Math.sin(angle) * radius);
    const size = random.between(12, 74);
    return circle(place, size, { fill: random.pick(inks), opacity: 0.94 }) +
      (size > 40 ? circle(place, size * 0.45, { fill: random.pick(inks) }) : "");
  });
  return line + dots.join("");
}
