/**
 * When an attempt is given up, and as what. Pure.
 *
 * @module
 */

import { failure } from "../failure.ts";
import type { Registry } from "../providers/registry.ts";
import { providerOf } from "./action.ts";
import type { Job } from "./job.ts";
import type { TaskEvent } from "./machine.ts";
import { attemptDeadline } from "./schedule.ts";

/** When the newest attempt of a task is out of time: by its provider's limit, or with its job. */
export function endOfAttempt(job: Job, index: number, registry: Registry): number {
  const task = job.tasks[index];
  const provider = task && providerOf(job, task, registry);
  if (!task || !provider) return job.deadlineAt;
  return Math.min(job.deadlineAt, attemptDeadline(task, provider.attemptTimeoutMs));
}

/** What an attempt that is out of time has come to. */
export function timedOut(job: Job, index: number, now: number): TaskEvent {
  const attempt = job.tasks[index]?.attempts.at(-1);
  const seconds = Math.round((now - (attempt?.startedAt ?? 0)) / 1_000);
  const message = `${attempt?.provider} did not deliver within ${seconds} s`;
  return { type: "task_failed", failure: failure("timed_out", message) };
}
