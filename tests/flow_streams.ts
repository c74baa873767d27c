/**
 * How clients take a chat's stream apart. Each throws where the client would have broken.
 *
 * @module
 */

import { z } from "zod";
import { assert, assertEquals } from "./assert.ts";

/** Names of the ways, as `from` in a flow. */
export const CHAT_READERS = [
  "stream:open-webui",
  "stream:fetch-event-source",
  "stream:event-source",
] as const;
/** See {@linkcode CHAT_READERS}. */
export type ChatReader = (typeof CHAT_READERS)[number];

/** What a client has when a stream has ended. */
export interface ChatRead {
  readonly text: string;
  readonly reasoning: string;
  /** Addresses in `delta.images`. */
  readonly images: readonly string[];
  /** Of the last piece that gives one. */
  readonly finish: string | null;
  readonly error: string | null;
  readonly hasUsage: boolean;
}

/** An answer whose body has been read. */
export interface Received {
  readonly status: number;
  readonly headers: Readonly<Record<string, string>>;
  readonly text: string;
}

/** aiohttp, which Open WebUI reads with, gives up on longer lines. */
const MAX_LINE_BYTES = 128 * 1_024;

/** What of a piece clients read. */
const Piece = z.object({
  error: z.object({ message: z.string() }).optional(),
  usage: z.object({ total_tokens: z.number() }).nullish(),
  choices: z.array(z.object({
    finish_reason: z.string().nullish(),
    delta: z.object({
      content: z.string().nullish(),
      reasoning_content: z.string().nullish(),
      images: z.array(z.object({ image_url: z.object({ url: z.string() }) })).nullish(),
    }),
  })).optional(),
}).refine(({ error, choices }) => error ?? choices, "a piece has `choices`, or else `error`");

/** Reads a whole stream in a client's way. */
export function readChat(reader: ChatReader, received: Received): ChatRead {
  const records = recordsOf(reader, received);
  assertEquals(records.pop(), "[DONE]");
  const pieces = records.map((record) => Piece.parse(JSON.parse(record)));
  const choices = pieces.flatMap((piece) => piece.choices ?? []);
  const deltas = choices.map(({ delta }) => delta);
  return {
    text: deltas.map(({ content }) => content ?? "").join(""),
    reasoning: deltas.map((delta) => delta.reasoning_content ?? "").join(""),
    images: deltas.flatMap(({ images }) => images ?? []).map(({ image_url }) => image_url.url),
    finish: choices.findLast((choice) => choice.finish_reason)?.finish_reason ?? null,
    error: pieces.find(({ error }) => error)?.error?.message ?? null,
    hasUsage: pieces.some(({ usage }) => usage),
  };
}

function recordsOf(reader: ChatReader, { status, headers, text }: Received): string[] {
  switch (reader) {
    case "stream:open-webui":
      return dataLines(text);
    case "stream:fetch-event-source": {
      assertEquals(status, 200);
      const type = headers["content-type"] ?? "";
      assert(type.startsWith("text/event-stream"), `the type is "${type}"`);
      return events(text);
    }
    case "stream:event-source":
      return events(text);
  }
}

/** Line by line: whatever does not begin with `data:` is passed over. */
function dataLines(text: string): string[] {
  const lines = text.split("\n");
  for (const line of lines) {
    const { length } = new TextEncoder().encode(line);
    assert(length <= MAX_LINE_BYTES, `a line has ${length} bytes`);
  }
  return lines.filter((line) => line.startsWith("data:")).map((line) => line.slice(5).trim());
}

/** By the HTML standard: an event is what stands between blank lines, its `data` lines joined. */
function events(text: string): string[] {
  return text.split(/\r?\n\r?\n/).slice(0, -1).flatMap((block) => {
    const lines = block.split(/\r?\n/).filter((line) => /^data(:|$)/.test(line));
    const data = lines.map((line) => line.replace(/^data:? ?/, "")).join("\n");
    return data === "" ? [] : [data];
  });
}
