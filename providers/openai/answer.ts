/**
 * Pictures out of an answer of OpenAI's image API. Pure.
 *
 * @module
 */

import { z } from "zod";
import { failure } from "../../failure.ts";
import { isDataUrl } from "../../images/base64.ts";
import { inlineImage } from "../inline_image.ts";
import type { ImageSource, Outcome } from "../provider.ts";
import { ErrorBody, withheld } from "./refusal.ts";

const Picture = z.union([
  z.object({ b64_json: z.string().min(1), revised_prompt: z.string().nullish() }),
  z.object({ url: z.string().min(1), revised_prompt: z.string().nullish() }),
]);
type Picture = z.infer<typeof Picture>;

/** Pictures; or, from servers that do not mind their status, an error. */
export const ImagesAnswer = z.union([z.object({ data: z.array(Picture) }), ErrorBody]);
/** See {@linkcode ImagesAnswer}. */
export type ImagesAnswer = z.infer<typeof ImagesAnswer>;

/**
 * The outcome of delivered pictures.
 *
 * @param baseUrl what an address without an origin belongs to
 */
export function pictures(delivered: readonly Picture[], baseUrl: string): Outcome {
  if (delivered.length === 0) return { kind: "failed", failure: withheld() };
  const images = delivered.map((picture) => sourceOf(picture, baseUrl));
  const sound = images.filter((image) => image !== undefined);
  if (sound.length === images.length) return { kind: "done", images: sound };
  const message = "The upstream's answer holds a picture that is none";
  return { kind: "failed", failure: failure("bad_response", message) };
}

function sourceOf(picture: Picture, baseUrl: string): ImageSource | undefined {
  const source = "b64_json" in picture
    ? inlineImage(picture.b64_json)
    : sourceAt(picture.url, baseUrl);
  const { revised_prompt: revisedPrompt } = picture;
  return source && { ...source, ...(revisedPrompt ? { revisedPrompt } : {}) };
}

function sourceAt(address: string, baseUrl: string): ImageSource | undefined {
  if (isDataUrl(address)) return inlineImage(address);
  if (!URL.canParse(address, baseUrl)) return undefined;
  return { kind: "url", url: new URL(address, baseUrl).href };
}
