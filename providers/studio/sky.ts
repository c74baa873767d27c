/**
 * Paints the sky: colour, stars, sun or moon, clouds, northern lights.
 *
 * @module
 */

import { mix } from "../../images/colour.ts";
import type { Stage } from "./stage.ts";
import {
  at,
  blob,
  circle,
  curve,
  ellipse,
  group,
  num,
  path,
  type Point,
  polygon,
  rect,
} from "./svg.ts";

/** What can be seen in the sky. */
export interface SkyOptions {
  readonly clouds: boolean;
  readonly aurora: boolean;
  /** A moon rather than a sun. */
  readonly moon: boolean;
  /** Radius of sun or moon in units. */
  readonly sunRadius: number;
  /** Straight beams, as on posters of the 1920s. */
  readonly rays: boolean;
  readonly empty: boolean;
}

/** Paints the whole canvas; what stands before the sky comes later. */
export function paintSky(stage: Stage, options: SkyOptions): string[] {
  const { width, height, palette, horizon } = stage;
  const cover = rect(at(0, 0), at(width, horizon + 2), { fill: stage.gradient(palette.sky) });
  const below = rect(at(0, 0), at(width, height), { fill: palette.land });
  if (options.empty) return [below, cover, paintSun(stage, options)];
  return [
    below, // under the sky too, or the pixels that the horizon cuts would be half clear
    cover,
    palette.stars ? paintStars(stage.with(stage.random.fork("stars"))) : "",
    options.rays ? paintRays(stage) : "",
    options.aurora ? paintAurora(stage.with(stage.random.fork("aurora"))) : "",
    paintSun(stage, options),
    options.clouds ? paintClouds(stage.with(stage.random.fork("clouds"))) : "",
  ];
}

function paintStars({ width, horizon, random, detail, palette }: Stage): string {
  const count = Math.round((width * horizon) / 9000 * (0.7 + detail * 0.5));
  return group(Array.from({ length: count }, () => {
    const y = horizon * 0.85 * random.next() ** 1.35;
    const strength = (1 - y / horizon) * random.between(0.25, 1);
    const radius = random.next() ** 6 * 2.6 + 0.7;
    return circle(at(random.between(0, width), y), radius, {
      fill: palette.pale,
      opacity: strength,
    });
  }));
}

function paintSun(stage: Stage, { moon, sunRadius }: SkyOptions): string {
  const { sun, palette } = stage;
  const halo = stage.glow([
    `${palette.glow}c0`,
    `${palette.glow}50`,
    `${palette.glow}18`,
    `${palette.glow}00`,
  ]);
  const disc = circle(sun, sunRadius, { fill: palette.sun });
  return group([
    circle(sun, sunRadius * (moon ? 4.2 : 5.6), { fill: halo }),
    circle(sun, sunRadius * 1.9, { fill: stage.glow([`${palette.sun}b0`, `${palette.sun}00`]) }),
    disc,
    moon ? paintCraters(stage, sunRadius) : "",
  ]);
}

function paintCraters({ sun, palette, random }: Stage, radius: number): string {
  const shade = mix(palette.sun, palette.glow, 0.45);
  const seas = random.fork("craters");
  return group(Array.from({ length: 9 }, () => {
    const angle = seas.between(0, Math.PI * 2);
    const away = Math.sqrt(seas.next()) * radius * 0.72;
    const place = at(sun.x + Math.cos(angle) * away, sun.y + Math.sin(angle) * away);
    return circle(place, radius * seas.between(0.05, 0.2), { fill: shade, opacity: 0.38 });
  }));
}

function paintRays({ sun, width, height, palette }: Stage): string {
  const reach = Math.hypot(width, height);
  const beams = 26;
  return group(
    Array.from({ length: beams }, (_, i) => {
      const from = (i / beams) * Math.PI * 2;
      const to = from + Math.PI / beams;
      return polygon([sun, towards(sun, from, reach), towards(sun, to, reach)], {
        fill: palette.glow,
      });
    }),
    { opacity: 0.3 },
  );
}

function paintClouds(stage: Stage): string {
  const { width, horizon, random, detail } = stage;
  const count = Math.round((3 + detail * 2) * Math.max(1, width / 1000));
  return group(Array.from({ length: count }, (_, i) => {
    const low = random.between(0.12, 0.9);
    const scale = random.between(0.5, 1.25) * (1.25 - low * 0.7);
    const centre = at((i + random.between(0, 1)) / count * width, horizon * low);
    return paintCloud(stage, centre, scale);
  }));
}

/** A flat-bottomed bank of puffs. Faded as one, so that overlaps do not show. */
function paintCloud({ random, palette }: Stage, centre: Point, scale: number): string {
  const half = random.between(100, 200) * scale;
  const puffs = random.whole(4, 6);
  const fill = mix(palette.glow, palette.pale, 0.55);
  const base = half * 0.13;
  const bank = Array.from({ length: puffs }, (_, i) => {
    const share = (i + 0.5) / puffs;
    const radius = half * (0.16 + Math.sin(share * Math.PI) * random.between(0.1, 0.24));
    const x = centre.x + (share - 0.5) * half * 1.5;
    return ellipse(at(x, centre.y - radius * 0.8), at(radius * 1.2, radius * 0.8), { fill });
  });
  const foot =
    `M${num(centre.x - half + base)} ${num(centre.y - base * 2)}h${num(2 * half - 2 * base)}` +
    `a${num(base)} ${num(base)} 0 0 1 0 ${num(base * 2)}h${num(2 * base - 2 * half)}` +
    `a${num(base)} ${num(base)} 0 0 1 0 ${num(-base * 2)}z`;
  return group([path(foot, { fill }), ...bank], { opacity: random.between(0.22, 0.6) });
}

function paintAurora(stage: Stage): string {
  const { width, horizon, random, palette } = stage;
  const colours = [mix(palette.accent, "#5dffc0", 0.85), "#5dffc0", "#8f7bff"];
  return group(Array.from({ length: 3 }, (_, i) => {
    const base = horizon * random.between(0.45, 0.75);
    const rise = horizon * random.between(0.3, 0.45);
    const colour = colours[i] ?? palette.accent;
    const wave = Array.from(
      { length: 9 },
      (_, k) =>
        at(width * (k / 7 - 0.1), base + Math.sin(k * 1.3 + random.between(0, 2)) * horizon * 0.09),
    );
    const top = wave.toReversed().map(({ x, y }) => at(x + 40, y - rise));
    return blob([...wave, ...top], {
      fill: stage.gradient([`${colour}00`, `${colour}55`, `${colour}90`, `${colour}00`]),
      opacity: 0.75,
    });
  }));
}

function towards(from: Point, angle: number, distance: number): Point {
  return at(from.x + Math.cos(angle) * distance, from.y + Math.sin(angle) * distance);
}

/** A flock far away. */
export function paintFlock({ random, palette }: Stage, centre: Point, size: number): string {
  return group(
    Array.from({ length: 7 }, () => {
      const place = at(
        centre.x + random.between(-5, 5) * size,
        centre.y + random.between(-2, 2) * size,
      );
      const span = size * random.between(0.5, 1);
      const lift = span * random.between(0.2, 0.4);
      const left = curve([
        at(place.x - span, place.y - lift * 0.4),
        at(place.x - span * 0.4, place.y - lift),
        place,
      ], {
        stroke: palette.near,
        strokeWidth: size * 0.13,
      });
      const right = curve([
        place,
        at(place.x + span * 0.4, place.y - lift),
        at(place.x + span, place.y - lift * 0.4),
      ], {
        stroke: palette.near,
        strokeWidth: size * 0.13,
      });
      return left + right;
    }),
    { opacity: 0.75 },
  );
}
