/**
 * What a job has come to, as the events of a response. Pure.
 *
 * The list is a function of the job's record alone, and a later record's list begins with an
 * earlier one's: an event's place in it is its `sequence_number`, in whichever process and however
 * often the stream is read.
 *
 * @module
 */

import type { StoredImage } from "../../images/request.ts";
import { type Job, jobImages } from "../../jobs/job.ts";
import type { CallEvent, LifecycleEvent, ResponseStatus } from "../schemas/response_object.ts";
import type { StoredResponse } from "./stored.ts";
import { hasBegun } from "./view.ts";

/** One event, but for the JSON that it carries. */
export type ResponseEvent =
  | {
    readonly type: LifecycleEvent["type"];
    /** Where the response stood then; undefined: where it stands at its end. */
    readonly status?: ResponseStatus;
  }
  | { readonly type: "response.output_item.added" | "response.output_item.done" }
  | { readonly type: CallEvent["type"] }
  | {
    readonly type: "response.image_generation_call.partial_image";
    readonly image: StoredImage;
    readonly index: number;
  };

/** All events so far, in order. */
export function responseEvents({ job, dialect }: StoredResponse): ResponseEvent[] {
  const begun = hasBegun(job);
  return [
    ...(dialect.background
      ? [
        { type: "response.created", status: "queued" } as const,
        { type: "response.queued", status: "queued" } as const,
      ]
      : [{ type: "response.created", status: "in_progress" } as const]),
    ...(begun ? beginning() : []),
    ...(begun ? partials(job) : []),
    ...(job.endedAt === undefined ? [] : ending(job, begun)),
  ];
}

function beginning(): ResponseEvent[] {
  return [
    { type: "response.in_progress", status: "in_progress" },
    { type: "response.output_item.added" },
    { type: "response.image_generation_call.in_progress" },
    { type: "response.image_generation_call.generating" },
  ];
}

/** Their number never falls: a task keeps its newest previews, up to three, through all its tries. */
function partials({ tasks, request }: Job): ResponseEvent[] {
  return tasks.flatMap(({ previews }) => previews).slice(0, request.partialImages)
    .map((image, index) => ({
      type: "response.image_generation_call.partial_image",
      image,
      index,
    }));
}

/** OpenAI has no event for a cancelled response: it failed, and its status says why. */
function ending(job: Job, begun: boolean): ResponseEvent[] {
  const done: ResponseEvent = { type: "response.output_item.done" };
  if (jobImages(job).length > 0) {
    return [
      { type: "response.image_generation_call.completed" },
      done,
      { type: "response.completed" },
    ];
  }
  return [...(begun ? [done] : []), { type: "response.failed" }];
}
