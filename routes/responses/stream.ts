/**
 * Writes a response's events, from the first or from where a caller left off, until it has ended.
 *
 * @module
 */

import { type Failure, failure } from "../../failure.ts";
import { jobImages } from "../../jobs/job.ts";
import { jsonWithField, quotedBase64, type TextPart } from "../base64_text.ts";
import type { Services } from "../context.ts";
import { errorBody } from "../errors.ts";
import { commentRecord, eventRecord, type Produce } from "../event_stream.ts";
import { readBase64, settingsOf } from "../image_answer.ts";
import type {
  CallEvent,
  CallPartialEvent,
  ItemEvent,
  LifecycleEvent,
} from "../schemas/response_object.ts";
import { type ResponseEvent, responseEvents } from "./events.ts";
import { callJson, responseJson } from "./json.ts";
import { callId, responseId, type StoredResponse } from "./stored.ts";
import { viewCall, viewResponse } from "./view.ts";

/** Where to begin. */
export interface ResponseStreamOptions {
  /** The number of the first event to send. @default {0} */
  readonly from?: number;
}

/** Writes the events. */
export function responseStream(
  { engine, blobs }: Pick<Services, "engine" | "blobs">,
  { job: started, dialect }: StoredResponse,
  { from = 0 }: ResponseStreamOptions = {},
): Produce {
  return async function produceResponseEvents(send, signal) {
    let next = from;
    let told = started;
    for await (const job of engine.watch(started.id, signal)) {
      const source = sourceOf({ job, dialect }, blobs);
      const events = responseEvents({ job, dialect });
      for (const [sequence_number, event] of events.entries()) {
        if (sequence_number < next) continue;
        send(eventRecord(event.type, await eventJson({ event, sequence_number }, source)));
      }
      next = Math.max(next, events.length);
      told = job;
    }
    if (told.endedAt === undefined) return send(interruption(told, next));
    for (const warning of told.warnings.slice(started.warnings.length)) {
      send(commentRecord(`warning: ${warning}`));
    }
  };
}

/** What events are written from. */
interface Source extends StoredResponse {
  readonly blobs: Services["blobs"];
  /** The finished picture in base64, read once; undefined while there is none. */
  finished(): Promise<string | undefined>;
}

/** One event on its way out. */
interface Numbered<Event extends ResponseEvent = ResponseEvent> {
  readonly event: Event;
  readonly sequence_number: number;
}

type Lifecycle = Extract<ResponseEvent, { type: LifecycleEvent["type"] }>;
type PartialImage = Extract<ResponseEvent, { image: unknown }>;

function sourceOf(stored: StoredResponse, blobs: Services["blobs"]): Source {
  const [image] = jobImages(stored.job);
  let read: Promise<string> | undefined;
  return {
    ...stored,
    blobs,
    finished: async () => image && await (read ??= readBase64(blobs, image)),
  };
}

async function eventJson(
  { event, sequence_number }: Numbered,
  source: Source,
): Promise<TextPart[]> {
  switch (event.type) {
    case "response.output_item.added":
    case "response.output_item.done":
      return await itemJson(event.type, sequence_number, source);
    case "response.image_generation_call.partial_image":
      return await partialJson({ event, sequence_number }, source);
    case "response.image_generation_call.in_progress":
    case "response.image_generation_call.generating":
    case "response.image_generation_call.completed": {
      const place = placeOf(source, sequence_number);
      return [{ text: JSON.stringify({ type: event.type, ...place } satisfies CallEvent) }];
    }
    default:
      return await lifecycleJson({ event, sequence_number }, source);
  }
}

/** Only the last of them shows the picture; earlier ones are as they were when they came about. */
async function lifecycleJson(
  { event: { type, status }, sequence_number }: Numbered<Lifecycle>,
  source: Source,
): Promise<TextPart[]> {
  const isEnd = status === undefined;
  const json = responseJson({
    response: viewResponse(source, status),
    call: isEnd ? viewCall(source.job) : undefined,
    base64: isEnd ? await source.finished() : undefined,
  });
  return jsonWithField({ type, sequence_number }, "response", json);
}

async function itemJson(
  type: ItemEvent["type"],
  sequence_number: number,
  { job, finished }: Source,
): Promise<TextPart[]> {
  const isDone = type === "response.output_item.done";
  const call = viewCall(job, isDone ? undefined : "in_progress");
  if (call === undefined) throw new Error(`Job ${job.id} has no item to tell of`);
  const json = callJson(call, isDone ? await finished() : undefined);
  return jsonWithField({ type, output_index: 0, sequence_number }, "item", json);
}

async function partialJson(
  { event: { type, image, index }, sequence_number }: Numbered<PartialImage>,
  source: Source,
): Promise<TextPart[]> {
  const partial = {
    type,
    ...placeOf(source, sequence_number),
    partial_image_index: index,
    ...settingsOf(source.job.request, image),
  } satisfies Omit<CallPartialEvent, "partial_image_b64">;
  const base64 = await readBase64(source.blobs, image);
  return jsonWithField(partial, "partial_image_b64", quotedBase64(base64));
}

function placeOf({ job }: StoredResponse, sequence_number: number) {
  return { item_id: callId(job), output_index: 0, sequence_number } as const;
}

/**
 * The stream breaks off, the response goes on. OpenAI's form is flat, but older SDKs raise only what
 * is nested. The number is that of the last event told, so that a caller who goes on after it
 * misses nothing.
 */
function interruption(job: StoredResponse["job"], next: number): TextPart[] {
  const id = responseId(job);
  const broken: Failure = failure(
    "still_running",
    `The stream ended before response ${id}, which goes on: GET /v1/responses/${id}`,
  );
  const { error } = errorBody(broken);
  const { code, message, param } = error;
  const sequence_number = Math.max(0, next - 1);
  const event = { type: "error", code, message, param, sequence_number, error };
  return eventRecord("error", [{ text: JSON.stringify(event) }]);
}
