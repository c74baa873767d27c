/**
 * A job told as OpenAI's image events: pictures under way, then each finished picture.
 *
 * @module
 */

import { type Failure, failure } from "../failure.ts";
import type { StoredImage } from "../images/request.ts";
import type { Job } from "../jobs/job.ts";
import { jsonWithBase64, type TextPart } from "./base64_text.ts";
import type { Services } from "./context.ts";
import { errorBody } from "./errors.ts";
import { commentRecord, eventRecord, type Produce, type Send } from "./event_stream.ts";
import { fatalFailure, NO_USAGE, readBase64, settingsOf, unixSeconds } from "./image_answer.ts";
import type { ImageEndpoint } from "./image_order.ts";
import type { CompletedEvent, PartialImageEvent } from "./schemas/image_response.ts";

/** How a stream speaks. */
export interface ImageStreamOptions {
  readonly events: ImageEndpoint["events"];
  readonly safetyIdentifier?: string | undefined;
}

/** One picture to tell of. */
export type Picture =
  | { readonly kind: "partial"; readonly image: StoredImage; readonly index: number }
  | { readonly kind: "completed"; readonly image: StoredImage };

/** Writes a job's events until it has ended. */
export function imageEvents(
  { engine, blobs }: Pick<Services, "engine" | "blobs">,
  started: Job,
  options: ImageStreamOptions,
): Produce {
  return async function produceImageEvents(send, signal) {
    let told: Job | undefined;
    // There may be no event for minutes, and some proxies hold the headers back until a first byte.
    send(commentRecord("ping"));
    for await (const job of engine.watch(started.id, signal)) {
      for (const picture of newPictures(told, job)) {
        const base64 = await readBase64(blobs, picture.image);
        send(pictureRecord(picture, base64, { job, ...options }));
      }
      told = job;
    }
    sendEnd(send, told ?? started, started.warnings.length);
  };
}

/** What a newer state of a job has that an older one did not, in the order it came about. */
export function newPictures(older: Job | undefined, job: Job): Picture[] {
  const tasks = job.tasks.map((task, index) => ({ task, before: older?.tasks[index] }));
  // A task that is only begun beside another shows nothing under way: one picture, one drawing.
  const partials = tasks.filter(({ task }) => task.hedgeOf === undefined).flatMap((
    { task, before },
  ) =>
    task.previews.slice(0, job.request.partialImages)
      .map((image, index): Picture => ({ kind: "partial", image, index }))
      .slice(before?.previews.length ?? 0)
  );
  const completed = tasks.flatMap(({ task: { state }, before }) =>
    state.status === "done" && before?.state.status !== "done" ? state.images : []
  );
  return [...partials, ...completed.map((image): Picture => ({ kind: "completed", image }))];
}

function pictureRecord(
  picture: Picture,
  base64: string,
  { job, events, safetyIdentifier }: ImageStreamOptions & { readonly job: Job },
): TextPart[] {
  const about = {
    created_at: unixSeconds(job.createdAt),
    ...settingsOf(job.request, picture.image),
  };
  if (picture.kind === "partial") {
    const type = `${events}.partial_image` as const;
    const partial = { type, partial_image_index: picture.index, ...about };
    return eventRecord(
      type,
      jsonWithBase64(partial satisfies Omit<PartialImageEvent, "b64_json">, base64),
    );
  }
  const type = `${events}.completed` as const;
  const completed = {
    type,
    ...about,
    usage: NO_USAGE,
    ...(safetyIdentifier === undefined ? {} : { safety_identifier: safetyIdentifier }),
  };
  return eventRecord(
    type,
    jsonWithBase64(completed satisfies Omit<CompletedEvent, "b64_json">, base64),
  );
}

/**
 * Why there are no pictures, as an error; why there are too few, as comments, since the header with
 * the first `warned` warnings has long been sent.
 */
function sendEnd(send: Send, job: Job, warned: number): void {
  if (job.endedAt === undefined) return sendFailure(send, interrupted(job));
  const fatal = fatalFailure(job);
  if (fatal !== undefined) return sendFailure(send, fatal);
  for (const warning of job.warnings.slice(warned)) {
    send(commentRecord(`warning: ${warning}`));
  }
}

/** The nested form: the only one that every SDK raises. */
function sendFailure(send: Send, failure: Failure): void {
  const text = JSON.stringify({ type: "error", ...errorBody(failure) });
  send(eventRecord("error", [{ text }]));
}

/** Why a stream ends before its job: the server stops, or the job's record is gone. */
export function interrupted({ id }: Job): Failure {
  return failure(
    "still_running",
    `The stream ended before job ${id}, which goes on: GET /v1/jobs/${id}`,
  );
}
