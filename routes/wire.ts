/**
 * From a request's fields to what we ask of a model. Pure.
 *
 * @module
 */

import { failure, Refusal } from "../failure.ts";
import type { ImageRequest } from "../images/request.ts";
import { IGNORED_FIELDS, type ImageBody } from "./schemas/image_request.ts";
import { readSeed } from "./seed.ts";
import { wishedSize } from "./wished_size.ts";

/** What a request asks for, but for its operation and pictures. */
export type ImageSettings = Omit<ImageRequest, "operation" | "inputs" | "mask">;

/** Settings, and what was mapped or dropped on the way. */
export interface WireSettings {
  readonly settings: ImageSettings;
  readonly warnings: readonly string[];
}

/** OpenAI's older words for the same thing; `auto` is for the model to choose. */
const QUALITIES: Readonly<Record<string, string>> = { standard: "medium", hd: "high" };

/**
 * Reads a parsed body.
 *
 * @param model the public model id to use
 * @throws {Refusal} `invalid_request` for fields that contradict each other or mean nothing
 */
export function readSettings(body: ImageBody, model: string): WireSettings {
  const { size, aspectRatio, warnings: sizeWarnings } = wishedSize(body);
  const { seed, warning: seedWarning } = body.seed === undefined
    ? { seed: undefined, warning: undefined }
    : readSeed(body.seed);
  const outputFormat = body.output_format ?? "png";
  return {
    settings: {
      model,
      prompt: body.prompt ?? "",
      negativePrompt: body.negative_prompt,
      n: body.n ?? 1,
      size,
      aspectRatio,
      seed,
      quality: readQuality(body.quality),
      style: body.style,
      background: readBackground(body, outputFormat),
      moderation: body.moderation === "auto" ? undefined : body.moderation,
      outputFormat,
      outputCompression: outputFormat === "png" ? undefined : body.output_compression,
      steps: body.steps,
      guidanceScale: body.guidance_scale,
      strength: body.strength,
      sampler: body.sampler,
      clipSkip: body.clip_skip,
      loraIds: readIds(body.lora_ids),
      loraWeight: body.lora_weight,
      partialImages: body.stream ? body.partial_images ?? 0 : 0,
    },
    warnings: [
      ...sizeWarnings,
      ...(seedWarning === undefined ? [] : [seedWarning]),
      ...droppedFields(body, outputFormat),
    ],
  };
}

function readQuality(quality: ImageBody["quality"]): string | undefined {
  return quality === undefined || quality === "auto" ? undefined : QUALITIES[quality] ?? quality;
}

function readIds(ids: ImageBody["lora_ids"]): string[] | undefined {
  const list = (typeof ids === "string" ? ids.split(",") : ids ?? []).map((id) => id.trim());
  const given = list.filter((id) => id !== "");
  return given.length > 0 ? given : undefined;
}

function readBackground(
  { background }: ImageBody,
  outputFormat: string,
): ImageRequest["background"] {
  if (background === "transparent" && outputFormat === "jpeg") {
    throw new Refusal(failure(
      "invalid_request",
      'background is "transparent", which JPEG cannot hold: use output_format "png" or "webp"',
      { param: "background" },
    ));
  }
  return background === "auto" ? undefined : background;
}

function droppedFields(body: ImageBody, outputFormat: string): string[] {
  const without = [
    ...IGNORED_FIELDS.filter((name) => body[name] !== undefined && body[name] !== "auto")
      .map((name) => `${name} dropped: it has no effect here`),
  ];
  if (body.output_compression !== undefined && outputFormat === "png") {
    without.push("output_compression dropped: png has no quality to set");
  }
  if (body.partial_images !== undefined && body.partial_images > 0 && !body.stream) {
    without.push("partial_images dropped: they come only with stream");
  }
  if (body.stream && body.response_format === "url") {
    without.push("response_format dropped: a stream carries base64");
  }
  return without;
}
