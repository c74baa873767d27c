/**
 * From a drawing's fields to what we ask of a model. Pure.
 *
 * @module
 */

import { failure, Refusal } from "../../failure.ts";
import type { OutputFormat, Size } from "../../images/request.ts";
import type { OptionalField } from "../../providers/provider.ts";
import type { Model, Registry } from "../../providers/registry.ts";
import { stylePrefix } from "../../providers/styles.ts";
import { show } from "../parse.ts";
import type { DrawBody } from "../schemas/sdapi.ts";
import { readSeed } from "../seed.ts";
import type { ImageSettings } from "../wire.ts";
import { withoutEffect } from "./no_effect.ts";
import type { Options } from "./options.ts";
import { type ReadSampler, readSampler } from "./vocabulary.ts";

/** The two calls that draw. */
export type Call = "txt2img" | "img2img";

/** What a drawing is made with; A1111's defaults are filled in. */
export interface Drawing {
  readonly settings: ImageSettings & { readonly size: Size };
  readonly sampler: ReadSampler;
  readonly steps: number;
  readonly cfgScale: number;
  readonly denoising: number | undefined;
  /** How much larger than asked for it is drawn at once; undefined: it is not. */
  readonly upscale: Size | undefined;
  readonly warnings: readonly string[];
}

/** What a body is read against. */
export interface ReadingContext {
  readonly call: Call;
  readonly options: Options;
  readonly registry: Pick<Registry, "model">;
}

/** A1111's defaults. */
const DEFAULTS = { sidePx: 512, steps: 50, cfgScale: 7, denoising: 0.75, hrScale: 2 } as const;

/** Pictures of one job. */
const MAX_PICTURES = 10;

/** Pictures under way that a job is asked for, where they cost nothing. */
const PREVIEWS = 3;

const FORMATS = { png: "png", jpg: "jpeg", webp: "webp" } as const satisfies Record<
  Options["samples_format"],
  OutputFormat
>;

/** LoRAs and their like, as words of a prompt. */
const NETWORK_TAG = /\s*<(?:lora|lyco|hypernet):[^<>]+>/gi;

/**
 * Reads a parsed body.
 *
 * @throws {Refusal} `invalid_request` for scripts, and for too many pictures at a time
 */
export function readDrawing(body: DrawBody, context: ReadingContext): Drawing {
  refuseScripts(body);
  const { options, registry, call } = context;
  const model = registry.model(options.sd_model_checkpoint);
  const honours = (field: OptionalField) => honoured(model, field);
  const sampler = readSampler({
    name: body.sampler_name ?? body.sampler_index,
    scheduler: body.scheduler,
  });
  const { seed, warning } = readSeed(body.seed ?? -1);
  const { prompt, warnings } = readPrompt(body, { model, styles: body.styles ?? [] });
  const size = { widthPx: body.width ?? DEFAULTS.sidePx, heightPx: body.height ?? DEFAULTS.sidePx };
  const upscale = call === "txt2img" ? hiresSize(body, size) : undefined;
  const denoising = call === "img2img" ? body.denoising_strength ?? DEFAULTS.denoising : undefined;
  const outputFormat = outputFormatOf(options);
  const drawing = {
    sampler,
    steps: body.steps ?? DEFAULTS.steps,
    cfgScale: body.cfg_scale ?? DEFAULTS.cfgScale,
    denoising,
    upscale,
  };
  return {
    ...drawing,
    settings: {
      model: options.sd_model_checkpoint,
      prompt,
      negativePrompt: body.negative_prompt,
      n: countPictures(body),
      size: upscale ?? size,
      seed,
      outputFormat,
      outputCompression: outputFormat === "png" ? undefined : options.jpeg_quality,
      // A model is told A1111's defaults only where it takes them: else each call would be warned.
      steps: body.steps ?? (honours("steps") ? drawing.steps : undefined),
      guidanceScale: body.cfg_scale ?? (honours("guidanceScale") ? drawing.cfgScale : undefined),
      strength: body.denoising_strength !== undefined || honours("strength")
        ? denoising
        : undefined,
      sampler: sampler.wireName ?? (honours("sampler") ? sampler.sampler : undefined),
      clipSkip: clipSkip(body, options),
      partialImages: options.live_previews_enable && isFree(model) && honours("partialImages")
        ? PREVIEWS
        : 0,
    },
    warnings: [
      ...(warning === undefined ? [] : [warning]),
      ...sampler.warnings,
      ...warnings,
      ...withoutEffect(body),
    ],
  };
}

/** The format that pictures are to have. */
export function outputFormatOf({ samples_format: format }: Options): OutputFormat {
  return FORMATS[format];
}

/** There are no scripts; A1111 refuses those that it does not know, in these words. */
function refuseScripts({ script_name: script, alwayson_scripts: always = {} }: DrawBody): void {
  if (script !== undefined) {
    const message = `Script '${script}' not found`;
    throw new Refusal(failure("invalid_request", message, { param: "script_name" }));
  }
  const [name] = Array.isArray(always) ? always.map(show) : Object.keys(always);
  if (name === undefined) return;
  const message = `always on script ${name.slice(0, 100)} not found`;
  throw new Refusal(failure("invalid_request", message, { param: "alwayson_scripts" }));
}

function countPictures({ batch_size: batch = 1, n_iter: rounds = 1 }: DrawBody): number {
  const count = batch * rounds;
  if (count <= MAX_PICTURES) return count;
  throw new Refusal(failure(
    "invalid_request",
    `batch_size is ${batch} and n_iter is ${rounds}: ask for at most ${MAX_PICTURES} pictures ` +
      `at a time, not ${count}`,
    { param: "batch_size" },
  ));
}

/** The first route speaks for the model: it is the one that is tried first. */
function honoured(model: Model | undefined, field: OptionalField): boolean {
  return model?.routes[0]?.card.capabilities.honours.includes(field) ?? false;
}

/** Whether no route could be paid for what nobody asked for. */
function isFree(model: Model | undefined): boolean {
  return model?.routes.every(({ provider }) => !provider.paid) ?? false;
}

interface PromptContext {
  readonly model: Model | undefined;
  readonly styles: readonly string[];
}

/** The prompt in its styles, without tags that no route of the model understands. */
function readPrompt({ prompt = "" }: DrawBody, { model, styles }: PromptContext) {
  const takesNetworks = model?.routes.some(({ card }) =>
    card.capabilities.honours.includes("loraIds")
  );
  const tags = takesNetworks ? [] : prompt.match(NETWORK_TAG) ?? [];
  const text = takesNetworks ? prompt : prompt.replace(NETWORK_TAG, "").trim();
  const prefixes = styles.map((style) => stylePrefix(style));
  return {
    prompt: `${prefixes.join("")}${text}`,
    warnings: [
      ...tags.map((tag) => `prompt: ${tag.trim().slice(0, 100)} dropped: the model takes none`),
      ...styles.filter((_, index) => prefixes[index] === undefined)
        .map((style) => `styles: ${show(style)} ignored: no such style`),
    ],
  };
}

/** What A1111 would enlarge to is drawn at once. */
function hiresSize(body: DrawBody, { widthPx, heightPx }: Size): Size | undefined {
  if (!body.enable_hr) return undefined;
  const { hr_resize_x: x = 0, hr_resize_y: y = 0, hr_scale: scale } = body;
  if (x > 0 && y > 0) return { widthPx: x, heightPx: y };
  if (x > 0) return { widthPx: x, heightPx: Math.max(1, Math.round(heightPx * x / widthPx)) };
  if (y > 0) return { widthPx: Math.max(1, Math.round(widthPx * y / heightPx)), heightPx: y };
  const factor = scale || DEFAULTS.hrScale;
  return {
    widthPx: Math.max(1, Math.round(widthPx * factor)),
    heightPx: Math.max(1, Math.round(heightPx * factor)),
  };
}

/** 1 leaves nothing out, which needs no saying. */
function clipSkip({ clip_skip: own }: DrawBody, options: Options): number | undefined {
  const layers = own || options.CLIP_stop_at_last_layers;
  return layers > 1 ? layers : undefined;
}
