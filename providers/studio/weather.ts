/**
 * What falls or drifts before everything else.
 *
 * @module
 */

import { mix } from "../../images/colour.ts";
import type { Stage } from "./stage.ts";
import { at, circle, ellipse, group, path, rect } from "./svg.ts";

/** Falling rain or snow over everything. */
export function paintFall(stage: Stage, kind: "rain" | "snow"): string {
  const { width, height, random, palette, detail } = stage;
  const count = Math.round((width * height) / 4200 * (0.6 + detail * 0.3));
  return group(Array.from({ length: count }, () => {
    const place = at(random.between(0, width), random.between(0, height));
    if (kind === "snow") {
      const radius = random.next() ** 3 * 5.5 + 1.4;
      return circle(place, radius, { fill: "#ffffff", opacity: random.between(0.45, 0.95) });
    }
    const length = random.between(18, 46);
    const d = `M${Math.round(place.x)} ${Math.round(place.y)}l${Math.round(-length * 0.25)} ${
      Math.round(length)
    }`;
    return path(d, { stroke: palette.pale, strokeWidth: 1.4, opacity: random.between(0.15, 0.5) });
  }));
}

/** Banks of fog, thicker near the horizon. */
export function paintFog(stage: Stage): string {
  const { width, height, horizon, random, palette } = stage;
  const light = mix(palette.sky.at(-1) ?? palette.pale, palette.pale, 0.5);
  const veil = stage.gradient([`${light}00`, `${light}a0`, `${light}70`, `${light}20`]);
  const wisps = Array.from({ length: 14 }, () => {
    const y = horizon + random.between(-0.1, 0.3) * height;
    const radii = at(width * random.between(0.3, 0.7), random.between(24, 70));
    const fill = stage.glow([`${light}60`, `${light}30`, `${light}0c`, `${light}00`]);
    return ellipse(at(random.between(0, width), y), radii, { fill });
  });
  const top = horizon - height * 0.22;
  return group([rect(at(0, top), at(width, height - top), { fill: veil }), ...wisps]);
}
