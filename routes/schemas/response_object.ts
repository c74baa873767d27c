/**
 * The wire shape of answers of the Responses API.
 *
 * @module
 */

import { z } from "zod";

const seconds = z.int().meta({ description: "Unix seconds.", example: 1_763_683_200 });
const tokens = z.int().nonnegative();
const sequence_number = z.int().nonnegative().meta({
  description: "Counts the events from 0; the same event has the same number in every stream.",
});

const QUALITIES = ["low", "medium", "high", "xhigh", "max"] as const;

const ItemError = z.object({
  code: z.string().nullable(),
  message: z.string(),
  param: z.string().nullable(),
  type: z.string(),
});

const ImageSettings = z.object({
  size: z.string().meta({ description: "`WIDTHxHEIGHT` in pixels.", example: "1024x1024" }),
  quality: z.enum(QUALITIES),
  background: z.enum(["transparent", "opaque"]),
  output_format: z.enum(["png", "jpeg", "webp", "avif"]),
});

/** The picture of a response. */
export const ImageCall = z.object({
  id: z.string().meta({ example: "ig_019a9f3c6d5e7c3f8a1b2c3d4e5f6071" }),
  type: z.literal("image_generation_call"),
  status: z.enum(["in_progress", "generating", "completed", "failed"]),
  result: z.string().nullable().meta({ description: "The file in base64, once it is there." }),
  action: z.enum(["generate", "edit"]),
  ...ImageSettings.partial().shape,
  revised_prompt: z.string().optional().meta({
    description: "The prompt that was really used, where the upstream says.",
  }),
  error: ItemError.optional().meta({ description: "Why it was refused, if it was." }),
}).meta({ id: "ImageGenerationCall", description: "The picture of a response." });
/** See {@linkcode ImageCall}. */
export type ImageCall = z.infer<typeof ImageCall>;

/** The image tool with its defaults filled in. */
export const EchoedTool = z.object({
  type: z.literal("image_generation"),
  action: z.enum(["generate", "edit", "auto"]),
  background: z.enum(["transparent", "opaque", "auto"]),
  model: z.string(),
  moderation: z.enum(["auto", "low"]),
  n: z.literal(1),
  output_compression: z.int(),
  output_format: z.enum(["png", "jpeg", "webp", "avif"]),
  partial_images: z.int(),
  quality: z.enum(["auto", ...QUALITIES]),
  size: z.string(),
});
/** See {@linkcode EchoedTool}. */
export type EchoedTool = z.infer<typeof EchoedTool>;

/** What an answer says of `tool_choice`. */
export const EchoedToolChoice = z.union([
  z.enum(["auto", "none", "required"]),
  z.object({ type: z.literal("image_generation") }),
]);
/** See {@linkcode EchoedToolChoice}. */
export type EchoedToolChoice = z.infer<typeof EchoedToolChoice>;

/** OpenAI's closed list, as far as it fits. */
const ResponseError = z.object({
  code: z.enum([
    "server_error",
    "rate_limit_exceeded",
    "invalid_prompt",
    "invalid_image",
    "image_content_policy_violation",
  ]),
  message: z.string(),
  param: z.string().nullable(),
  type: z.string().nullable(),
});
/** See the schema: why a response failed. */
export type ResponseError = z.infer<typeof ResponseError>;

const Usage = z.object({
  input_tokens: tokens,
  input_tokens_details: z.object({ cached_tokens: tokens, cache_write_tokens: tokens }),
  output_tokens: tokens,
  output_tokens_details: z.object({ reasoning_tokens: tokens }),
  total_tokens: tokens,
}).meta({ description: "Always zero: pictures are not counted in tokens here." });

const pair = z.object({ image_tokens: tokens, text_tokens: tokens });
const ToolUsage = z.object({
  image_gen: z.object({
    input_tokens: tokens,
    input_tokens_details: pair,
    output_tokens: tokens,
    output_tokens_details: pair,
    total_tokens: tokens,
  }),
  web_search: z.object({ num_requests: tokens }),
});

const status = z.enum(["queued", "in_progress", "completed", "failed", "cancelled"]);
/** Where a response stands. */
export type ResponseStatus = z.infer<typeof status>;

/** A response. */
export const ResponseView = z.object({
  id: z.string().meta({ example: "resp_019a9f3c6d5e7c3f8a1b2c3d4e5f6071" }),
  object: z.literal("response"),
  created_at: seconds,
  completed_at: seconds.nullable(),
  status,
  background: z.boolean(),
  error: ResponseError.nullable(),
  incomplete_details: z.null(),
  instructions: z.string().nullable(),
  max_output_tokens: z.int().nullable(),
  max_tool_calls: z.int().nullable(),
  metadata: z.record(z.string(), z.string()),
  model: z.string().meta({ description: "As it was asked for; `tools` says which model drew." }),
  output: z.array(ImageCall).meta({ description: "The picture; empty until its turn has come." }),
  parallel_tool_calls: z.boolean(),
  previous_response_id: z.string().nullable(),
  prompt_cache_key: z.string().nullable(),
  reasoning: z.object({ effort: z.null(), summary: z.null() }),
  safety_identifier: z.string().nullable(),
  service_tier: z.literal("default"),
  store: z.boolean(),
  temperature: z.number(),
  text: z.object({ format: z.object({ type: z.literal("text") }) }),
  tool_choice: EchoedToolChoice,
  tool_usage: ToolUsage,
  tools: z.array(EchoedTool),
  top_logprobs: z.int(),
  top_p: z.number(),
  truncation: z.enum(["auto", "disabled"]),
  usage: Usage.optional(),
  user: z.string().optional(),
  access_programs: z.null(),
}).meta({ id: "Response", description: "A request to draw, and the picture that came of it." });
/** See {@linkcode ResponseView}. */
export type ResponseView = z.infer<typeof ResponseView>;

const Placed = z.object({ item_id: z.string(), output_index: z.literal(0), sequence_number });

/** An event that shows the whole response. */
export const LifecycleEvent = z.object({
  type: z.enum([
    "response.created",
    "response.queued",
    "response.in_progress",
    "response.completed",
    "response.failed",
  ]),
  response: ResponseView,
  sequence_number,
}).meta({ id: "ResponseLifecycleEvent", description: "Where the response stands." });
/** See {@linkcode LifecycleEvent}. */
export type LifecycleEvent = z.infer<typeof LifecycleEvent>;

/** An event that shows the item. */
export const ItemEvent = z.object({
  type: z.enum(["response.output_item.added", "response.output_item.done"]),
  item: ImageCall,
  output_index: z.literal(0),
  sequence_number,
}).meta({ id: "ResponseItemEvent", description: "The picture's item, empty and then whole." });
/** See {@linkcode ItemEvent}. */
export type ItemEvent = z.infer<typeof ItemEvent>;

/** An event that says how far the picture is. */
export const CallEvent = z.object({
  type: z.enum([
    "response.image_generation_call.in_progress",
    "response.image_generation_call.generating",
    "response.image_generation_call.completed",
  ]),
  ...Placed.shape,
}).meta({ id: "ResponseImageCallEvent", description: "How far the picture is." });
/** See {@linkcode CallEvent}. */
export type CallEvent = z.infer<typeof CallEvent>;

/** A picture under way. */
export const CallPartialEvent = z.object({
  type: z.literal("response.image_generation_call.partial_image"),
  ...Placed.shape,
  partial_image_b64: z.string().meta({ description: "The file in base64." }),
  partial_image_index: z.int().nonnegative(),
  ...ImageSettings.shape,
}).meta({ id: "ResponsePartialImageEvent", description: "A picture as far as it has come." });
/** See {@linkcode CallPartialEvent}. */
export type CallPartialEvent = z.infer<typeof CallPartialEvent>;

/** The answer to a delete. */
export const DeletedResponse = z.object({
  id: z.string(),
  object: z.literal("response"),
  deleted: z.literal(true),
}).meta({ id: "DeletedResponse" });
