/**
 * Deep space: clouds of light, stars, a planet with rings.
 *
 * @module
 */

import { hslColour, hslOf, mix } from "../../../images/colour.ts";
import type { Ground } from "../ground.ts";
import type { Stage } from "../stage.ts";
import { at, circle, ellipse, group, num, path, type Point, rect } from "../svg.ts";

/** Covers the whole canvas; there is no horizon. */
export function paintSpace(stage: Stage): Ground {
  const { width, height, palette, random, sun } = stage;
  const planet = at(width - sun.x, height * random.between(0.5, 0.62));
  return {
    back: [
      rect(at(0, 0), at(width, height), { fill: stage.gradient(nightOf(palette.sky)) }),
      paintNebula(stage),
      paintStarField(stage),
      paintPlanet(stage, planet, random.between(150, 220)),
      paintMoonlet(stage),
    ],
    front: [],
    seat: at(sun.x, height * 0.62),
  };
}

/** Any sky seen from above the air. */
function nightOf(sky: readonly string[]): string[] {
  return sky.slice(0, 3).map((colour) => mix(colour, "#03030f", 0.6));
}

function paintNebula(stage: Stage): string {
  const { width, height, palette, detail } = stage;
  const random = stage.random.fork("nebula");
  const base = hslOf(palette.glow);
  const slope = random.between(-0.5, 0.5);
  return group(Array.from({ length: 26 + detail * 10 }, () => {
    const along = random.next();
    const off = (random.next() + random.next() - 1) * 0.3;
    const centre = at(width * along, height * (0.5 + slope * (along - 0.5) + off));
    const colour = hslColour({
      hue: base.hue + random.between(-70, 70),
      saturation: 0.7,
      lightness: random.between(0.35, 0.6),
    });
    const radii = at(random.between(110, 330), random.between(80, 240));
    return ellipse(centre, radii, {
      fill: stage.glow([`${colour}48`, `${colour}20`, `${colour}00`]),
    });
  }));
}

function paintStarField(stage: Stage): string {
  const { width, height, palette, detail } = stage;
  const random = stage.random.fork("stars");
  const count = Math.round((width * height) / 2600 * (0.6 + detail * 0.4));
  const small = Array.from({ length: count }, () => {
    const radius = random.next() ** 7 * 2.4 + 0.6;
    const fill = random.pick(["#ffffff", "#ffe9c9", "#cfe0ff"]);
    const place = at(random.between(0, width), random.between(0, height));
    return circle(place, radius, { fill, opacity: random.between(0.3, 1) });
  });
  const large = Array.from({ length: 7 }, () => {
    const place = at(random.between(0, width), random.between(0, height));
    return paintSpark(stage, place, random.between(9, 26), palette.sun);
  });
  return group([...small, ...large]);
}

function paintSpark({ glow }: Stage, { x, y }: Point, reach: number, fill: string): string {
  const d = [0, 1, 2, 3].map((turn) => {
    const angle = turn * Math.PI / 2;
    const tip = at(x + Math.cos(angle) * reach, y + Math.sin(angle) * reach);
    const side = at(
      x + Math.cos(angle + 0.785) * reach * 0.1,
      y + Math.sin(angle + 0.785) * reach * 0.1,
    );
    return `${turn === 0 ? "M" : "L"}${num(tip.x)} ${num(tip.y)}L${num(side.x)} ${num(side.y)}`;
  }).join("");
  return circle(at(x, y), reach * 0.8, { fill: glow([`${fill}90`, `${fill}00`]) }) +
    path(`${d}Z`, { fill });
}

function paintPlanet(stage: Stage, centre: Point, radius: number): string {
  const { palette, random, glow } = stage;
  const light = mix(palette.accent, palette.pale, 0.25);
  const dark = mix(palette.accent, palette.near, 0.75);
  const bands = Array.from({ length: 9 }, (_, i) => {
    const y = ((i + 0.5) / 9 - 0.5) * 2 * radius;
    const half = Math.sqrt(Math.max(0, radius * radius - y * y));
    const radii = at(half, radius * random.between(0.03, 0.09));
    const fill = i % 2 === 0 ? dark : palette.glow;
    return ellipse(at(centre.x, centre.y + y), radii, {
      fill,
      opacity: random.between(0.12, 0.35),
    });
  });
  const ring = (half: "M" | "m") => paintRing(stage, centre, radius, half === "M");
  const tilt = `rotate(-18 ${num(centre.x)} ${num(centre.y)})`;
  const shade = glow([`${dark}00`, `${dark}30`, `${dark}f0`]);
  return group([
    circle(centre, radius * 1.7, { fill: glow([`${palette.glow}60`, `${palette.glow}00`]) }),
    ring("m"),
    circle(centre, radius, { fill: stage.gradient([light, palette.accent, dark], "across") }),
    ...bands,
    circle(centre, radius * 1.005, { fill: shade, opacity: 0.85 }),
    ring("M"),
  ], { transform: tilt });
}

/** The half of the rings behind the planet, or the half before it. */
function paintRing({ palette }: Stage, { x, y }: Point, radius: number, before: boolean): string {
  return [1.45, 1.62, 1.78, 1.9].map((reach, i) => {
    const [rx, ry] = [radius * reach, radius * reach * 0.26];
    const d = `M${num(x - rx)} ${num(y)}A${num(rx)} ${num(ry)} 0 0 ${before ? 0 : 1} ${
      num(x + rx)
    } ${num(y)}`;
    return path(d, {
      fill: "none",
      stroke: i % 2 === 0 ? palette.sun : palette.glow,
      strokeWidth: radius * (0.1 - i * 0.018),
      opacity: 0.7 - i * 0.12,
    });
  }).join("");
}

function paintMoonlet(stage: Stage): string {
  const { width, height, palette, random, sun } = stage;
  const radius = random.between(34, 62);
  const centre = at(sun.x + width * 0.04, height * random.between(0.16, 0.3));
  const grey = mix(palette.pale, palette.far, 0.4);
  return circle(centre, radius * 2.2, {
    fill: stage.glow([`${palette.pale}40`, `${palette.pale}00`]),
  }) +
    circle(centre, radius, {
      fill: stage.gradient([mix(grey, palette.near, 0.75), grey], "across"),
    });
}
