/**
 * The wire shape of the Stable Diffusion WebUI's API: what `/sdapi/v1` takes, and how it refuses.
 * Null and empty values have been left out before a body is held against these.
 *
 * @module
 */

import { z } from "zod";
import { decimal, flag, integer, text } from "./fields.ts";

/** Characters of a prompt. */
const MAX_PROMPT = 32_000;
/** Most pixels of a side that anybody can mean. */
const MAX_SIDE = 99_999;

/** Every refusal: A1111's four keys. */
export const SdapiError = z.object({
  error: z.string().meta({
    description: "The class of what was thrown.",
    example: "HTTPException",
  }),
  detail: z.string().meta({ description: "What is wrong, naming the field." }),
  body: z.string(),
  errors: z.string(),
}).meta({ id: "SdapiError", description: "How the Stable Diffusion API refuses." });
/** See {@linkcode SdapiError}. */
export type SdapiError = z.infer<typeof SdapiError>;

const names = z.preprocess(
  (value) => typeof value === "string" ? [value] : value,
  z.array(z.string(), { error: "use a list of names" }),
);
const settings = z.record(z.string(), z.unknown(), { error: "use an object" });
const picture = z.string({ error: "use base64, a data URL or an address" });

/** Fields of both calls that something is done with. */
const Common = z.object({
  prompt: text(MAX_PROMPT).optional(),
  negative_prompt: text(MAX_PROMPT).optional(),
  styles: names.optional().meta({ description: "Names of `GET /sdapi/v1/prompt-styles`." }),
  seed: z.union([z.number(), z.string()], { error: "use a whole number" }).optional().meta({
    description: "Picture k has seed + k; -1 draws one.",
    default: -1,
  }),
  sampler_name: text(100).optional().meta({ description: "Unknown ones become the default." }),
  sampler_index: text(100).optional().meta({ description: "The older name of `sampler_name`." }),
  scheduler: text(100).optional(),
  batch_size: integer({ min: 1, max: 100 }).optional().meta({ default: 1 }),
  n_iter: integer({ min: 1, max: 100 }).optional().meta({
    description: "`batch_size` times `n_iter` pictures are made, at most 10.",
    default: 1,
  }),
  steps: integer({ min: 1, max: 1_000 }).optional().meta({ default: 50 }),
  cfg_scale: decimal({ min: 0, max: 100 }).optional().meta({ default: 7 }),
  width: integer({ min: 1, max: MAX_SIDE }).optional().meta({ default: 512 }),
  height: integer({ min: 1, max: MAX_SIDE }).optional().meta({ default: 512 }),
  clip_skip: integer({ min: 0, max: 12 }).optional(),
  override_settings: settings.optional().meta({
    description: "Options of `GET /sdapi/v1/options` for this call only.",
  }),
  script_name: text(200).optional(),
  alwayson_scripts: z.union([settings, z.array(z.unknown())]).optional(),
  send_images: flag().optional().meta({ default: true }),
  force_task_id: text(200).optional().meta({ description: "For `POST /internal/progress`." }),
  denoising_strength: decimal({ min: 0, max: 1 }).optional().meta({
    description: "How far an img2img goes from its picture.",
    default: 0.75,
  }),
});

/** Fields that clients send and that change nothing; a value that asks for something is reported. */
const nothing = z.unknown().optional();
const Ignored = z.object({
  subseed: nothing,
  subseed_strength: nothing,
  seed_resize_from_h: nothing,
  seed_resize_from_w: nothing,
  distilled_cfg_scale: nothing,
  restore_faces: nothing,
  tiling: nothing,
  do_not_save_samples: nothing,
  do_not_save_grid: nothing,
  eta: nothing,
  s_min_uncond: nothing,
  s_churn: nothing,
  s_tmax: nothing,
  s_tmin: nothing,
  s_noise: nothing,
  override_settings_restore_afterwards: nothing,
  refiner_checkpoint: nothing,
  refiner_switch_at: nothing,
  disable_extra_networks: nothing,
  comments: nothing,
  script_args: nothing,
  save_images: nothing,
  infotext: nothing,
});

/** The body of `POST /sdapi/v1/txt2img`. */
export const Txt2imgBody = z.object({
  ...Common.shape,
  enable_hr: flag().optional().meta({ description: "Draws at the larger size at once." }),
  hr_scale: decimal({ min: 0, max: 16 }).optional().meta({ default: 2 }),
  hr_resize_x: integer({ min: 0, max: MAX_SIDE }).optional(),
  hr_resize_y: integer({ min: 0, max: MAX_SIDE }).optional(),
  hr_upscaler: nothing,
  hr_second_pass_steps: nothing,
  hr_checkpoint_name: nothing,
  hr_sampler_name: nothing,
  hr_scheduler: nothing,
  hr_prompt: nothing,
  hr_negative_prompt: nothing,
  hr_cfg: nothing,
  firstphase_width: nothing,
  firstphase_height: nothing,
  firstpass_image: nothing,
  ...Ignored.shape,
}).meta({
  id: "Txt2imgRequest",
  description: "Fields that are not listed are ignored; the rest of A1111's have no effect.",
});

/** The body of `POST /sdapi/v1/img2img`. */
export const Img2imgBody = z.object({
  ...Common.shape,
  init_images: z.array(picture, { error: "use a list of pictures" }).optional().meta({
    description: "Base64, a data URL or an http address. One is worked on.",
  }),
  mask: picture.optional().meta({ description: "White where the picture is to be repainted." }),
  mask_blur: decimal({ min: 0, max: 256 }).optional().meta({ default: 4 }),
  mask_blur_x: decimal({ min: 0, max: 256 }).optional(),
  mask_blur_y: decimal({ min: 0, max: 256 }).optional(),
  mask_round: flag().optional().meta({ default: true }),
  inpainting_mask_invert: flag().optional().meta({ description: "Black is repainted instead." }),
  resize_mode: integer({ min: 0, max: 3 }).optional().meta({
    description: "0 and 3 stretch, 1 crops, 2 extends the edges.",
    default: 0,
  }),
  include_init_images: flag().optional(),
  image_cfg_scale: nothing,
  inpainting_fill: nothing,
  inpaint_full_res: nothing,
  inpaint_full_res_padding: nothing,
  initial_noise_multiplier: nothing,
  latent_mask: nothing,
  ...Ignored.shape,
}).meta({
  id: "Img2imgRequest",
  description: "Fields that are not listed are ignored; the rest of A1111's have no effect.",
});

/** What both calls have in common, once parsed; a field of the other call is never there. */
export type DrawBody =
  & z.infer<typeof Common>
  & Partial<z.infer<typeof Txt2imgBody>>
  & Partial<z.infer<typeof Img2imgBody>>;

/** What both calls answer. */
export const DrawAnswer = z.object({
  images: z.array(z.string()).meta({ description: "Plain base64, never a grid." }),
  parameters: z.record(z.string(), z.unknown()).meta({
    description: "The request as it was read.",
  }),
  info: z.string().meta({ description: "JSON: seeds, prompts, infotexts, size, model." }),
}).meta({ id: "DrawAnswer" });

const Extras = z.object({
  resize_mode: integer({ min: 0, max: 1 }).optional().meta({
    description: "0 by factor, 1 to a size.",
    default: 0,
  }),
  upscaling_resize: decimal({ min: 0.05, max: 16 }).optional().meta({ default: 2 }),
  upscaling_resize_w: integer({ min: 1, max: MAX_SIDE }).optional().meta({ default: 512 }),
  upscaling_resize_h: integer({ min: 1, max: MAX_SIDE }).optional().meta({ default: 512 }),
  upscaling_crop: flag().optional().meta({ default: true }),
  upscaler_1: text(200).optional().meta({ description: "`None` changes nothing." }),
  upscaler_2: text(200).optional(),
  extras_upscaler_2_visibility: decimal({ min: 0, max: 1 }).optional().meta({ default: 0 }),
  show_extras_results: nothing,
  gfpgan_visibility: nothing,
  codeformer_visibility: nothing,
  codeformer_weight: nothing,
  upscale_first: nothing,
});
/** How pictures are to be enlarged. */
export type ExtrasBody = z.infer<typeof Extras>;

/** The body of `POST /sdapi/v1/extra-single-image`. */
export const ExtraSingleBody = z.object({ ...Extras.shape, image: picture })
  .meta({ id: "ExtraSingleImageRequest" });

const Listed = z.preprocess(
  // The client `a1111-webui-api` calls the picture `image`.
  (value) => typeof value === "object" && value !== null ? { data: pick(value), name: "" } : value,
  z.object({ data: picture }, { error: "use an object with data" }),
);

/** The body of `POST /sdapi/v1/extra-batch-images`. */
export const ExtraBatchBody = z.object({
  ...Extras.shape,
  imageList: z.array(Listed, { error: "use a list of objects with data" }).min(1, {
    error: "use a list of at least one picture",
  }).max(16, { error: "use at most 16 pictures" }),
}).meta({ id: "ExtraBatchImagesRequest" });

/** The body of `POST /sdapi/v1/png-info`. */
export const PngInfoBody = z.object({ image: picture }).meta({ id: "PngInfoRequest" });

/** Options by name; what each is good for stands in `routes/sdapi/options.ts`. */
export const OptionValues = z.record(z.string(), z.unknown()).meta({ id: "SdapiOptions" });

/** What `GET /sdapi/v1/progress` answers. */
export const ProgressAnswer = z.object({
  progress: z.number().meta({ description: "0 to 1; 0 when nothing is drawn." }),
  eta_relative: z.number().meta({ description: "Seconds." }),
  state: z.object({
    skipped: z.boolean(),
    interrupted: z.boolean(),
    stopping_generation: z.boolean(),
    job: z.string(),
    job_count: z.number(),
    job_timestamp: z.string(),
    job_no: z.number(),
    sampling_step: z.number(),
    sampling_steps: z.number(),
  }),
  current_image: z.string().nullable(),
  textinfo: z.string().nullable(),
}).meta({ id: "SdapiProgress" });
/** See {@linkcode ProgressAnswer}. */
export type ProgressAnswer = z.infer<typeof ProgressAnswer>;

/** `?skip_current_image=true` */
export const ProgressQuery = z.object({ skip_current_image: flag().optional() });

/** The body of `POST /internal/progress`. */
export const TaskProgressBody = z.object({
  id_task: text(200).optional(),
  id_live_preview: z.unknown().optional(),
  live_preview: flag().optional(),
}).meta({ id: "TaskProgressRequest" });

function pick(value: object): unknown {
  const fields = new Map<string, unknown>(Object.entries(value));
  return fields.get("data") ?? fields.get("image");
}
