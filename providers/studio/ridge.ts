/**
 * Lines of hills and mountains against the light.
 *
 * @module
 */

import { mix } from "../../images/colour.ts";
import type { Random } from "../../images/random.ts";
import type { Stage } from "./stage.ts";
import { at, blob, curveThrough, group, num, path, type Point, polygon } from "./svg.ts";

/** A line of mountains. */
export interface RidgeOptions {
  /** Row of the foot and greatest height above it, in units. */
  readonly foot: number;
  readonly rise: number;
  readonly colour: string;
  /** Colour of sunlit faces. */
  readonly light: string;
  /** Colour of snow; absent: none. */
  readonly snow?: string;
}

/** Sharp mountains with lit and shaded faces. */
export function paintPeaks(stage: Stage, options: RidgeOptions): string {
  const { width, random, sun } = stage;
  const count = random.whole(3, 5) + Math.round(width / 700);
  const peaks = Array.from({ length: count }, (_, i) => {
    const x = width * ((i + random.between(0.1, 0.9)) / count * 1.16 - 0.08);
    return at(x, options.foot - options.rise * random.between(0.45, 1));
  });
  const far = peaks.toSorted((a, b) => a.y - b.y);
  return group(far.map((peak) => paintPeak(stage, peak, { ...options, sunLeft: sun.x < peak.x })));
}

interface PeakOptions extends RidgeOptions {
  readonly sunLeft: boolean;
}

function paintPeak(stage: Stage, peak: Point, options: PeakOptions): string {
  const { random } = stage;
  const { foot, colour, light, snow, sunLeft } = options;
  const tall = foot - peak.y;
  const left = jagged(random, peak, at(peak.x - tall * random.between(0.9, 1.35), foot));
  const right = jagged(random, peak, at(peak.x + tall * random.between(0.9, 1.35), foot));
  const spine = jagged(random, peak, at(peak.x + tall * random.between(-0.18, 0.18), foot));
  const lit = sunLeft ? left : right;
  const outline = [...left.toReversed(), ...right];
  return group([
    polygon(outline, { fill: colour }),
    polygon([...lit, ...spine.toReversed()], {
      fill: stage.gradient([light, `${light}00`]),
      opacity: 0.75,
    }),
    snow === undefined ? "" : paintSnow(stage, { peak, left, right, snow, shade: colour, sunLeft }),
  ]);
}

/** From the peak down to the foot in uneven steps. */
function jagged(random: Random, peak: Point, foot: Point): Point[] {
  const steps = 7;
  return Array.from({ length: steps + 1 }, (_, i) => {
    if (i === 0) return peak;
    if (i === steps) return foot;
    const share = i / steps;
    const wander = (foot.x - peak.x || 60) * random.between(-0.07, 0.07);
    const x = peak.x + (foot.x - peak.x) * share ** 1.12 + wander;
    return at(x, peak.y + (foot.y - peak.y) * share + random.between(-6, 6));
  });
}

interface SnowOptions {
  readonly peak: Point;
  readonly left: readonly Point[];
  readonly right: readonly Point[];
  readonly snow: string;
  readonly shade: string;
  readonly sunLeft: boolean;
}

function paintSnow({ random }: Stage, options: SnowOptions): string {
  const { peak, left, right, snow, shade, sunLeft } = options;
  const [leftEnd, rightEnd] = [left[2], right[2]];
  if (leftEnd === undefined || rightEnd === undefined) return "";
  const teeth = 7;
  const edge = Array.from({ length: teeth }, (_, i) => {
    const share = (i + 0.5) / teeth;
    const drop = (i % 2 === 0 ? 1 : 0.35) * random.between(0.2, 0.6) * (rightEnd.y - peak.y);
    return at(
      leftEnd.x + (rightEnd.x - leftEnd.x) * share,
      (leftEnd.y + rightEnd.y) / 2 + drop - 14,
    );
  });
  const cap = [...left.slice(0, 3).toReversed(), ...right.slice(1, 3), ...edge.toReversed()];
  const middle = edge[3] ?? peak;
  const dark = sunLeft
    ? [peak, ...right.slice(1, 3), ...edge.slice(4).toReversed(), middle]
    : [peak, ...left.slice(1, 3), ...edge.slice(0, 3), middle];
  return polygon(cap, { fill: snow }) +
    polygon(dark, { fill: mix(snow, shade, 0.45), opacity: 0.8 });
}

/** A rounded line of hills, filled down to the bottom of the canvas. */
export function paintHills(
  stage: Stage,
  options: { readonly top: number; readonly rise: number; readonly fill: string },
): string {
  const line = hillLine(stage, options);
  const d = `${curveThrough(line)}L${num(stage.width + 20)} ${num(stage.height + 20)}` +
    `L-20 ${num(stage.height + 20)}Z`;
  return path(d, { fill: options.fill });
}

/** The crest of a line of hills from left to right. */
export function hillLine(
  { width, random }: Stage,
  { top, rise }: { readonly top: number; readonly rise: number },
): Point[] {
  const steps = Math.max(4, Math.round(width / 190));
  const phase = random.between(0, Math.PI * 2);
  const wave = random.between(1.2, 2.4);
  return Array.from({ length: steps + 1 }, (_, i) => {
    const share = i / steps;
    const swell = Math.sin(phase + share * wave * Math.PI) * 0.6 + random.between(-0.4, 0.4);
    return at(-20 + share * (width + 40), top - (swell * 0.5 + 0.5) * rise);
  });
}

/** A rock in the water or the sand. */
export function paintRock(stage: Stage, centre: Point, radius: number): string {
  const { random, palette, sun } = stage;
  const outline = Array.from({ length: 9 }, (_, i) => {
    const angle = Math.PI + (i / 8) * Math.PI;
    const reach = radius * random.between(0.75, 1.1);
    return at(centre.x + Math.cos(angle) * reach * 1.35, centre.y + Math.sin(angle) * reach * 0.75);
  });
  const side = sun.x < centre.x ? outline.slice(0, 5) : outline.slice(4);
  const light = mix(palette.near, palette.glow, 0.35);
  return blob([...outline, at(centre.x, centre.y + radius * 0.22)], { fill: palette.near }) +
    polygon([...side, centre], { fill: light, opacity: 0.5 });
}
