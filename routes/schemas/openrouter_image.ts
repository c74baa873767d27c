/**
 * The wire shape of OpenRouter's image API, where it differs from OpenAI's.
 *
 * @module
 */

import { z } from "zod";
import { MEDIA_TYPES } from "../../images/request.ts";
import { ChatUsage } from "./chat_response.ts";
import { GenerationBody, ImageReference } from "./image_request.ts";

const b64_json = z.string().meta({ description: "The file in base64, without a prefix." });
const media_type = z.enum(MEDIA_TYPES);
const created = z.int().meta({ description: "Unix seconds.", example: 1_763_683_200 });

/** The body of `POST /v1/images`, for the documentation: the route reads it as a generation. */
export const OpenrouterImageBody = GenerationBody.extend({
  input_references: z.array(ImageReference).optional().meta({
    description: "Pictures to work on; the same as `images`.",
  }),
  resolution: z.enum(["512", "1K", "2K", "4K"]).optional().meta({
    description: "A class of sizes, in the ratio of `aspect_ratio`; the same as `size`.",
  }),
}).meta({
  id: "OpenrouterImageRequest",
  description: "A request for pictures, in OpenRouter's words and ours.",
});

/** The answer. */
export const OpenrouterImages = z.object({
  created,
  usage: ChatUsage,
  data: z.array(z.object({ b64_json, media_type })),
}).meta({ id: "OpenrouterImages", description: "The pictures." });
/** See {@linkcode OpenrouterImages}. */
export type OpenrouterImages = z.infer<typeof OpenrouterImages>;

/** A picture under way. */
export const OpenrouterPartialEvent = z.object({
  type: z.literal("image_generation.partial_image"),
  b64_json,
  partial_image_index: z.int().nonnegative(),
}).meta({ id: "OpenrouterPartialImageEvent", description: "A picture as far as it has come." });
/** See {@linkcode OpenrouterPartialEvent}. */
export type OpenrouterPartialEvent = z.infer<typeof OpenrouterPartialEvent>;

/** A finished picture. */
export const OpenrouterCompletedEvent = z.object({
  type: z.literal("image_generation.completed"),
  b64_json,
  media_type,
  created,
  usage: ChatUsage,
}).meta({ id: "OpenrouterCompletedImageEvent", description: "A finished picture." });
/** See {@linkcode OpenrouterCompletedEvent}. */
export type OpenrouterCompletedEvent = z.infer<typeof OpenrouterCompletedEvent>;
