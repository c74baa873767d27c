/**
 * From a job that has ended to what txt2img and img2img answer.
 *
 * @module
 */

import { toBase64 } from "../../images/base64.ts";
import { writePictureText } from "../../images/picture_text.ts";
import { formatSize } from "../../images/size.ts";
import type { Image, Job } from "../../jobs/job.ts";
import type { Blobs } from "../../store/blobs.ts";
import { VERSION } from "../../version.ts";
import { encodeParts, type TextPart } from "../base64_text.ts";
import type { DrawBody } from "../schemas/sdapi.ts";
import { checkpointOf } from "./checkpoints.ts";
import { writeInfoText } from "./info_text.ts";
import type { Options } from "./options.ts";
import type { Drawing } from "./read_request.ts";

/** What the caller asked for. */
export interface Asked {
  readonly body: DrawBody;
  readonly drawing: Drawing;
  readonly options: Options;
}

interface DrawnPicture {
  readonly image: Image;
  readonly seed: number;
}

/** Seeds are 32 bits wide. */
const SEEDS = 2 ** 32;

/** The answer's JSON, as bytes. */
export async function drawAnswer(
  job: Job,
  asked: Asked,
  blobs: Blobs,
): Promise<Uint8Array<ArrayBuffer>> {
  const pictures = drawnPictures(job);
  const infoTexts = pictures.map((picture) => infoTextOf(picture, asked));
  const sent = asked.body.send_images === false ? [] : pictures;
  const images = await Promise.all(sent.map(async ({ image }, index): Promise<TextPart[]> => {
    const text = asked.options.enable_pnginfo ? infoTexts[index] : undefined;
    const base64 = toBase64(await readWithText(image, text, blobs));
    return [{ text: index === 0 ? '"' : ',"' }, { base64 }, { text: '"' }];
  }));
  const rest = {
    parameters: echoOf(asked.body),
    info: JSON.stringify(infoOf(job, { pictures, infoTexts }, asked)),
  };
  return encodeParts([
    { text: '{"images":[' },
    ...images.flat(),
    { text: `],${JSON.stringify(rest).slice(1)}` },
  ]);
}

/** `20261121032345`, in UTC: A1111's `job_timestamp`. */
export function jobTimestamp(epochMs: number): string {
  return new Date(epochMs).toISOString().replace(/\D/g, "").slice(0, 14);
}

/** Picture k of a task was drawn with its seed + k. */
function drawnPictures(job: Job): DrawnPicture[] {
  return job.tasks.flatMap(({ state, seed }) =>
    state.status === "done"
      ? state.images.map((image, index) => ({ image, seed: (seed + index) % SEEDS }))
      : []
  );
}

async function readWithText(image: Image, text: string | undefined, blobs: Blobs) {
  const bytes = await blobs.read(image.blobId);
  if (bytes === undefined) throw new Error(`Image ${image.blobId} is gone before its job is`);
  return text === undefined ? bytes : writePictureText({ ...image, bytes }, text);
}

function infoTextOf({ image, seed }: DrawnPicture, { drawing }: Asked): string {
  const { settings, sampler, steps, cfgScale, denoising, upscale } = drawing;
  const { hash } = checkpointOf(settings.model);
  return writeInfoText({
    prompt: settings.prompt,
    negativePrompt: settings.negativePrompt ?? "",
    pairs: [
      ["Steps", steps],
      ["Sampler", sampler.sampler],
      ["Schedule type", sampler.scheduler],
      ["CFG scale", cfgScale],
      ["Seed", seed],
      ["Size", formatSize(image)],
      ["Model hash", hash],
      ["Model", settings.model],
      ["Denoising strength", denoising],
      ["Clip skip", settings.clipSkip],
      ["Hires resize", upscale && formatSize(upscale)],
      ["Version", `Darkroom ${VERSION}`],
    ],
  });
}

interface Drawn {
  readonly pictures: readonly DrawnPicture[];
  readonly infoTexts: readonly string[];
}

/** Everything has one entry for each picture, and there is never a grid before them. */
function infoOf(job: Job, { pictures, infoTexts }: Drawn, { body, drawing, options }: Asked) {
  const { settings, sampler, steps, cfgScale, denoising } = drawing;
  const [first] = pictures;
  const { hash } = checkpointOf(settings.model);
  const negative = settings.negativePrompt ?? "";
  return {
    prompt: settings.prompt,
    all_prompts: pictures.map(() => settings.prompt),
    negative_prompt: negative,
    all_negative_prompts: pictures.map(() => negative),
    seed: first?.seed ?? -1,
    all_seeds: pictures.map(({ seed }) => seed),
    subseed: -1,
    all_subseeds: pictures.map(() => -1),
    subseed_strength: 0,
    width: first?.image.widthPx ?? settings.size.widthPx,
    height: first?.image.heightPx ?? settings.size.heightPx,
    sampler_name: sampler.sampler,
    cfg_scale: cfgScale,
    steps,
    batch_size: body.batch_size ?? 1,
    restore_faces: false,
    face_restoration_model: null,
    sd_model_name: settings.model,
    sd_model_hash: hash,
    sd_vae_name: null,
    sd_vae_hash: null,
    seed_resize_from_w: -1,
    seed_resize_from_h: -1,
    denoising_strength: denoising ?? null,
    extra_generation_params: { "Schedule type": sampler.scheduler },
    index_of_first_image: 0,
    infotexts: infoTexts,
    styles: body.styles ?? [],
    job_timestamp: jobTimestamp(job.createdAt),
    clip_skip: settings.clipSkip ?? options.CLIP_stop_at_last_layers,
    is_using_inpainting_conditioning: false,
    version: `Darkroom ${VERSION}`,
  };
}

/** What A1111 fills in; clients read some of these. */
const ECHOED_DEFAULTS = {
  prompt: "",
  negative_prompt: "",
  styles: null,
  seed: -1,
  subseed: -1,
  subseed_strength: 0,
  sampler_name: null,
  scheduler: null,
  batch_size: 1,
  n_iter: 1,
  steps: 50,
  cfg_scale: 7,
  width: 512,
  height: 512,
  denoising_strength: null,
  override_settings: null,
  enable_hr: false,
  script_name: null,
  send_images: true,
  save_images: false,
  alwayson_scripts: {},
};

/** The request as it was read; its pictures only where that is asked for. */
function echoOf(body: DrawBody): Record<string, unknown> {
  const echo = { ...ECHOED_DEFAULTS, ...body };
  if (body.init_images === undefined || body.include_init_images) return echo;
  return { ...echo, init_images: null, mask: null };
}
