/**
 * Does the steps of a raster job, one after another. Runs in a worker: it loads sharp.
 *
 * sharp runs the operations of one pipeline in an order of its own, so each step is a pipeline.
 *
 * @module
 */

import { Buffer } from "node:buffer";
import type { Sharp } from "sharp";
import { alphaFromLuma } from "./filters/alpha_from_luma.ts";
import { crossFade, fade, keepBase, makeOpaque, screen } from "./filters/blend.ts";
import { buildBricks } from "./filters/bricks.ts";
import { displace } from "./filters/displace.ts";
import { drawEdges } from "./filters/edges.ts";
import { facet } from "./filters/facets.ts";
import { gradientMap } from "./filters/gradient_map.ts";
import { addGrain } from "./filters/grain.ts";
import { halftone } from "./filters/halftone.ts";
import { hatch } from "./filters/hatch.ts";
import { kuwahara } from "./filters/kuwahara.ts";
import { applyMatrix } from "./filters/matrix.ts";
import { drawPencil } from "./filters/pencil.ts";
import type { Pixels } from "./filters/pixels.ts";
import { posterise } from "./filters/posterise.ts";
import { splitColours } from "./filters/split.ts";
import { printSpotInks } from "./filters/spot_inks.ts";
import { addTexture } from "./filters/texture.ts";
import { applyTone, contrastTone, gammaTone, linearTone, negativeTone } from "./filters/tone.ts";
import { addVignette } from "./filters/vignette.ts";
import type { RasterLayer, RasterStep } from "./raster_job.ts";
import { asSharp, decodeSource, readPixels } from "./raster_source.ts";

type StepOf<Op extends RasterStep["op"]> = Extract<RasterStep, { op: Op }>;

/** Decodes a layer and does its steps. */
export async function renderLayer({ source, steps = [] }: RasterLayer): Promise<Pixels> {
  return await doSteps(await decodeSource(source), steps);
}

/** Does the steps; may edit the pixels it is given. */
async function doSteps(pixels: Pixels, steps: readonly RasterStep[]): Promise<Pixels> {
  let current = pixels;
  for (const step of steps) current = await doStep(current, step);
  return current;
}

async function doStep(pixels: Pixels, step: RasterStep): Promise<Pixels> {
  switch (step.op) {
    case "resize":
      return await resize(pixels, step);
    case "pad":
      return await pad(pixels, step);
    case "extract":
      return await through(pixels, (image) => extract(image, step));
    case "flop":
      return await through(pixels, (image) => image.flop());
    case "blur":
      return await through(pixels, (image) => image.blur(Math.max(0.3, step.sigmaPx)));
    case "median":
      return await through(pixels, (image) => image.median(step.sizePx));
    case "sharpen":
      return await through(pixels, (image) => image.sharpen({ sigma: step.sigmaPx }));
    case "modulate":
      return await through(pixels, (image) => modulate(image, step));
    case "flatten":
      return await through(pixels, (image) => image.flatten({ background: step.colour }));
    case "composite":
      return await composite(pixels, step);
    case "bloom":
      return await bloom(pixels, step);
    case "partly":
      return crossFade(await doSteps(copyOf(pixels), step.steps), pixels, 1 - step.share);
    case "keepBase":
      return keepBase(pixels, await renderLayer(step.base), await renderLayer(step.mask));
    default:
      return filter(pixels, step);
  }
}

type NativeOp =
  | "resize"
  | "pad"
  | "extract"
  | "flop"
  | "blur"
  | "median"
  | "sharpen"
  | "modulate"
  | "flatten"
  | "composite"
  | "bloom"
  | "partly"
  | "keepBase";

/** The steps that are arithmetic of our own. */
function filter(pixels: Pixels, step: Exclude<RasterStep, { op: NativeOp }>): Pixels {
  switch (step.op) {
    case "linear":
      return applyTone(pixels, linearTone(step.gain, step.offset));
    case "gamma":
      return applyTone(pixels, gammaTone(step.gamma));
    case "contrast":
      return applyTone(pixels, contrastTone(step.amount));
    case "negate":
      return applyTone(pixels, negativeTone);
    case "matrix":
      return applyMatrix(pixels, step.matrix);
    case "opaque":
      return makeOpaque(pixels);
    case "alphaFromLuma":
      return alphaFromLuma(pixels);
    case "fade":
      return fade(pixels, step.opacity);
    case "gradientMap":
      return gradientMap(pixels, step);
    case "grain":
      return addGrain(pixels, step);
    case "texture":
      return addTexture(pixels, step);
    case "displace":
      return displace(pixels, step);
    case "kuwahara":
      return kuwahara(pixels, step);
    case "pencil":
      return drawPencil(pixels, step);
    case "edges":
      return drawEdges(pixels, step);
    case "hatch":
      return hatch(pixels, step);
    case "halftone":
      return halftone(pixels, step);
    case "posterise":
      return posterise(pixels, step);
    case "spotInks":
      return printSpotInks(pixels, step);
    case "facets":
      return facet(pixels, step);
    case "bricks":
      return buildBricks(pixels, step);
    case "split":
      return splitColours(pixels, step);
    case "vignette":
      return addVignette(pixels, step);
  }
}

async function through(pixels: Pixels, change: (image: Sharp) => Sharp): Promise<Pixels> {
  return await readPixels(change(asSharp(pixels)));
}

function resize(pixels: Pixels, { size, fit, kernel = "lanczos3" }: StepOf<"resize">) {
  const unchanged = size.widthPx === pixels.widthPx && size.heightPx === pixels.heightPx;
  if (unchanged) return pixels;
  const background = { r: 0, g: 0, b: 0, alpha: 0 };
  return through(
    pixels,
    (image) => image.resize(size.widthPx, size.heightPx, { fit, kernel, background }),
  );
}

async function pad(pixels: Pixels, { size }: StepOf<"pad">): Promise<Pixels> {
  const width = Math.max(0, size.widthPx - pixels.widthPx);
  const height = Math.max(0, size.heightPx - pixels.heightPx);
  if (width + height === 0) return pixels;
  const [left, top] = [Math.floor(width / 2), Math.floor(height / 2)];
  const edges = { left, right: width - left, top, bottom: height - top };
  return await through(pixels, (image) => image.extend({ ...edges, extendWith: "copy" }));
}

function extract(image: Sharp, { leftPx, topPx, size }: StepOf<"extract">): Sharp {
  return image.extract({ left: leftPx, top: topPx, width: size.widthPx, height: size.heightPx });
}

function modulate(image: Sharp, { brightness, saturation }: StepOf<"modulate">): Sharp {
  return image.modulate({ brightness, saturation });
}

async function composite(pixels: Pixels, step: StepOf<"composite">): Promise<Pixels> {
  const { layer, blend, leftPx: left = 0, topPx: top = 0 } = step;
  const { bytes, widthPx: width, heightPx: height } = await renderLayer(layer);
  const input = Buffer.from(bytes.buffer);
  const overlay = { input, raw: { width, height, channels: 4 as const }, blend, left, top };
  return await through(pixels, (image) => image.composite([overlay]));
}

/** Blurs a quarter of the size: the eye cannot tell, and it is many times quicker. */
async function bloom(pixels: Pixels, { sigmaPx, amount }: StepOf<"bloom">): Promise<Pixels> {
  const { widthPx, heightPx } = pixels;
  const quarter = [widthPx, heightPx].map((side) => Math.max(1, Math.round(side / 4)));
  const quick = { fit: "fill", kernel: "linear" } as const;
  const small = await through(
    pixels,
    (image) => image.resize(quarter[0], quarter[1], quick),
  );
  const dark = applyTone(small, linearTone(1.5, -0.5)); // only what is bright shines
  const soft = await through(dark, (image) => image.blur(Math.max(0.3, sigmaPx / 4)));
  const light = await through(soft, (image) => image.resize(widthPx, heightPx, quick));
  return screen(pixels, light, amount);
}

function copyOf(pixels: Pixels): Pixels {
  return { ...pixels, bytes: pixels.bytes.slice() };
}
