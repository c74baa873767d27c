/**
 * Our request in the words of A1111's API.
 *
 * @module
 */

import { toBase64 } from "../../images/base64.ts";
import type { Raster } from "../../images/raster.ts";
import type { EncodedImage } from "../../images/request.ts";
import type { JsonBody } from "../http.ts";
import type { UpstreamRequest } from "../provider.ts";
import { paintedMask } from "./painted_mask.ts";

/** What writing a body needs. */
export interface BodyOptions {
  /** The checkpoint to draw with; undefined: the one that is loaded. */
  readonly checkpoint: string | undefined;
  readonly raster: Raster;
  readonly signal: AbortSignal;
}

/**
 * Keeps the whole picture in view, begins the hole with what was there, and takes its edge as it is:
 * by default it would be blurred.
 */
const INPAINTING = {
  inpainting_fill: 1,
  inpaint_full_res: false,
  inpainting_mask_invert: 0,
  mask_blur: 0,
};

/**
 * The body of `/txt2img`, or of `/img2img` when there is an input. Rejects with an `ImageError` when
 * the input or the mask cannot be read, and with the signal's reason.
 */
export async function writeBody(request: UpstreamRequest, options: BodyOptions): Promise<JsonBody> {
  const [input] = request.inputs;
  const { mask, strength } = request;
  const common = commonFields(request, options.checkpoint);
  if (input === undefined) return common;
  return {
    ...common,
    init_images: [await readableInput(input, options)],
    denoising_strength: strength,
    ...(mask ? { mask: toBase64(await paintedMask(mask, options)), ...INPAINTING } : {}),
  };
}

function commonFields(request: UpstreamRequest, checkpoint: string | undefined) {
  const { negativePrompt, seed, steps, guidanceScale, sampler, clipSkip, size, n } = request;
  return {
    prompt: promptOf(request),
    negative_prompt: negativePrompt,
    seed,
    steps,
    cfg_scale: guidanceScale,
    sampler_name: sampler,
    width: size.widthPx,
    height: size.heightPx,
    batch_size: n,
    n_iter: 1,
    send_images: true,
    save_images: false,
    override_settings: {
      sd_model_checkpoint: checkpoint,
      CLIP_stop_at_last_layers: clipSkip,
    },
    override_settings_restore_afterwards: true,
  };
}

/** LoRAs are words of the prompt here. */
function promptOf({ prompt, loraIds = [], loraWeight = 1 }: UpstreamRequest): string {
  return [prompt, ...loraIds.map((id) => `<lora:${id}:${loraWeight}>`)].join(" ");
}

/** A1111 reads PNG, JPEG and WebP wherever it runs, AVIF hardly anywhere. */
async function readableInput(
  { bytes, mediaType }: EncodedImage,
  { raster, signal }: BodyOptions,
): Promise<string> {
  if (mediaType !== "image/avif") return toBase64(bytes);
  const source = { kind: "encoded", bytes } as const;
  const png = await raster.run({ source, output: { format: "png" } }, { signal });
  return toBase64(png.bytes);
}
