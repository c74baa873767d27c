/**
 * The wire shape of chat answers: OpenAI's, with pictures as OpenRouter adds them.
 *
 * @module
 */

import { z } from "zod";

const tokens = z.int().nonnegative();
const created = z.int().meta({ description: "Unix seconds.", example: 1_763_683_200 });
const id = z.string().meta({ example: "chatcmpl-019a9f3c6d5e7c3f8a1b2c3d4e5f6071" });
const model = z.string().meta({ description: "As the request names it." });
const content = z.string().meta({
  description: "`![…](https://…)` for each picture; a refusal's reason; or plain text.",
});
const refusal = z.null().meta({
  description: "Always null: a reason is told in `content`, which every client shows.",
});
const finish_reason = z.enum(["stop", "content_filter"]);

/** Always zero: pictures are not counted in tokens here. */
export const ChatUsage = z.object({
  prompt_tokens: tokens,
  completion_tokens: tokens,
  total_tokens: tokens,
}).meta({ id: "ChatUsage", description: "Always zero: pictures are not counted in tokens here." });
/** See {@linkcode ChatUsage}. */
export type ChatUsage = z.infer<typeof ChatUsage>;

/** A picture inside a message. */
export const ChatImage = z.object({
  type: z.literal("image_url"),
  image_url: z.object({ url: z.string().meta({ description: "A data URL." }) }),
  index: z.int().nonnegative(),
}).meta({ id: "ChatImage", description: "A picture inside a message." });
/** See {@linkcode ChatImage}. */
export type ChatImage = z.infer<typeof ChatImage>;

/** What answers. */
export const ChatAnswer = z.object({
  role: z.literal("assistant"),
  content,
  refusal,
  images: z.array(ChatImage).optional(),
});
/** See {@linkcode ChatAnswer}. */
export type ChatAnswer = z.infer<typeof ChatAnswer>;

/** The whole answer. */
export const ChatCompletion = z.object({
  id,
  object: z.literal("chat.completion"),
  created,
  model,
  usage: ChatUsage,
  choices: z.array(z.object({
    index: z.int(),
    finish_reason,
    logprobs: z.null(),
    message: ChatAnswer,
  })),
}).meta({ id: "ChatCompletion", description: "One message with all pictures." });
/** See {@linkcode ChatCompletion}. */
export type ChatCompletion = z.infer<typeof ChatCompletion>;

/** A piece of a message. */
export const ChatDelta = z.object({
  role: z.literal("assistant").optional(),
  content: content.optional(),
  refusal: refusal.optional(),
  reasoning_content: z.string().optional().meta({ description: "How far the pictures are." }),
  images: z.array(ChatImage).optional().meta({ description: "All pictures, at once." }),
});
/** See {@linkcode ChatDelta}. */
export type ChatDelta = z.infer<typeof ChatDelta>;

/** One event of a stream. */
export const ChatChunk = z.object({
  id,
  object: z.literal("chat.completion.chunk"),
  created,
  model,
  usage: ChatUsage.nullable().optional(),
  choices: z.array(z.object({
    index: z.int(),
    finish_reason: finish_reason.nullable(),
    logprobs: z.null(),
    delta: ChatDelta,
  })),
}).meta({ id: "ChatCompletionChunk", description: "A piece of the answer." });
/** See {@linkcode ChatChunk}. */
export type ChatChunk = z.infer<typeof ChatChunk>;
