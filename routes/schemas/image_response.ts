/**
 * The wire shape of answers that carry pictures.
 *
 * @module
 */

import { z } from "zod";

const seconds = z.int().meta({ description: "Unix seconds.", example: 1_763_683_200 });
const size = z.string().meta({ description: "`WIDTHxHEIGHT` in pixels.", example: "1024x1024" });
const format = z.enum(["png", "jpeg", "webp", "avif"]).meta({
  description: "The format of the file, which is what it is and not only what was asked for.",
});
const quality = z.enum(["low", "medium", "high", "xhigh", "max"]);
const background = z.enum(["transparent", "opaque"]);
const tokens = z.int().nonnegative();
const safety_identifier = z.string().nullable().optional();

/** Always zero: pictures are not counted in tokens here, but typed clients want the numbers. */
export const Usage = z.object({
  input_tokens: tokens,
  output_tokens: tokens,
  total_tokens: tokens,
  input_tokens_details: z.object({ text_tokens: tokens, image_tokens: tokens }),
  output_tokens_details: z.object({ text_tokens: tokens, image_tokens: tokens }),
  cost: z.number().optional().meta({
    description: "US dollars spent at upstreams for this answer, where prices are known; 0 for " +
      "pictures that were there already. Also in `x-darkroom-cost`.",
  }),
}).meta({
  id: "ImagesUsage",
  description: "The tokens are always zero: pictures are not counted in tokens here.",
});
/** See {@linkcode Usage}. */
export type Usage = z.infer<typeof Usage>;

/** One picture of an answer: base64 or a URL, never both. */
export const ImageItem = z.object({
  b64_json: z.string().optional().meta({ description: "The file in base64, without a prefix." }),
  url: z.string().optional().meta({
    description: "The file's address: absolute, needs no key, lives as long as the job.",
    example: "http://localhost:8000/files/4f0c6f0e8a5d4b1c9e7d2a3b4c5d6e7f.png",
  }),
  revised_prompt: z.string().optional().meta({
    description: "The prompt that was really used, where the upstream says.",
  }),
}).meta({ id: "Image", description: "One picture." });
/** See {@linkcode ImageItem}. */
export type ImageItem = z.infer<typeof ImageItem>;

/** The answer to a request for pictures. */
export const ImagesResponse = z.object({
  created: seconds,
  background,
  output_format: format,
  quality,
  size,
  safety_identifier,
  usage: Usage,
  data: z.array(ImageItem).meta({
    description: "1 to 10 pictures. Fewer than asked for when some failed; a warning says so.",
  }),
}).meta({ id: "ImagesResponse", description: "The pictures." });
/** See {@linkcode ImagesResponse}. */
export type ImagesResponse = z.infer<typeof ImagesResponse>;

const Event = z.object({
  b64_json: z.string().meta({ description: "The file in base64." }),
  created_at: seconds,
  size,
  quality,
  background,
  output_format: format,
});

/** A picture under way. */
export const PartialImageEvent = z.object({
  type: z.enum(["image_generation.partial_image", "image_edit.partial_image"]),
  ...Event.shape,
  partial_image_index: z.int().nonnegative(),
}).meta({ id: "PartialImageEvent", description: "A picture as far as it has come." });
/** See {@linkcode PartialImageEvent}. */
export type PartialImageEvent = z.infer<typeof PartialImageEvent>;

/** A finished picture. */
export const CompletedEvent = z.object({
  type: z.enum(["image_generation.completed", "image_edit.completed"]),
  ...Event.shape,
  safety_identifier,
  usage: Usage,
}).meta({ id: "CompletedImageEvent", description: "A finished picture; one event for each." });
/** See {@linkcode CompletedEvent}. */
export type CompletedEvent = z.infer<typeof CompletedEvent>;

/** What an event or an answer says of a picture beside its bytes. */
export const Settings = z.object({ size, quality, background, output_format: format });
/** See {@linkcode Settings}. */
export type Settings = z.infer<typeof Settings>;
