/**
 * Server-sent events: headers at once, a sign of life while there is nothing to say, and nothing
 * left behind when the caller has gone.
 *
 * @module
 */

import { encodeParts, type TextPart } from "./base64_text.ts";
import type { AppContext, Services } from "./context.ts";
import { follow, OVER } from "../follow.ts";

/** Sends a part of a stream; does nothing once the caller has gone. */
export type Send = (parts: readonly TextPart[]) => void;

/** Writes a stream's records; is done when it returns. */
export type Produce = (send: Send, signal: AbortSignal) => Promise<void>;

/**
 * Proxies and clients cut connections that are silent for a minute; some after less. Streams that
 * begin with an event need none before it: a comment there would confuse the simplest parsers.
 */
const PING_MS = 10_000;

/**
 * Answers with the events that `produce` sends. Its signal aborts when the caller has gone or the
 * server stops. When it throws, the stream breaks off and the reason is logged.
 */
export function answerEvents(
  c: AppContext,
  { runtime, closing }: Pick<Services, "runtime" | "closing">,
  produce: Produce,
): Response {
  const stop = new AbortController();
  const letGo = follow(stop, [c.req.raw.signal, closing]);
  let isOpen = true;
  const requestId = c.get("requestId");

  async function run(stream: ReadableStreamDefaultController<Uint8Array>): Promise<void> {
    const send: Send = (parts) => {
      if (isOpen) stream.enqueue(encodeParts(parts));
    };
    const pings = sendPings(send, stop.signal, runtime);
    try {
      await produce(send, stop.signal);
      if (isOpen) stream.close();
    } catch (error) {
      runtime.log({ event: "bug", where: "event stream", message: String(error), requestId });
      stream.error(error);
    } finally {
      isOpen = false;
      letGo();
      stop.abort(OVER);
      await pings;
    }
  }

  const body = new ReadableStream<Uint8Array>({
    start: (stream) => void run(stream),
    cancel() {
      isOpen = false;
      stop.abort(OVER);
    },
  });
  return c.body(body, 200, {
    "content-type": "text/event-stream; charset=utf-8",
    "cache-control": "no-store",
    // Nginx would keep events back until its buffer is full.
    "x-accel-buffering": "no",
  });
}

/** One event as OpenAI writes them: its name, and JSON on one line. */
export function eventRecord(name: string, json: readonly TextPart[]): TextPart[] {
  return [{ text: `event: ${name}\ndata: ` }, ...json, { text: "\n\n" }];
}

/** One event without a name, as chat streams have them: JSON on one line. */
export function dataRecord(json: readonly TextPart[]): TextPart[] {
  return [{ text: "data: " }, ...json, { text: "\n\n" }];
}

/** What chat streams end with. */
export const DONE_RECORD: readonly TextPart[] = [{ text: "data: [DONE]\n\n" }];

/**
 * A comment, which parsers skip. One line break and no empty line: old clients take an empty line
 * as an event without data.
 */
export function commentRecord(comment: string): TextPart[] {
  return [{ text: `: ${comment.replace(/\s+/g, " ")}\n` }];
}

async function sendPings(
  send: Send,
  signal: AbortSignal,
  runtime: Services["runtime"],
): Promise<void> {
  for (;;) {
    await runtime.sleep(PING_MS, signal);
    if (signal.aborted) return;
    send(commentRecord("ping"));
  }
}
