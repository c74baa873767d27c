/**
 * What the engine writes to the log.
 *
 * @module
 */

import type { Failure } from "../failure.ts";
import type { Runtime } from "../runtime.ts";
import { hideTexts } from "./hide_texts.ts";
import { type Job, jobImages, jobStatus } from "./job.ts";
import type { TaskEvent } from "./machine.ts";
import type { Place } from "./pictures.ts";

type Log = Pick<Runtime, "log">;

/** Where something happened. */
export interface LogPlace {
  readonly where: string;
  readonly jobId?: string | undefined;
}

/** One line for a job that was taken on. */
export function logAccepted(
  { log }: Log,
  { id, request }: Pick<Job, "id" | "request">,
  { logPrompts }: { readonly logPrompts: boolean },
): void {
  const { model, n, prompt, negativePrompt } = request;
  const texts = { prompt, ...(negativePrompt === undefined ? {} : { negativePrompt }) };
  log({ event: "job_accepted", jobId: id, model, images: n, ...(logPrompts ? texts : {}) });
}

/** One line for what an event did to a task; none when it only goes on as before. */
export function logTask(
  { log }: Log,
  job: Job,
  index: number,
  { from, event }: { readonly from: string | undefined; readonly event: TaskEvent },
): void {
  const task = job.tasks[index];
  const attempt = task?.attempts.at(-1);
  const failure = "failure" in event ? event.failure : undefined;
  if (!task || !from || (from === task.state.status && !failure)) return;
  log({
    event: "task",
    jobId: job.id,
    task: index,
    attempt: task.attemptsBegun,
    provider: attempt?.provider ?? "",
    from,
    to: task.state.status,
    ...(attempt ? { durationMs: job.updatedAt - attempt.startedAt } : {}),
    ...(failure ? { failure: failure.kind, message: String(hideTexts(failure.message, job)) } : {}),
    ...(failure?.detail === undefined ? {} : { detail: hideTexts(failure.detail, job) }),
  });
}

/** One line for a submit whose answer was lost, and which is asked after. */
export function logLost(
  { log }: Log,
  { job, task, attempt }: Place,
  { kind, message, detail }: Failure,
): void {
  log({
    event: "submit_lost",
    jobId: job.id,
    task,
    attempt,
    provider: job.tasks[task]?.attempts.at(-1)?.provider ?? "",
    failure: kind,
    message,
    ...(detail === undefined ? {} : { detail }),
  });
}

/** One line for a job that has ended. */
export function logEnd({ log }: Log, job: Job): void {
  if (job.endedAt === undefined) return;
  log({
    event: "job_ended",
    jobId: job.id,
    status: jobStatus(job),
    images: jobImages(job).length,
    durationMs: job.endedAt - job.createdAt,
  });
}

/** One line for an error that should not have been. */
export function logBug({ log }: Log, { where, jobId }: LogPlace, error: unknown): void {
  log({
    event: "bug",
    where,
    message: error instanceof Error ? error.message : String(error),
    ...(error instanceof Error && error.stack ? { stack: error.stack } : {}),
    ...(jobId === undefined ? {} : { jobId }),
  });
}
