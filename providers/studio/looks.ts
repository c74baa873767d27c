/**
 * Ways to finish a picture, as raster steps: used on what the studio draws and on what callers send.
 *
 * @module
 */

import { mix } from "../../images/colour.ts";
import { saturationMatrix, sepiaMatrix } from "../../images/filters/matrix.ts";
import type { RasterStep } from "../../images/raster_job.ts";
import type { Size } from "../../images/request.ts";
import type { Palette } from "./palette.ts";
import type { LookName } from "./scene.ts";

/** What a look is finished with. */
export interface Finish {
  readonly size: Size;
  readonly seed: number;
  readonly palette: Palette;
}

type Steps = readonly RasterStep[];

/** Lengths in thousandths of the shorter side, so that a look is the same at every size. */
interface Tools extends Finish {
  px(thousandths: number): number;
}

const PAPER = "#fbf6ea";
const INK = "#1d1b26";

const LOOKS: Readonly<Record<LookName, (tools: Tools) => Steps>> = {
  watercolour: ({ px, seed }) => [
    { op: "displace", amountPx: px(20), scalePx: px(80), octaves: 4, seed },
    { op: "kuwahara", radiusPx: px(4) },
    { op: "matrix", matrix: saturationMatrix(1.15) },
    { op: "linear", gain: 0.8, offset: 0.2 },
    { op: "texture", amount: 0.2, scalePx: px(240), octaves: 5, seed: seed + 2 },
    {
      op: "partly",
      share: 0.3,
      steps: [{ op: "edges", ink: "#4a3f5a", widthPx: px(3), strength: 0.8 }],
    },
    { op: "texture", amount: 0.07, scalePx: px(4), octaves: 2, seed: seed + 3 },
  ],
  oil: ({ px, seed }) => [
    { op: "displace", amountPx: px(14), scalePx: px(26), octaves: 2, seed },
    { op: "kuwahara", radiusPx: px(7) },
    { op: "matrix", matrix: saturationMatrix(1.25) },
    { op: "texture", amount: 0.16, scalePx: px(9), octaves: 2, seed: seed + 2 },
    { op: "sharpen", sigmaPx: px(2.4) },
    { op: "contrast", amount: 0.08 },
  ],
  sketch: ({ px, seed }) => [
    { op: "pencil", radiusPx: px(9), pressure: 2.4, ink: "#2c2c33", paper: PAPER },
    { op: "texture", amount: 0.09, scalePx: px(4), octaves: 2, seed },
  ],
  lineart: (
    { px },
  ) => [{ op: "edges", ink: INK, paper: "#ffffff", widthPx: px(2.4), strength: 2.2 }],
  vector: ({ px }) => [
    { op: "posterise", levels: 9, dither: 0 },
    { op: "edges", ink: INK, widthPx: px(2.4), strength: 1 },
  ],
  cartoon: ({ px }) => [
    { op: "median", sizePx: oddAtLeast3(px(5)) },
    { op: "posterise", levels: 11, dither: 0 },
    { op: "matrix", matrix: saturationMatrix(1.35) },
    { op: "edges", ink: INK, widthPx: px(3.4), strength: 1.6 },
  ],
  anime: ({ px }) => [
    { op: "matrix", matrix: saturationMatrix(1.25) },
    { op: "bloom", sigmaPx: px(26), amount: 0.7 },
    {
      op: "partly",
      share: 0.45,
      steps: [{ op: "edges", ink: "#2a2140", widthPx: px(1.6), strength: 1.2 }],
    },
    { op: "linear", gain: 1.02, offset: 0.02 },
  ],
  pixel: (tools) => pixelSteps(tools, 112),
  lego: ({ px }) => [
    { op: "matrix", matrix: saturationMatrix(1.25) },
    { op: "posterise", levels: 9, dither: 0 },
    { op: "bricks", sizePx: px(25) },
  ],
  riso: ({ px, seed, palette }) => [
    { op: "contrast", amount: 0.25 },
    { op: "spotInks", inks: risoInks(palette), grain: 0.9, seed },
    { op: "split", shiftPx: px(2.4) },
    { op: "texture", amount: 0.1, scalePx: px(160), octaves: 4, seed },
  ],
  realistic: ({ px, seed }) => [
    { op: "blur", sigmaPx: px(0.9) },
    { op: "texture", amount: 0.16, scalePx: px(46), octaves: 5, seed },
    { op: "bloom", sigmaPx: px(30), amount: 0.45 },
    { op: "contrast", amount: 0.12 },
    { op: "grain", amount: 0.035, seed },
    { op: "vignette", amount: 0.3 },
  ],
  puppet: ({ px, seed }) => [
    { op: "displace", amountPx: px(9), scalePx: px(7), octaves: 2, seed },
    { op: "texture", amount: 0.2, scalePx: px(7), octaves: 2, seed: seed + 2 },
    { op: "blur", sigmaPx: px(0.7) },
    { op: "matrix", matrix: saturationMatrix(1.1) },
  ],
  emoji: () => [{ op: "matrix", matrix: saturationMatrix(1.35) }, { op: "contrast", amount: 0.12 }],
  lowpoly: ({ px, seed }) => [
    { op: "blur", sigmaPx: px(5) },
    { op: "facets", sizePx: px(38), seed },
    { op: "matrix", matrix: saturationMatrix(1.12) },
    { op: "contrast", amount: 0.08 },
  ],
  deco: ({ px, seed, palette }) => [
    { op: "posterise", levels: 10, dither: 0 },
    {
      op: "partly",
      share: 0.4,
      steps: [{
        op: "gradientMap",
        colours: [palette.near, palette.far, palette.glow, palette.pale],
        amount: 1,
      }],
    },
    { op: "texture", amount: 0.07, scalePx: px(4), octaves: 2, seed },
  ],
  cyberpunk: ({ px, seed, size }) => [
    { op: "contrast", amount: 0.15 },
    { op: "matrix", matrix: saturationMatrix(1.25) },
    { op: "bloom", sigmaPx: px(22), amount: 0.85 },
    { op: "split", shiftPx: px(3) },
    {
      op: "composite",
      blend: "multiply",
      layer: { source: { kind: "svg", text: scanLines(size, px(5)) } },
    },
    { op: "grain", amount: 0.05, seed },
  ],
  minimal: ({ seed }) => [{ op: "grain", amount: 0.025, seed }],
  woodcut: ({ px, seed, palette }) => [
    {
      op: "hatch",
      spacingPx: Math.max(4.5, px(9)),
      angleDegrees: 8,
      seed,
      ink: mix(palette.near, INK, 0.5),
      paper: mix(PAPER, palette.glow, 0.12),
    },
  ],
  popart: ({ px }) => [
    { op: "matrix", matrix: saturationMatrix(1.6) },
    { op: "posterise", levels: 4, dither: 0 },
    {
      op: "partly",
      share: 0.55,
      steps: [{ op: "halftone", ink: INK, spacingPx: px(11), angleDegrees: 22, amount: 0.85 }],
    },
    { op: "edges", ink: INK, widthPx: px(3), strength: 1.5 },
  ],
  vintage: ({ seed }) => [
    { op: "matrix", matrix: sepiaMatrix(0.5) },
    { op: "linear", gain: 0.84, offset: 0.09 },
    { op: "grain", amount: 0.09, seed },
    { op: "vignette", amount: 0.55 },
  ],
  sepia: (
    { seed },
  ) => [{ op: "matrix", matrix: sepiaMatrix(1) }, { op: "grain", amount: 0.03, seed }],
  mono: ({ seed }) => [
    { op: "matrix", matrix: saturationMatrix(0) },
    { op: "contrast", amount: 0.18 },
    { op: "grain", amount: 0.04, seed },
  ],
};

/** The steps of a look. */
export function lookSteps(look: LookName, finish: Finish): Steps {
  return LOOKS[look](toolsFor(finish));
}

/** The studio's own hand, where no look was asked for: light that spills, darker corners. */
export function plainSteps(finish: Finish): Steps {
  const { palette, px } = toolsFor(finish);
  return [
    { op: "bloom", sigmaPx: px(26), amount: palette.bloom },
    { op: "vignette", amount: 0.22 },
  ];
}

/** How many thousandths of the shorter side are how many pixels. */
export function toolsFor(finish: Finish): Tools {
  const unit = Math.min(finish.size.widthPx, finish.size.heightPx) / 1000;
  return { ...finish, px: (thousandths) => Math.max(0.4, thousandths * unit) };
}

/** Blocks of one colour, `across` of them along the shorter side. */
export function pixelSteps({ size }: Finish, across: number): Steps {
  const block = Math.max(1, Math.min(size.widthPx, size.heightPx) / across);
  const small = {
    widthPx: Math.max(1, Math.round(size.widthPx / block)),
    heightPx: Math.max(1, Math.round(size.heightPx / block)),
  };
  return [
    { op: "resize", size: small, fit: "fill" },
    { op: "matrix", matrix: saturationMatrix(1.2) },
    { op: "posterise", levels: 8, dither: 0.35 },
    { op: "resize", size, fit: "fill", kernel: "nearest" },
  ];
}

function risoInks({ near, accent, far, glow }: Palette): readonly string[] {
  return [
    mix(near, "#2b3a8c", 0.55),
    mix(far, "#2f6fb5", 0.5),
    mix(accent, "#ff5a5f", 0.55),
    mix(glow, "#ffc94d", 0.45),
    "#fdf3dc",
  ];
}

function oddAtLeast3(value: number): number {
  return Math.max(3, Math.floor(value / 2) * 2 + 1);
}

function scanLines({ widthPx, heightPx }: Size, everyPx: number): string {
  const step = Math.max(2, Math.round(everyPx));
  return `<svg xmlns="http://www.w3.org/2000/svg" width="${widthPx}" height="${heightPx}">` +
    `<pattern id="a" width="${step}" height="${step}" patternUnits="userSpaceOnUse">` +
    `<rect width="${step}" height="${step}" fill="#fff"/>` +
    `<rect width="${step}" height="${step / 3}" fill="#b9a8d8"/></pattern>` +
    `<rect width="100%" height="100%" fill="url(#a)"/></svg>`;
}
