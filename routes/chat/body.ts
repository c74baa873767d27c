/**
 * A chat request's fields, whichever names clients give them.
 *
 * @module
 */

import type { Config } from "../../config.ts";
import type { Registry } from "../../providers/registry.ts";
import type { AppContext } from "../context.ts";
import { parseFields } from "../parse.ts";
import { readTarget } from "../paths.ts";
import {
  CHAT_FIELDS,
  ChatBody,
  IMAGE_CONFIG_FIELDS,
  LANGUAGE_FIELDS,
} from "../schemas/chat_request.ts";
import { type TidyFields, tidyFields } from "../tidy.ts";

/** A parsed request. */
export interface ChatFields {
  readonly body: ChatBody;
  /** The caller's own spelling of each field. */
  readonly spelling: Readonly<Record<string, string>>;
  readonly warnings: readonly string[];
  /** Nobody can draw in so few tokens: the caller only looks whether somebody answers. */
  readonly isProbe: boolean;
}

/** Which model is to draw, and how its pictures are to be carried. */
export interface ChosenModel {
  /** As the request names it: what the answer names too. */
  readonly asked: string;
  /** As the registry knows it, or as nobody does. */
  readonly id: string;
  readonly carry: "markdown" | "images";
}

const IGNORED: ReadonlySet<string> = new Set(LANGUAGE_FIELDS);

/** Asks for the pictures in `message.images`, where a client can set nothing but the model. */
const IMAGE_SUFFIX = /:image$/;

/** Requests of so few tokens, and fewer, are probes. */
const PROBE_TOKENS = 5;

const TOKEN_FIELDS = ["max_tokens", "max_completion_tokens", "max_output_tokens"] as const;

/**
 * Reads a body's fields.
 *
 * @throws {Refusal} for everything that is wrong with them
 */
export function readChatFields(raw: Readonly<Record<string, unknown>>): ChatFields {
  const known = Object.entries(raw).filter(([name]) => !IGNORED.has(name));
  const own = tidyFields(Object.fromEntries(known), CHAT_FIELDS);
  const config = readImageConfig(own.fields.image_config);
  const spelling = { ...config.spelling, ...own.spelling };
  const body = parseFields(ChatBody, { ...config.fields, ...own.fields }, { spelling });
  const unknown = [...own.unknown, ...config.unknown];
  return {
    body,
    spelling,
    warnings: unknown.map((name) => `${name} ignored: no such field`),
    isProbe: TOKEN_FIELDS.some((name) => isFew(raw[name])),
  };
}

/** The model of the path, of the body, or the default one. */
export function chooseModel(
  c: AppContext,
  body: ChatBody,
  { config, registry }: { readonly config: Config; readonly registry: Registry },
): ChosenModel {
  const named = readTarget(new URL(c.req.url).pathname).deployment ?? body.model?.trim();
  const asked = named || config.defaultModel;
  const isMarked = IMAGE_SUFFIX.test(asked) && registry.model(asked) === undefined;
  return {
    asked,
    id: isMarked ? asked.replace(IMAGE_SUFFIX, "") : asked,
    carry: isMarked ? "images" : carryOf(body, config),
  };
}

function carryOf({ modalities = [] }: ChatBody, { chatImages }: Config): ChosenModel["carry"] {
  if (chatImages !== "auto") return chatImages;
  return modalities.some((name) => name.toLowerCase() === "image") ? "images" : "markdown";
}

function readImageConfig(value: unknown): TidyFields {
  const isObject = typeof value === "object" && value !== null && !Array.isArray(value);
  const fields = isObject ? Object.fromEntries(Object.entries(value)) : {};
  const { fields: known, spelling, unknown } = tidyFields(fields, IMAGE_CONFIG_FIELDS);
  const inside = (name: string) => `image_config.${name}`;
  return {
    fields: known,
    spelling: Object.fromEntries(
      Object.entries(spelling).map(([name, spelt]) => [name, inside(spelt)]),
    ),
    unknown: unknown.map(inside),
  };
}

function isFew(tokens: unknown): boolean {
  return typeof tokens === "number" && tokens > 0 && tokens <= PROBE_TOKENS;
}
