/**
 * From a job record to what its caller sees of it. Pure.
 *
 * @module
 */

import type { Failure } from "../failure.ts";
import { formatSize } from "../images/size.ts";
import {
  type Attempt,
  hasEnded,
  type Image,
  type Job,
  jobFailure,
  jobImages,
  jobStatus,
} from "../jobs/job.ts";
import { jobCharges, usdOf } from "../jobs/charges.ts";
import { jobProgress, jobRemainingMs } from "../jobs/progress.ts";
import { errorBody } from "./errors.ts";
import { unixSeconds } from "./image_answer.ts";
import { fileUrl } from "./public_url.ts";
import type { JobView } from "./schemas/job.ts";

/** What a view depends on beside the job. */
export interface ViewOptions {
  /** Our address, for URLs. */
  readonly base: string;
  /** Epoch milliseconds: progress may go by the time that has passed. */
  readonly now: number;
}

/** The view of a job, with the URLs of its pictures under `base`. */
export function viewJob(job: Job, { base, now }: ViewOptions): JobView {
  const { request } = job;
  return {
    id: job.id,
    object: "image.job",
    owner: job.owner,
    status: jobStatus(job),
    operation: request.operation,
    model: request.model,
    prompt: request.prompt,
    n: request.n,
    progress: Math.floor(jobProgress(job, now) * 100),
    eta_seconds: etaSeconds(job, now),
    queue_position: queuePosition(job),
    created_at: unixSeconds(job.createdAt),
    started_at: secondsOrNull(job.startedAt),
    completed_at: secondsOrNull(job.endedAt),
    expires_at: unixSeconds(job.expiresAt),
    metadata: job.metadata ?? null,
    urls: urlsOf(job.id, base),
    images: jobImages(job).map((image) => viewImage(image, base)),
    warnings: job.warnings,
    attempts: job.tasks.flatMap(({ attempts }, task) =>
      attempts.map((attempt) => viewAttempt(attempt, task))
    ),
    cost: viewCost(job),
    error: errorOrNull(jobFailure(job)),
  };
}

function viewCost(job: Job): JobView["cost"] {
  const { paid, unknown } = jobCharges(job);
  return {
    usd: usdOf(paid),
    attempts_paid: paid.attempts,
    images_delivered: jobImages(job).length,
    attempts_unknown: unknown.attempts,
    unknown_usd: usdOf(unknown),
  };
}

function urlsOf(id: string, base: string): JobView["urls"] {
  const self = `${base}/v1/jobs/${id}`;
  return { self, events: `${self}/events`, cancel: `${self}/cancel`, retry: `${self}/retry` };
}

/** Whether the job will not change any more. */
export function isFinal(job: Pick<Job, "endedAt">): boolean {
  return job.endedAt !== undefined;
}

/** Whole seconds, never 0 for what is not there yet; null once it has ended, or while nobody knows. */
export function etaSeconds(job: Job, now: number): number | null {
  const remainingMs = isFinal(job) ? undefined : jobRemainingMs(job, now);
  return remainingMs === undefined ? null : Math.max(1, Math.ceil(remainingMs / 1_000));
}

/** The place of the call that has to wait longest; null where there is no line. */
export function queuePosition({ tasks }: Job): number | null {
  const positions = tasks.filter(({ state }) => !hasEnded(state))
    .flatMap(({ queuePosition }) => queuePosition ?? []);
  return positions.length === 0 ? null : Math.max(...positions);
}

function viewImage(image: Image, base: string): JobView["images"][number] {
  return {
    url: fileUrl(base, image),
    media_type: image.mediaType,
    size: formatSize(image),
    bytes: image.sizeBytes,
    ...(image.revisedPrompt === undefined ? {} : { revised_prompt: image.revisedPrompt }),
  };
}

function viewAttempt(attempt: Attempt, task: number): JobView["attempts"][number] {
  return {
    task,
    provider: attempt.provider,
    model: attempt.model,
    started_at: unixSeconds(attempt.startedAt),
    ended_at: secondsOrNull(attempt.endedAt),
    polls: attempt.polls,
    error: errorOrNull(storedFailure(attempt)),
  };
}

function storedFailure({ failure }: Attempt): Failure | undefined {
  if (failure === undefined) return undefined;
  const { kind, message, param, code } = failure;
  return {
    kind,
    message,
    ...(param === undefined ? {} : { param }),
    ...(code === undefined ? {} : { code }),
  };
}

function errorOrNull(failure: Failure | undefined): JobView["error"] {
  return failure === undefined ? null : errorBody(failure).error;
}

function secondsOrNull(epochMs: number | undefined): number | null {
  return epochMs === undefined ? null : unixSeconds(epochMs);
}
