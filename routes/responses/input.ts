/**
 * What the items of an input say: what to draw, and which pictures they hold. Pure.
 *
 * @module
 */

import { failure, Refusal } from "../../failure.ts";
import { show } from "../parse.ts";
import type { InputItem, InputPart } from "../schemas/response_request.ts";
import type { ImageReference } from "../schemas/image_request.ts";

/** A picture that a message holds or points to. */
export interface GivenPicture {
  /** Where it stands, such as `input[0].content[1]`. */
  readonly param: string;
  readonly content: ImageReference;
}

/** An earlier picture that an item brings along, or names. */
export interface EarlierPicture {
  readonly param: string;
  /** `ig_…`, where there is an id. */
  readonly id?: string;
  /** Base64, where the item has it. */
  readonly result?: string;
}

/** An input, read. */
export interface ReadInput {
  readonly prompt: string;
  /** Those of the last user turn. */
  readonly pictures: readonly GivenPicture[];
  /** The newest one. */
  readonly earlier?: EarlierPicture;
  readonly warnings: readonly string[];
}

interface Placed<T> {
  readonly param: string;
  readonly value: T;
}

const TEXT_TYPES: ReadonlySet<string> = new Set(["input_text", "text"]);
const IMAGE_TYPES: ReadonlySet<string> = new Set(["input_image", "image_url"]);

/**
 * Reads an input. The last user turn is the last user message with the user messages directly
 * before it; the newest text in it is the prompt.
 *
 * @throws {Refusal} `invalid_request` when no user says what to draw
 */
export function readInput(items: readonly InputItem[]): ReadInput {
  const turn = lastUserTurn(items.map((value, index) => ({ param: `input[${index}]`, value })));
  const parts = turn.map(partsOf);
  const prompt = parts.map(textOf).findLast((text) => text.trim() !== "");
  if (prompt === undefined) {
    const message = "input has no text in its last user message: say there what to draw";
    throw new Refusal(failure("invalid_request", message, { param: "input" }));
  }
  const pictures = parts.flat().filter(({ value }) => IMAGE_TYPES.has(value.type));
  const earlier = newestEarlier(items);
  return {
    prompt,
    pictures: pictures.map(readPicture),
    ...(earlier === undefined ? {} : { earlier }),
    warnings: parts.flat().filter(({ value }) => !isUsed(value)).map(({ param, value }) =>
      `${param} dropped: ${show(value.type)} is neither text nor a picture`
    ),
  };
}

function lastUserTurn(items: readonly Placed<InputItem>[]): readonly Placed<InputItem>[] {
  const end = items.findLastIndex(isOfUser) + 1;
  const start = items.slice(0, end).findLastIndex((item) => !isOfUser(item)) + 1;
  return items.slice(start, end);
}

function isOfUser({ value: { type, role } }: Placed<InputItem>): boolean {
  return role === "user" && (type ?? "message") === "message";
}

function partsOf({ param, value: { content } }: Placed<InputItem>): Placed<InputPart>[] {
  return (content ?? []).map((value, index) => ({ param: `${param}.content[${index}]`, value }));
}

function textOf(parts: readonly Placed<InputPart>[]): string {
  return parts.flatMap(({ value: { type, text } }) => TEXT_TYPES.has(type) ? text ?? [] : [])
    .join("\n");
}

function isUsed({ type }: InputPart): boolean {
  return TEXT_TYPES.has(type) || IMAGE_TYPES.has(type);
}

function readPicture({ param, value }: Placed<InputPart>): GivenPicture {
  const { image_url, file_id } = value;
  return {
    param,
    content: {
      ...(image_url ? { image_url } : {}),
      ...(file_id && !image_url ? { file_id } : {}),
    },
  };
}

/** Failed calls are part of a history that clients send back whole. */
function newestEarlier(items: readonly InputItem[]): EarlierPicture | undefined {
  const index = items.findLastIndex((item) =>
    item.type === "image_generation_call" ? item.status !== "failed" : isReference(item)
  );
  const item = items[index];
  if (item === undefined) return undefined;
  return {
    param: `input[${index}]`,
    ...(item.id ? { id: item.id } : {}),
    ...(typeof item.result === "string" && item.result !== "" ? { result: item.result } : {}),
  };
}

function isReference({ type, role, id }: InputItem): boolean {
  const isOne = type === "item_reference" || (!type && !role);
  return isOne && id !== undefined && id !== null && id.startsWith("ig_");
}
