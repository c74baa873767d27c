/**
 * aiimagetoimage: changes one picture by a prompt, as jobs to be polled.
 *
 * It always needs a picture: a request in words alone is drawn on a plain light canvas of the
 * asked ratio.
 *
 * @module
 */

import { z } from "zod";
import { type Failure, failure, type Json } from "../failure.ts";
import { displayedSize, extensionOf, readMedia } from "../images/media.ts";
import { plainPng } from "../images/plain_png.ts";
import type { EncodedImage, Size } from "../images/request.ts";
import { fitSize, ratioOf } from "../images/size.ts";
import { failureOfCode, failureOfJob, Sentence } from "./body_refusal.ts";
import { callJson } from "./http.ts";
import type {
  CallContext,
  Capabilities,
  ModelCard,
  Outcome,
  Provider,
  UpstreamRequest,
} from "./provider.ts";

/** Where the service is. */
export interface AiimagetoimageOptions {
  /** Without a trailing slash, such as `https://api.aiimagetoimage.io`. */
  readonly baseUrl: string;
}

/** Public clients ask every 3 s, for at most 300 s. */
const POLL_AFTER_MS = 3_000;
const ATTEMPT_TIMEOUT_MS = 300_000;

const MATCH_INPUT = "match_input_image";

/** One size for each ratio that it takes, which a canvas of that ratio has. */
const SIZES: readonly Size[] = [
  { widthPx: 1024, heightPx: 1024 }, // 1:1
  { widthPx: 1248, heightPx: 832 }, // 3:2
  { widthPx: 832, heightPx: 1248 }, // 2:3
  { widthPx: 720, heightPx: 1280 }, // 9:16
  { widthPx: 1280, heightPx: 720 }, // 16:9
  { widthPx: 864, heightPx: 1152 }, // 3:4
  { widthPx: 1152, heightPx: 864 }, // 4:3
];

const CANVAS_GREY = 245;

const CAPABILITIES: Capabilities = {
  operations: ["generate", "edit"],
  maxImages: 1,
  maxInputImages: 1,
  sizes: { kind: "list", sizes: SIZES },
  honours: ["negativePrompt"],
  needsInput: true,
  inputTypes: ["image/png", "image/jpeg"],
};

const MODELS: Readonly<Record<string, ModelCard>> = {
  nano_banana: card("Nano Banana", "Changes a picture as the prompt says, in 15 to 30 s."),
  standard: card("Standard", "Changes a picture as the prompt says, in 30 to 60 s."),
};

const Submitted = z.object({
  code: z.number(),
  message: Sentence,
  result: z.object({ job_id: z.string() }).nullish(),
});

const Result = z.object({
  code: z.number(),
  message: Sentence,
  result: z.object({ image_url: z.array(z.string()).nullish() }).nullish(),
});
type Result = z.infer<typeof Result>;

const Handle = z.object({ jobId: z.string() });

/** Creates the adapter. It needs no credentials. */
export function createAiimagetoimage({ baseUrl }: AiimagetoimageOptions): Provider {
  return {
    id: "aiimagetoimage",
    title: "aiimagetoimage",
    models: MODELS,
    origin: new URL(baseUrl).origin,
    idempotentSubmit: false,
    paid: false,
    attemptTimeoutMs: ATTEMPT_TIMEOUT_MS,
    submit,
    poll,
  };

  async function submit(request: UpstreamRequest, context: CallContext): Promise<Outcome> {
    const image = request.inputs[0] ?? plainPng(request.size, CANVAS_GREY);
    const answer = await callJson({
      url: `${baseUrl}/api/img2img/image-generate/image2image`,
      method: "POST",
      body: toForm(request, image),
      schema: Submitted,
      phase: "submit",
    }, context);
    if (!answer.ok) return failed(answer.failure);
    const { code, message, result } = answer.value;
    if (code !== 200) {
      return failed(failureOfCode({ code, message, headers: answer.headers }, context.now()));
    }
    return result ? pending(result.job_id) : failed(withoutJob());
  }

  async function poll(handle: Json, context: CallContext): Promise<Outcome> {
    const { jobId } = Handle.parse(handle);
    const answer = await callJson({
      url: `${baseUrl}/api/result/get?job_id=${encodeURIComponent(jobId)}`,
      schema: Result,
      phase: "poll",
    }, context);
    if (!answer.ok) return failed(answer.failure);
    const { code, message } = answer.value;
    switch (code) {
      case 200:
        return toPictures(answer.value);
      case 202:
        return pending(jobId);
      case 429:
        return failed(failureOfCode({ code, message, headers: answer.headers }, context.now()));
      default: // the job failed, or is not known
        return failed(failureOfJob(message));
    }
  }
}

function toForm(request: UpstreamRequest, { bytes, mediaType }: EncodedImage): FormData {
  const form = new FormData();
  form.set("image", new Blob([bytes], { type: mediaType }), `image.${extensionOf(mediaType)}`);
  form.set("prompt", request.prompt);
  form.set("negative_prompt", request.negativePrompt ?? "");
  form.set("model_type", request.model);
  form.set("aspect_ratio", aspectRatio(request));
  return form;
}

/** An edit to the input's own ratio keeps that ratio exactly, which need not be one of the seven. */
function aspectRatio({ inputs: [input], size }: UpstreamRequest): string {
  const media = input && readMedia(input.bytes);
  const asked = nearestRatio(size);
  return media && nearestRatio(displayedSize(media)) === asked ? MATCH_INPUT : asked;
}

function nearestRatio(size: Size): string {
  const { width, height } = ratioOf(fitSize(size, { kind: "list", sizes: SIZES }).size);
  return `${width}:${height}`;
}

function toPictures({ message, result }: Result): Outcome {
  const urls = result?.image_url ?? [];
  if (urls.length === 0) return failed(failureOfJob(message));
  return { kind: "done", images: urls.map((url) => ({ kind: "url", url })) };
}

function pending(jobId: string): Outcome {
  return { kind: "pending", handle: { jobId }, pollAfterMs: POLL_AFTER_MS };
}

function withoutJob(): Failure {
  return failure("bad_response", "The upstream took the request but gave no job to ask after");
}

function failed(failure: Failure): Outcome {
  return { kind: "failed", failure };
}

function card(title: string, description: string): ModelCard {
  return {
    title: `${title} (aiimagetoimage)`,
    description: `${description} Without an input picture it draws on a plain light canvas.`,
    createdAt: Date.UTC(2025, 10, 1),
    capabilities: CAPABILITIES,
  };
}
