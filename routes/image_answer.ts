/**
 * From a job that has ended to the body of an answer.
 *
 * @module
 */

import { type Failure, failure } from "../failure.ts";
import { toBase64 } from "../images/base64.ts";
import { formatOf } from "../images/media.ts";
import type { ImageRequest, StoredImage } from "../images/request.ts";
import { formatSize } from "../images/size.ts";
import { type Image, type Job, jobFailure, jobImages } from "../jobs/job.ts";
import type { Blobs } from "../store/blobs.ts";
import { encodeParts, jsonWithBase64, type TextPart } from "./base64_text.ts";
import { fileUrl } from "./public_url.ts";
import type { ResponseField } from "./response_field.ts";
import type { ImageItem, ImagesResponse, Settings, Usage } from "./schemas/image_response.ts";

/** How the caller wants its pictures. */
export interface AnswerOptions {
  readonly responseField: ResponseField;
  /** Our address, for URLs. */
  readonly base: string;
  readonly blobs: Blobs;
  readonly safetyIdentifier?: string | undefined;
  /** In US dollars; absent: nobody knows. */
  readonly costUsd?: number | undefined;
}

/** Pictures have no tokens. */
export const NO_USAGE: Usage = {
  input_tokens: 0,
  output_tokens: 0,
  total_tokens: 0,
  input_tokens_details: { text_tokens: 0, image_tokens: 0 },
  output_tokens_details: { text_tokens: 0, image_tokens: 0 },
};

/** What a model spends when nobody says; `auto` must be resolved in an answer. */
const USUAL_QUALITY = "medium";

/** The answer's JSON, as bytes. */
export async function imagesResponse(
  job: Job,
  { responseField, base, blobs, safetyIdentifier, costUsd: cost }: AnswerOptions,
): Promise<Uint8Array<ArrayBuffer>> {
  const images = jobImages(job);
  const head = {
    created: unixSeconds(job.createdAt),
    ...settingsOf(job.request, images[0]),
    ...(safetyIdentifier === undefined ? {} : { safety_identifier: safetyIdentifier }),
    usage: { ...NO_USAGE, ...(cost === undefined ? {} : { cost }) },
  } satisfies Omit<ImagesResponse, "data">;
  const items = await Promise.all(
    images.map(async (image): Promise<TextPart[]> =>
      responseField === "url"
        ? [{ text: JSON.stringify(urlItem(image, base)) }]
        : jsonWithBase64(revisedPrompt(image), await readBase64(blobs, image))
    ),
  );
  return encodeParts([
    { text: `${JSON.stringify(head).slice(0, -1)},"data":[` },
    ...items.flatMap((item, index) => index === 0 ? item : [{ text: "," }, ...item]),
    { text: "]}" },
  ]);
}

/** A stored picture in base64. */
export async function readBase64(blobs: Blobs, { blobId }: StoredImage): Promise<string> {
  const bytes = await blobs.read(blobId);
  if (bytes === undefined) throw new Error(`Image ${blobId} is gone before its job is`);
  return toBase64(bytes);
}

/** What is said of a picture beside its bytes, `auto` resolved. */
export function settingsOf(request: ImageRequest, image: StoredImage | undefined): Settings {
  return {
    background: request.background ?? "opaque",
    output_format: image === undefined ? request.outputFormat : formatOf(image.mediaType),
    quality: resolvedQuality(request.quality),
    size: image === undefined ? "auto" : formatSize(image),
  };
}

/** Why a job that has ended gives no pictures; undefined when it gives some. */
export function fatalFailure(job: Job): Failure | undefined {
  if (jobImages(job).length > 0) return undefined;
  return jobFailure(job) ?? failure("cancelled", `Job ${job.id} was cancelled`);
}

/** Unix time in whole seconds, as OpenAI counts. */
export function unixSeconds(epochMs: number): number {
  return Math.floor(epochMs / 1_000);
}

function urlItem(image: Image, base: string): ImageItem {
  return { url: fileUrl(base, image), ...revisedPrompt(image) };
}

function revisedPrompt({ revisedPrompt }: Image): Pick<ImageItem, "revised_prompt"> {
  return revisedPrompt === undefined ? {} : { revised_prompt: revisedPrompt };
}

function resolvedQuality(quality: string | undefined): Settings["quality"] {
  switch (quality) {
    case "low":
    case "medium":
    case "high":
    case "xhigh":
    case "max":
      return quality;
    default:
      return USUAL_QUALITY;
  }
}
