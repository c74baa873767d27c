/**
 * From chat messages, in the many forms that clients write them, to texts and pictures. Pure.
 *
 * @module
 */

import type { ImageInput } from "../input_bytes.ts";
import type { ChatMessage, ChatPart } from "../schemas/chat_request.ts";
import { findMarkdownPictures } from "./markdown.ts";

/** One message. */
export interface Turn {
  /** `instructions` are the system's and developer's; `other` is what tools said, for one. */
  readonly role: "user" | "assistant" | "instructions" | "other";
  /** Its texts as they came, line by line. */
  readonly text: string;
  /** Pictures in parts of their own. */
  readonly attached: readonly ImageInput[];
  /** Pictures that its texts show, and those of `images`. */
  readonly shown: readonly ImageInput[];
  /** Parts that are neither, in words for the caller. */
  readonly ignored: readonly string[];
  /** Its content, as errors name it: `messages[2].content`. */
  readonly param: string;
}

const ROLES: Readonly<Record<string, Turn["role"]>> = {
  user: "user",
  human: "user",
  assistant: "assistant",
  model: "assistant",
  system: "instructions",
  developer: "instructions",
};

/** Reads all messages, in their order. */
export function readTurns(messages: readonly ChatMessage[]): Turn[] {
  return messages.map(readTurn);
}

function readTurn({ role, content, images }: ChatMessage, index: number): Turn {
  const param = `messages[${index}].content`;
  const parts = Array.isArray(content) ? content : [content ?? ""];
  const read = parts.map((part, at) =>
    readPart(part, Array.isArray(content) ? `${param}[${at}]` : param)
  );
  return {
    role: ROLES[role.toLowerCase()] ?? "other",
    text: read.flatMap(({ text }) => text ?? []).join("\n"),
    attached: read.flatMap(({ picture }) => picture ?? []),
    shown: [
      ...read.flatMap(({ shown }) => shown ?? []),
      ...(images ?? []).flatMap((image, at) => answered(image, `messages[${index}].images[${at}]`)),
    ],
    ignored: read.flatMap(({ ignored }) => ignored ?? []),
    param,
  };
}

interface ReadPart {
  readonly text?: string;
  readonly picture?: ImageInput;
  /** Pictures inside the text. */
  readonly shown?: readonly ImageInput[];
  readonly ignored?: string;
}

function readPart(part: string | ChatPart, param: string): ReadPart {
  const text = typeof part === "string" ? part : part.text;
  if (typeof text === "string") {
    const shown = findMarkdownPictures(text).map(({ url }) => ({ param, content: url }));
    return { text, shown };
  }
  if (typeof part === "string") return {};
  const picture = pictureOf(part, param);
  if (picture !== undefined) return { picture };
  return { ignored: `${param} ignored: "${part.type ?? ""}" is neither a text nor a picture` };
}

function pictureOf({ image_url, image, file }: ChatPart, param: string): ImageInput | undefined {
  const url = urlOf(image_url ?? image ?? undefined);
  if (url !== undefined) return { param, content: url };
  if (file?.file_data) return { param, content: file.file_data };
  return file?.file_id ? { param, content: { file_id: file.file_id } } : undefined;
}

function answered(image: NonNullable<ChatMessage["images"]>[number], param: string): ImageInput[] {
  const url = typeof image === "string" ? image : urlOf(image.image_url ?? undefined);
  return url === undefined ? [] : [{ param, content: url }];
}

function urlOf(image: string | { readonly url: string } | undefined): string | undefined {
  return typeof image === "object" ? image.url : image;
}
