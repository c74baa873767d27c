/**
 * What a request means to the studio.
 *
 * @module
 */

import { type Failure, failure } from "../../failure.ts";
import type { Raster, RasterRunOptions } from "../../images/raster.ts";
import type { RasterLayer } from "../../images/raster_job.ts";
import type { UpstreamRequest } from "../provider.ts";
import { editLayer } from "./edit.ts";
import type { Generation } from "./generate.ts";
import type { StudioHandle } from "./handle.ts";
import { readScene } from "./scene.ts";
import { variationLayer } from "./variation.ts";

/** Largest seed and one: picture k uses `seed + k`, which wraps around here. */
const SEEDS = 2 ** 32;

/** The failure that a prompt asks for, for those who try their error handling. */
export function failureOrdered({ prompt }: UpstreamRequest): Failure | undefined {
  if (prompt.includes("[studio:refuse]")) {
    return failure("content_policy", "The prompt was refused: it contains [studio:refuse].");
  }
  if (prompt.includes("[studio:fail]")) {
    return failure("generation_failed", "The generation failed: the prompt has [studio:fail].");
  }
  return undefined;
}

/** When a generation begins and is to be ready, epoch milliseconds. */
export type Schedule = Pick<StudioHandle, "startedAt" | "dueAt">;

/** Everything that the pictures of a generation need. */
export function handleFor(request: UpstreamRequest, schedule: Schedule): StudioHandle {
  const { prompt, negativePrompt, style, seed, n, size } = request;
  const colourfulness = style === "vivid" || style === "natural" ? style : "plain";
  return {
    v: 1,
    scene: readScene(withStyle(prompt, style), negativePrompt),
    seed,
    n,
    size,
    detail: detailOf(request.quality),
    transparent: request.background === "transparent",
    colourfulness,
    ...schedule,
    previews: request.partialImages,
    previewsShown: 0,
  };
}

/** The k-th picture of a generation. */
export function generationOf(handle: StudioHandle, k: number): Generation {
  const { scene, seed, size, detail, transparent, colourfulness } = handle;
  return { scene, seed: seedOf(seed, k), size, detail, transparent, colourfulness };
}

/** The k-th picture of an edit or a variation. */
export async function alteredLayer(
  raster: Raster,
  request: UpstreamRequest,
  { k, ...options }: { readonly k: number } & RasterRunOptions,
): Promise<RasterLayer> {
  const [first, ...others] = request.inputs;
  if (first === undefined) throw new TypeError("An edit needs an input image");
  const seed = seedOf(request.seed, k);
  const { size } = request;
  if (request.operation === "variation") return variationLayer({ input: first, seed, size });
  return await editLayer(raster, {
    prompt: withStyle(request.prompt, request.style),
    negativePrompt: request.negativePrompt ?? "",
    seed,
    size,
    detail: detailOf(request.quality),
    inputs: [first, ...others],
    mask: request.mask,
    strength: request.strength ?? 1,
  }, options);
}

/** Styles that are not OpenAI's two are words like those of the prompt. */
function withStyle(prompt: string, style: string | undefined): string {
  const isWords = style !== undefined && style !== "vivid" && style !== "natural";
  return isWords ? `${style}, ${prompt}` : prompt;
}

function detailOf(quality: string | undefined): 0 | 1 | 2 {
  if (quality === "low") return 0;
  return quality === "high" || quality === "hd" ? 2 : 1;
}

function seedOf(first: number, k: number): number {
  return (first + k) % SEEDS;
}
