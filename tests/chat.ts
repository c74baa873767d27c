/**
 * Reads chat answers in tests.
 *
 * @module
 */

import { z } from "zod";
import { ChatChunk, type ChatCompletion } from "../routes/schemas/chat_response.ts";
import { ErrorBody } from "../routes/schemas/error.ts";
import { assert, assertEquals, assertExists } from "./assert.ts";

/** One `data:` record of a stream but the last. */
export type ChatRecord = z.infer<typeof ChatChunk> | ErrorBody;

/**
 * Every record of a chat stream. Comments are left out; there may be no other lines than theirs and
 * those of data, and the last must be `[DONE]`.
 */
export function chatRecords(text: string): ChatRecord[] {
  const lines = text.split("\n").filter((line) => line !== "" && !line.startsWith(":"));
  const data = lines.map((line) => {
    assert(line.startsWith("data: "), line.slice(0, 80));
    return line.slice("data: ".length);
  });
  assertEquals(data.pop(), "[DONE]");
  return data.map((json) =>
    z.union([ChatChunk.strict(), ErrorBody.strict()]).parse(JSON.parse(json))
  );
}

/** The pieces of a stream without errors. */
export async function chatChunks(response: Response): Promise<ChatChunk[]> {
  assertEquals(response.status, 200);
  assertEquals(response.headers.get("content-type"), "text/event-stream; charset=utf-8");
  return chatRecords(await response.text()).map((record) => {
    assert("choices" in record, JSON.stringify(record));
    return record;
  });
}

/** The texts of the pieces, put together. */
export function contentOf(chunks: readonly ChatChunk[]): string {
  return chunks.flatMap(({ choices }) => choices.map(({ delta }) => delta.content ?? "")).join("");
}

/** The one message of an answer. */
export function messageOf({ choices }: ChatCompletion) {
  assertEquals(choices.length, 1);
  const [choice] = choices;
  assertExists(choice);
  return choice.message;
}

/** The addresses of the pictures in a markdown text. */
export function linksIn(markdown: string): string[] {
  return Array.from(markdown.matchAll(/!\[[^\]]*\]\(([^)]*)\)/g), ([, url = ""]) => url);
}
