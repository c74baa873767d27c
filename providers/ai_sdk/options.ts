/**
 * Our request in the words of the AI SDK. Pure.
 *
 * @module
 */

import type { ImageModelV4CallOptions } from "@ai-sdk/provider";
import { namedFields } from "../field_names.ts";
import type { UpstreamRequest } from "../provider.ts";
import { type SdkModel, type Shape, shapeFor } from "./model.ts";

/** What a request asks of a library; the rest of a call's options is the same for all. */
export type SdkOptions =
  & Pick<ImageModelV4CallOptions, "prompt" | "n">
  & Partial<
    Pick<ImageModelV4CallOptions, "size" | "aspectRatio" | "seed" | "files" | "providerOptions">
  >;

/** Options of a library's own, beside those of the SDK. */
export type OwnOptions = NonNullable<ImageModelV4CallOptions["providerOptions"]>[string];

/** What most requests ask: words, size, seed and pictures. */
export function commonOptions(request: UpstreamRequest, model: SdkModel): SdkOptions {
  const { prompt, n, seed, inputs } = request;
  return {
    prompt,
    n,
    ...sizeOptions(shapeFor(request.size, model)),
    ...(model.fields.seed === undefined ? {} : { seed }),
    ...(inputs.length > 0 ? { files: filesOf(inputs) } : {}),
  };
}

/** How it is asked for a size. */
export function sizeOptions(shape: Shape): Pick<SdkOptions, "size" | "aspectRatio"> {
  if (shape.kind === "ratio") return { aspectRatio: ratio(shape.ratio) };
  const { widthPx, heightPx } = shape.size;
  return { size: `${widthPx}x${heightPx}` };
}

/** The optional fields that a model honours, under its own names; a seed goes with the others. */
export function fieldOptions(request: UpstreamRequest, { fields }: SdkModel): OwnOptions {
  const { negativePrompt, steps, guidanceScale, strength, quality } = request;
  const values = { negativePrompt, steps, guidanceScale, strength, quality };
  const named = Object.entries(namedFields(fields, values));
  return Object.fromEntries(
    named.flatMap(([name, value]) =>
      typeof value === "string" || typeof value === "number" ? [[name, value]] : []
    ),
  );
}

/** Pictures for a library. */
export function filesOf(inputs: UpstreamRequest["inputs"]): NonNullable<SdkOptions["files"]> {
  return inputs.map(({ bytes, mediaType }) => ({ type: "file", mediaType, data: bytes }));
}

function ratio(text: string): `${number}:${number}` {
  const [width = 1, height = 1] = text.split(":").map(Number);
  return `${width}:${height}`;
}
