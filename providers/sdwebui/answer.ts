/**
 * Pictures out of A1111's answer. Pure.
 *
 * @module
 */

import { z } from "zod";
import { failure } from "../../failure.ts";
import { inlineImage } from "../inline_image.ts";
import type { Outcome } from "../provider.ts";

/** What `/txt2img` and `/img2img` answer; `info` is JSON in a string. */
export const DrawnAnswer = z.object({ images: z.array(z.string()), info: z.string().nullish() });
/** See {@linkcode DrawnAnswer}. */
export type DrawnAnswer = z.infer<typeof DrawnAnswer>;

const Info = z.object({ index_of_first_image: z.number().int().nonnegative() });

/** The n pictures asked for, without a grid before them or control maps behind them. */
export function pictures({ images, info }: DrawnAnswer, n: number): Outcome {
  const first = firstOf(info ?? "");
  const drawn = images.slice(first, first + n).map(inlineImage);
  if (drawn.length === 0) {
    const message = "The upstream stopped before there was a picture";
    return { kind: "failed", failure: failure("generation_failed", message) };
  }
  const sound = drawn.filter((image) => image !== undefined);
  if (sound.length === drawn.length) return { kind: "done", images: sound };
  const message = "The upstream's answer holds a picture that is none";
  return { kind: "failed", failure: failure("bad_response", message) };
}

/** Where the pictures begin; a grid of them may stand first. */
function firstOf(info: string): number {
  try {
    return Info.safeParse(JSON.parse(info)).data?.index_of_first_image ?? 0;
  } catch {
    return 0; // servers that only resemble A1111 write what they like here
  }
}
