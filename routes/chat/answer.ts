/**
 * Chat completions, whole and in pieces.
 *
 * @module
 */

import type { Failure } from "../../failure.ts";
import type { StoredImage } from "../../images/request.ts";
import { type Job, jobFailure, jobImages } from "../../jobs/job.ts";
import type { Blobs } from "../../store/blobs.ts";
import type { TextPart } from "../base64_text.ts";
import { readBase64 } from "../image_answer.ts";
import type {
  ChatAnswer,
  ChatChunk,
  ChatCompletion,
  ChatDelta,
  ChatUsage,
} from "../schemas/chat_response.ts";

/** What all pieces of an answer have in common. */
export interface AnswerHead {
  readonly id: string;
  /** Unix seconds. */
  readonly created: number;
  readonly model: string;
}

/** How a completion ends. */
export type Finish = ChatCompletion["choices"][number]["finish_reason"];

/** Pictures have no tokens. */
export const NO_TOKENS: ChatUsage = { prompt_tokens: 0, completion_tokens: 0, total_tokens: 0 };

/** The id of the answer that a job makes. */
export function completionId(jobId: string): string {
  return `chatcmpl-${jobId.replace(/^job_/, "")}`;
}

/** A whole answer. Its message comes last, where {@linkcode withImages} looks for it. */
export function completion(
  { id, created, model }: AnswerHead,
  message: Omit<ChatAnswer, "role">,
  finish: Finish = "stop",
): ChatCompletion {
  return {
    id,
    object: "chat.completion",
    created,
    model,
    usage: NO_TOKENS,
    choices: [{
      index: 0,
      finish_reason: finish,
      logprobs: null,
      message: { role: "assistant", ...message },
    }],
  };
}

/** A piece of an answer; `usage` is there, as null, where a last chunk will carry it. */
export function chunk(
  { id, created, model }: AnswerHead,
  delta: ChatDelta,
  { finish = null, nullUsage = false }: { finish?: Finish | null; nullUsage?: boolean } = {},
): ChatChunk {
  return {
    id,
    object: "chat.completion.chunk",
    created,
    model,
    ...(nullUsage ? { usage: null } : {}),
    choices: [{ index: 0, finish_reason: finish, logprobs: null, delta }],
  };
}

/** The piece that carries the usage, after the last choice. */
export function usageChunk({ id, created, model }: AnswerHead): ChatChunk {
  return { id, object: "chat.completion.chunk", created, model, usage: NO_TOKENS, choices: [] };
}

/** The JSON of an answer or a piece of one, with the pictures as the last field of its message. */
export async function withImages(
  value: ChatCompletion | ChatChunk,
  images: readonly StoredImage[],
  blobs: Blobs,
): Promise<TextPart[]> {
  const items = await Promise.all(images.map(async (image, index): Promise<TextPart[]> => [
    { text: `${index === 0 ? "" : ","}{"type":"image_url","image_url":{"url":"` },
    { text: `data:${image.mediaType};base64,` },
    { base64: await readBase64(blobs, image) },
    { text: `"},"index":${index}}` },
  ]));
  const json = JSON.stringify(value);
  const end = "}}]}"; // of the message, its choice, the choices, the answer
  if (!json.endsWith(end)) throw new Error("The message must come last");
  return [
    { text: `${json.slice(0, -end.length)},"images":[` },
    ...items.flat(),
    { text: `]${end}` },
  ];
}

/** One line on pictures that are missing; undefined when all came. */
export function missingLine(job: Job): string | undefined {
  const missing = job.request.n - jobImages(job).length;
  if (missing <= 0) return undefined;
  const reason = jobFailure(job)?.message;
  const count = `${missing} of ${job.request.n} pictures did not come`;
  return reason === undefined ? `${count}.` : `${count}: ${reason}`;
}

/**
 * What is said instead of a picture that was refused for its content. `refusal` stays null: clients
 * that show it (the AI SDK) put it behind `content`, and the others show nothing but `content`.
 */
export function refusalMessage({ message }: Failure): Pick<ChatAnswer, "content" | "refusal"> {
  return { content: message, refusal: null };
}
