/**
 * From a job that has ended to what webhooks tell of it. Pure.
 *
 * @module
 */

import type { NewEvent } from "../hooks/outbox.ts";
import { formatSize } from "../images/size.ts";
import { type Job, jobFailure, jobImages, jobStatus } from "../jobs/job.ts";
import { errorBody } from "./errors.ts";
import { fileUrl } from "./public_url.ts";
import type { JobEventData } from "./schemas/webhook.ts";

/** A webhook is small, and one that is too large would keep its job from ending. */
const MAX_CHARACTERS = { message: 500, param: 100, code: 100 } as const;

/**
 * The event of a job's end.
 *
 * @param publicUrl our address, where it is configured; else it is as the caller saw it, and where
 * that is not known either the event's URLs are paths
 * @throws {RangeError} when the job has not ended
 */
export function jobEvent(job: Job, publicUrl: string | undefined): NewEvent {
  const { id, owner, webhook } = job;
  const status = endOf(job);
  const base = publicUrl ?? webhook?.base ?? "";
  const data = {
    id,
    status,
    url: `${base}/v1/jobs/${id}`,
    images: jobImages(job).map((image) => ({
      url: fileUrl(base, image),
      media_type: image.mediaType,
      size: formatSize(image),
    })),
    error: errorOf(job),
  } satisfies JobEventData;
  const type = `image.generation.${status}` as const;
  return { owner, type, data, ...(webhook === undefined ? {} : { webhook }) };
}

function endOf(job: Job): JobEventData["status"] {
  const status = jobStatus(job);
  if (status === "queued" || status === "in_progress") {
    throw new RangeError(`Job ${job.id} is ${status}: there is nothing to tell yet`);
  }
  return status;
}

function errorOf(job: Job): JobEventData["error"] {
  const failure = jobFailure(job);
  if (failure === undefined) return null;
  const { message, type, param, code } = errorBody(failure).error;
  return {
    message: cut(message, MAX_CHARACTERS.message),
    type,
    param: param && cut(param, MAX_CHARACTERS.param),
    code: code && cut(code, MAX_CHARACTERS.code),
  };
}

function cut(text: string, characters: number): string {
  return text.slice(0, characters).toWellFormed();
}
