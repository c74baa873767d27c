/**
 * Our request in the words of OpenAI's image API. Pure.
 *
 * @module
 */

import { extensionOf } from "../../images/media.ts";
import type { EncodedImage } from "../../images/request.ts";
import { formatSize } from "../../images/size.ts";
import { type Capabilities, type UpstreamRequest, WIRE_NAMES } from "../provider.ts";
import type { Family } from "./families.ts";

/** How strict OpenAI's own filter is. */
export type Moderation = "auto" | "low";

/** How a request is to be written. */
export interface BodyOptions {
  readonly family: Family;
  /** What the model honours; a server's own listing may know better than its family. */
  readonly honours: Capabilities["honours"];
  /** For requests that do not say. Absent: the upstream's own default. */
  readonly moderation?: Moderation | undefined;
  /** Fields that the upstream is known to refuse. */
  readonly without: ReadonlySet<string>;
}

/** Fields of either body. In a form, each text of a list is a part of its own. */
export type Fields = Readonly<
  Record<string, string | number | boolean | readonly string[] | undefined>
>;

/** Fields that we send though no caller asked for them; without them a request means the same. */
export const EXTRA_FIELDS = ["response_format", "seed"] as const;

/** The body of `POST /images/generations`. */
export function generationBody(request: UpstreamRequest, options: BodyOptions): Fields {
  return commonFields(request, options);
}

/** The body of `POST /images/edits`: one input is `image`, several are `image[]`. */
export function editBody(request: UpstreamRequest, options: BodyOptions): FormData {
  const { inputs, mask } = request;
  const form = new FormData();
  for (const [name, value] of Object.entries(commonFields(request, options))) {
    for (const part of [value ?? []].flat()) form.append(name, String(part));
  }
  const name = inputs.length === 1 ? "image" : "image[]";
  for (const [index, input] of inputs.entries()) form.append(name, file(input, `image-${index}`));
  if (mask) form.append("mask", file(mask, "mask"));
  return form;
}

function commonFields(request: UpstreamRequest, options: BodyOptions): Fields {
  const { model, prompt, n, size } = request;
  const fields = {
    model,
    prompt,
    n,
    size: formatSize(size),
    ...(options.family.isGptImage ? formatFields(request) : { response_format: "b64_json" }),
    ...optionalFields(request, options),
  };
  return Object.fromEntries(Object.entries(fields).filter(([name]) => !options.without.has(name)));
}

/**
 * AVIF, and whatever is to be compressed, is made of a PNG here: a picture is compressed once. And
 * JPEG has no clear pixels.
 */
function formatFields({ outputFormat, outputCompression, background }: UpstreamRequest): Fields {
  const isLossless = outputFormat === "avif" || outputCompression !== undefined ||
    (outputFormat === "jpeg" && background === "transparent");
  return { output_format: isLossless ? "png" : outputFormat };
}

function optionalFields(request: UpstreamRequest, options: BodyOptions): Fields {
  const { family: { capabilities: { qualities = {} } }, honours, moderation } = options;
  const { quality, partialImages } = request;
  const streamed = partialImages > 0 && honours.includes("partialImages");
  const wanted = {
    ...request,
    quality: quality === undefined ? undefined : qualities[quality] ?? quality,
    moderation: request.operation === "generate" ? request.moderation ?? moderation : undefined,
    partialImages: undefined,
    mask: undefined,
  };
  return {
    ...Object.fromEntries(honours.map((field) => [WIRE_NAMES[field], wanted[field]])),
    ...(streamed ? { stream: true, partial_images: partialImages } : {}),
  };
}

function file({ bytes, mediaType }: EncodedImage, name: string): File {
  return new File([bytes], `${name}.${extensionOf(mediaType)}`, { type: mediaType });
}
