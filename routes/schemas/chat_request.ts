/**
 * The wire shape of chat requests: OpenAI's messages, and the settings of an image request beside
 * them.
 *
 * @module
 */

import { z } from "zod";
import { flag } from "./fields.ts";
import { GenerationBody, ImageReference } from "./image_request.ts";

/** An address, or an object that holds it: clients write both. */
const ImageUrl = z.union([z.string(), z.looseObject({ url: z.string() })], {
  error: "use an object with url",
});

/** A part of a message. */
export const ChatPart = z.looseObject({
  type: z.string().optional().meta({ example: "text" }),
  text: z.string().nullish(),
  image_url: ImageUrl.nullish().meta({
    description: "A picture: `url` is a data URL or an address.",
  }),
  image: ImageUrl.nullish().meta({ description: "The same as `image_url`." }),
  file: z.looseObject({ file_data: z.string().nullish(), file_id: z.string().nullish() }).nullish()
    .meta({ description: "A picture: `file_data` is a data URL." }),
}, { error: "use a text, or an object with type" }).meta({
  id: "ChatPart",
  description: "A part of a message: `text`, `image_url` or `file`.",
});
/** See {@linkcode ChatPart}. */
export type ChatPart = z.infer<typeof ChatPart>;

const Content = z.union([z.string(), z.array(z.union([z.string(), ChatPart]))], {
  error: "use a text or a list of parts",
});

/** One message. */
export const ChatMessage = z.looseObject({
  role: z.string({ error: 'use "user", "assistant" or "system"' }).meta({ example: "user" }),
  content: Content.nullish(),
  images: z.array(z.union([z.string(), z.looseObject({ image_url: ImageUrl.nullish() })]))
    .nullish().meta({ description: "Pictures of an earlier answer." }),
}).meta({
  id: "ChatMessage",
  description: "The last message of the user is the prompt, and its pictures are worked on. " +
    "Messages of other roles are not drawn; pictures in them are what a follow-up changes.",
});
/** See {@linkcode ChatMessage}. */
export type ChatMessage = z.infer<typeof ChatMessage>;

/** The body of `POST /v1/chat/completions`. */
export const ChatBody = GenerationBody.omit({
  prompt: true,
  response_format: true,
  partial_images: true,
  user: true,
  safety_identifier: true,
}).extend({
  messages: z.array(ChatMessage, { error: "use a list of messages" })
    .min(1, { error: "use at least one message" }),
  modalities: z.array(z.string(), { error: 'use a list such as ["image", "text"]' }).optional()
    .meta({
      description: "With `image` in it, pictures come as data URLs in `message.images`.",
      example: ["image", "text"],
    }),
  image_config: z.looseObject({}, { error: "use an object with aspect_ratio or image_size" })
    .optional().meta({
      description: "Settings of the picture, under any of the names they have here.",
      example: { aspect_ratio: "16:9", image_size: "2K" },
    }),
  stream_options: z.looseObject({ include_usage: flag().nullish() }, {
    error: "use an object with include_usage",
  }).optional(),
  image: z.union([ImageReference, z.array(ImageReference)], {
    error: "use a picture or a list of pictures",
  }).optional().meta({ description: "Pictures beside those of the last message." }),
}).meta({
  id: "CreateChatCompletionRequest",
  description: "A request for pictures as a chat. What steers language models (`temperature`, " +
    "`tools`, …) is accepted and has no effect; null and empty values count as absent.",
});
/** See {@linkcode ChatBody}. */
export type ChatBody = z.infer<typeof ChatBody>;

/** Names that a request may use. */
export const CHAT_FIELDS: readonly string[] = Object.keys(ChatBody.shape);

/** Names that `image_config` may use. */
export const IMAGE_CONFIG_FIELDS: readonly string[] = CHAT_FIELDS.filter((name) =>
  !["model", "messages", "modalities", "image_config", "stream", "stream_options"].includes(name)
);

/** What steers language models: every chat client sends some of it, and nobody misses its effect. */
export const LANGUAGE_FIELDS = [
  ...["temperature", "top_p", "top_k", "top_a", "min_p", "stop", "logit_bias", "logprobs"],
  ...["top_logprobs", "presence_penalty", "frequency_penalty", "repetition_penalty"],
  ...["max_tokens", "max_completion_tokens", "max_output_tokens", "num_ctx", "keep_alive"],
  ...["tools", "tool_choice", "parallel_tool_calls", "functions", "function_call", "plugins"],
  ...["reasoning", "reasoning_effort", "include_reasoning", "thinking", "enable_thinking"],
  ...["thinking_budget", "verbosity", "response_format", "prediction", "audio", "usage"],
  ...["web_search_options", "enable_search", "user", "safety_identifier", "metadata", "store"],
  ...["service_tier", "prompt_cache_key", "prompt_cache_retention", "prompt_cache_options"],
  ...["cache_control", "provider"],
  ...["models", "route", "transforms", "session_id", "chat_id", "conversation_id"],
] as const;
