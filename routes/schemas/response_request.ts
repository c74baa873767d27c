/**
 * The wire shape of requests to the Responses API.
 *
 * @module
 */

import { z } from "zod";
import { decimal, flag, integer, oneOf, text } from "./fields.ts";
import { GenerationBody, ImageReference } from "./image_request.ts";

/** Pairs of metadata, as OpenAI allows. */
const MAX_PAIRS = 16;

const ignored = z.unknown().optional().meta({
  description: "Accepted for compatibility; has no effect, and a warning says so.",
});
const token = text(512).optional().meta({ description: "Sent back; has no effect." });

/** The image tool. Its options are those of `POST /v1/images/generations`. */
export const ImageTool = GenerationBody.omit({
  prompt: true,
  stream: true,
  response_format: true,
  safety_identifier: true,
  user: true,
  image: true,
  images: true,
  mask: true,
}).extend({
  type: z.literal("image_generation"),
  action: oneOf(["generate", "edit", "auto"]).optional().meta({
    description: "`auto` edits where there is a picture to edit; `generate` never does.",
    default: "auto",
  }),
  input_image_mask: ImageReference.optional().meta({
    description: "Transparent where the first picture is to be repainted; has its size.",
  }),
}).meta({ id: "ImageGenerationTool", description: "The one tool that there is here." });
/** See {@linkcode ImageTool}. */
export type ImageTool = z.infer<typeof ImageTool>;

/** Names that the tool's options have. */
export const TOOL_FIELDS: readonly string[] = Object.keys(ImageTool.shape);

/** A piece of a message; other types than text and pictures are let pass. */
const Part = z.object({
  type: z.string(),
  text: z.string().nullish(),
  image_url: z.union([z.string(), z.object({ url: z.string() })], { error: "use a URL" }).nullish(),
  file_id: z.string().nullish(),
}, { error: "use a part such as input_text or input_image" });
/** See the schema: a piece of a message. */
export type InputPart = z.infer<typeof Part>;

const content = z.preprocess(
  (value) => typeof value === "string" ? [{ type: "input_text", text: value }] : value,
  z.array(Part, { error: "use a text or a list of parts" }).nullish(),
);

/** A message, an earlier picture or a reference to one; other items are let pass. */
const Item = z.object({
  type: z.string().nullish(),
  role: z.string().nullish(),
  id: z.string().nullish(),
  status: z.unknown().optional(),
  result: z.unknown().optional().meta({ description: "Base64 of an earlier picture." }),
  content: content.meta({ description: "A text, or parts `input_text` and `input_image`." }),
}, { error: "use a message or an image_generation_call" });
/** See the schema: one item of an input. */
export type InputItem = z.infer<typeof Item>;

const input = z.preprocess(
  (value) => typeof value === "string" ? [{ role: "user", content: value }] : value,
  z.array(Item, { error: "use a text or a list of items" }),
).meta({
  description: "What to draw: a text, or a list of items. The prompt is the text of the last " +
    "user message; pictures beside it, else the newest earlier picture, are edited.",
  example: "a lighthouse at dusk, watercolour",
});

/** Up to 16 pairs; keys of at most 64 characters, values of at most 512. */
const Metadata = z.record(
  z.string().max(64, { error: "use keys of at most 64 characters" }),
  z.string({ error: "use a text" }).max(512, { error: "use at most 512 characters" }),
  { error: "use an object of texts" },
).refine((pairs) => Object.keys(pairs).length <= MAX_PAIRS, {
  error: `use at most ${MAX_PAIRS} pairs`,
});

/** Fields that an answer repeats as they came. */
export const Echoed = z.object({
  instructions: z.string({ error: "use a text" }).optional().meta({
    description: "Sent back; has no effect, since there is no language model to follow them.",
  }),
  metadata: Metadata.optional().meta({ description: "Sent back: up to 16 pairs of text." }),
  previous_response_id: text(100).optional().meta({
    description: "An earlier response, whose picture is edited when the input has none.",
  }),
  max_output_tokens: integer({ min: 0, max: 1e9 }).optional(),
  max_tool_calls: integer({ min: 0, max: 1e9 }).optional(),
  parallel_tool_calls: flag().optional(),
  temperature: decimal({ min: 0, max: 2 }).optional(),
  top_p: decimal({ min: 0, max: 1 }).optional(),
  top_logprobs: integer({ min: 0, max: 20 }).optional(),
  truncation: oneOf(["auto", "disabled"]).optional(),
  prompt_cache_key: token,
  safety_identifier: token,
  user: token,
});
/** See {@linkcode Echoed}. */
export type Echoed = z.infer<typeof Echoed>;

/** Fields of OpenAI's that nothing is done with. */
const Ignored = z.object({
  access_programs: ignored,
  context_management: ignored,
  conversation: ignored,
  image: ignored,
  include: ignored,
  moderation: ignored,
  prompt: ignored,
  prompt_cache_options: ignored,
  prompt_cache_retention: ignored,
  reasoning: ignored,
  service_tier: ignored,
  stream_options: ignored,
  text: ignored,
});

/** Fields without effect whose sender should know: they would change what a language model does. */
export const INEFFECTIVE_FIELDS = [
  ...Ignored.keyof().options,
  "instructions",
  "max_output_tokens",
  "temperature",
  "top_p",
  "top_logprobs",
] as const;

/** The body of `POST /v1/responses`. */
export const ResponseBody = z.object({
  model: text(200).optional().meta({
    description: "A model of `GET /v1/models`. Any other id stands for a language model, which " +
      "is not here: then the tool's `model` draws, or the server's default model.",
    example: "gpt-4.1",
  }),
  input,
  tools: z.array(z.looseObject({ type: z.string({ error: "use a tool's type" }) }), {
    error: 'use a list such as [{"type": "image_generation"}]',
  }).optional().meta({
    description: "`image_generation` with its options (see `ImageGenerationTool`); other tools " +
      "are left out, with a warning.",
    example: [{ type: "image_generation", size: "1024x1024" }],
  }),
  tool_choice: z.union([
    oneOf(["auto", "none", "required"]),
    z.looseObject({ type: z.string() }),
  ], { error: 'use "auto", "none", "required" or {"type": "image_generation"}' }).optional().meta({
    description: "Since there is no language model, `auto` draws like `required`.",
    default: "auto",
  }),
  stream: flag().optional().meta({
    description: "Answer with server-sent events.",
    default: false,
  }),
  background: flag().optional().meta({
    description: "Answer at once; `GET /v1/responses/{id}` has the rest.",
    default: false,
  }),
  store: flag().optional().meta({
    description: "Whether the response can be asked for and built upon later.",
    default: true,
  }),
  ...Echoed.shape,
  ...Ignored.shape,
}).meta({
  id: "CreateResponseRequest",
  description: "A request for a picture. Null and empty values count as absent; fields that are " +
    "not listed are ignored, with a warning.",
});
/** See {@linkcode ResponseBody}. */
export type ResponseBody = z.infer<typeof ResponseBody>;

/** Names that a request may use. */
export const RESPONSE_FIELDS: readonly string[] = Object.keys(ResponseBody.shape);

/** The query of `GET /v1/responses/{id}`. */
export const RetrieveQuery = z.object({
  stream: flag().optional().meta({
    description: "`true`: the response's events, from the first or after `starting_after`.",
  }),
  starting_after: integer({ min: 0, max: 1e9 }).optional().meta({
    description: "With `stream`: the `sequence_number` of the last event that is known.",
  }),
});
