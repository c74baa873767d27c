/**
 * Answers that come as a stream of pictures under way, read as if they had come in one piece.
 *
 * @module
 */

import { z } from "zod";
import { MAX_ANSWER_BYTES } from "../http.ts";
import { inlineImage } from "../inline_image.ts";
import type { CallContext } from "../provider.ts";
import { OversizedEventError, readEvents, type SseEvent } from "../sse.ts";
import { ErrorBody } from "./refusal.ts";

/** What the streams of generations and of edits have in common. */
const StreamEvent = z.object({
  type: z.string().optional(),
  b64_json: z.string().optional(),
  partial_image_index: z.number().int().nonnegative().optional(),
  revised_prompt: z.string().nullish(),
});

/** Some servers end a stream of pictures as they end a stream of words. */
const DONE = "[DONE]";

/**
 * The same context, with a `fetch` that reports the previews of an event stream and then answers with
 * the finished pictures as one JSON body, or with the stream's error. Other answers pass unchanged.
 */
export function unstreamed(context: CallContext, partialImages: number): CallContext {
  return {
    ...context,
    async fetch(input, init) {
      const response = await context.fetch(input, init);
      const type = response.headers.get("content-type") ?? "";
      if (!response.ok || !/^text\/event-stream\b/i.test(type)) return response;
      return await inOnePiece(response, { report: context.report, partialImages });
    },
  };
}

interface StreamReader {
  readonly report: CallContext["report"];
  readonly partialImages: number;
}

type Finished = z.infer<typeof StreamEvent>;

async function inOnePiece(response: Response, reader: StreamReader): Promise<Response> {
  const finished: Finished[] = [];
  try {
    for await (const event of readEvents(bodyOf(response), { maxEventSize: MAX_ANSWER_BYTES })) {
      const body = parse(event);
      const error = ErrorBody.safeParse(body).data;
      // What came before an error is paid for.
      if (error && finished.length === 0) return Response.json(error);
      const said = StreamEvent.safeParse(body).data;
      const type = said?.type ?? event.name;
      if (said && type.endsWith(".partial_image")) show(said, reader);
      if (said && type.endsWith(".completed")) finished.push(said);
    }
  } catch (error) {
    if (!(error instanceof OversizedEventError)) throw error;
    return new Response(null);
  }
  return finished.length > 0 ? Response.json({ data: finished }) : new Response(null);
}

function bodyOf({ body }: Response): ReadableStream<Uint8Array> {
  return body ?? ReadableStream.from([]);
}

/** Undefined for what is no JSON, such as an event that was cut short. */
function parse({ data }: SseEvent): unknown {
  if (data === DONE) return undefined;
  try {
    return JSON.parse(data);
  } catch {
    return undefined;
  }
}

/** OpenAI counts from 0, and may send fewer previews than were asked for. */
function show(
  { b64_json: base64 = "", partial_image_index: index = 0 }: Finished,
  { report, partialImages }: StreamReader,
): void {
  const picture = inlineImage(base64);
  if (picture?.kind !== "inline") return;
  const progress = Math.min(1, (index + 1) / (partialImages + 1));
  report({ progress, preview: picture.image });
}
