/**
 * What a painter is given: a canvas in units, a palette, randomness of its own.
 *
 * @module
 */

import type { Random } from "../../images/random.ts";
import type { Size } from "../../images/request.ts";
import type { Palette } from "./palette.ts";
import { num, type Point } from "./svg.ts";

/** The shorter side of every canvas, in units; the longer one follows the picture's ratio. */
export const SHORT_SIDE = 1000;

/** Colours along a gradient, evenly spaced; `#rrggbbaa` is allowed. */
export type Stops = readonly string[];

/** A canvas and the means to paint on it. */
export interface Stage {
  /** In units. */
  readonly width: number;
  readonly height: number;
  /** The row where sky and ground meet. */
  readonly horizon: number;
  /** Where the sun or moon stands. */
  readonly sun: Point;
  readonly palette: Palette;
  readonly random: Random;
  /** 0 rough, 1 usual, 2 fine: how many small things are drawn. */
  readonly detail: 0 | 1 | 2;
  /** A fill that runs down (or across) each shape that it fills. */
  gradient(stops: Stops, direction?: "down" | "across"): string;
  /** A fill that runs outwards from the middle of each shape that it fills. */
  glow(stops: Stops): string;
  /** The same stage with randomness of its own. */
  with(random: Random): Stage;
}

/** What {@linkcode createStage} starts from. */
export interface StageOptions {
  readonly size: Size;
  readonly palette: Palette;
  readonly random: Random;
  readonly detail: 0 | 1 | 2;
  /** How far down the horizon is, 0 to 1. */
  readonly horizonShare: number;
}

/** A stage, and the drawing that comes of what was painted on it. */
export interface OpenStage extends Stage {
  /** The whole SVG. */
  finish(elements: readonly string[]): string;
}

/** Opens a stage for one picture. */
export function createStage(options: StageOptions): OpenStage {
  const { size, palette, random, detail, horizonShare } = options;
  const unit = SHORT_SIDE / Math.min(size.widthPx, size.heightPx);
  const [width, height] = [size.widthPx * unit, size.heightPx * unit];
  const definitions = new Definitions();
  const stage: OpenStage = {
    width,
    height,
    horizon: height * horizonShare,
    sun: sunPlace({ width, height: height * horizonShare }, random.fork("sun")),
    palette,
    random,
    detail,
    gradient: (stops, direction = "down") => definitions.linear(stops, direction),
    glow: (stops) => definitions.radial(stops),
    with: (other) => ({ ...stage, random: other }),
    finish: (elements) =>
      `<svg xmlns="http://www.w3.org/2000/svg" width="${size.widthPx}" height="${size.heightPx}" ` +
      `viewBox="0 0 ${num(width)} ${num(height)}" preserveAspectRatio="none">` +
      `<defs>${definitions.text}</defs>${elements.join("")}</svg>`,
  };
  return stage;
}

/** Off the middle, as in most pictures that please. */
function sunPlace(sky: { readonly width: number; readonly height: number }, random: Random): Point {
  const left = random.chance(0.5);
  const share = random.between(0.24, 0.36);
  return { x: sky.width * (left ? share : 1 - share), y: sky.height * random.between(0.5, 0.72) };
}

/** Gradients, each written once however often it is used. */
class Definitions {
  readonly #ids = new Map<string, string>();

  get text(): string {
    return [...this.#ids].map(([body, id]) => body.replace("<!id>", id)).join("");
  }

  linear(stops: Stops, direction: "down" | "across"): string {
    const end = direction === "down" ? 'x2="0" y2="1"' : 'x2="1" y2="0"';
    return this.#use(`<linearGradient id="<!id>" ${end}>${marks(stops)}</linearGradient>`);
  }

  radial(stops: Stops): string {
    return this.#use(`<radialGradient id="<!id>">${marks(stops)}</radialGradient>`);
  }

  #use(body: string): string {
    const id = this.#ids.get(body) ?? `g${this.#ids.size}`;
    this.#ids.set(body, id);
    return `url(#${id})`;
  }
}

function marks(stops: Stops): string {
  const last = Math.max(1, stops.length - 1);
  return stops.map((stop, i) => {
    const alpha = stop.length === 9 ? parseInt(stop.slice(7), 16) / 255 : 1;
    const opacity = alpha === 1 ? "" : ` stop-opacity="${alpha.toFixed(3)}"`;
    return `<stop offset="${(i / last).toFixed(3)}" stop-color="${stop.slice(0, 7)}"${opacity}/>`;
  }).join("");
}
