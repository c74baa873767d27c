/**
 * When a job wants attention, and for what. Pure.
 *
 * @module
 */

import { nextHedgeAt } from "./hedge.ts";
import { hasEnded, type Job, type Task } from "./job.ts";

/** How long a claim holds without a heartbeat. Another instance notices a dead holder after it. */
export const LEASE_MS = 20_000;

/** A quarter of the lease: three heartbeats may be late before it is lost. */
export const HEARTBEAT_MS = LEASE_MS / 4;

/** When a task wants attention; undefined once it has ended. */
export function taskDueAt(task: Task): number | undefined {
  const { state } = task;
  if (hasEnded(state)) return undefined;
  return "runAt" in state ? state.runAt : 0;
}

/** When a job that nobody holds wants attention; undefined once all of its tasks have ended. */
export function jobDueAt(job: Pick<Job, "tasks" | "deadlineAt">): number | undefined {
  const times = job.tasks.map(taskDueAt).filter((time) => time !== undefined);
  if (times.length === 0) return undefined;
  return Math.min(job.deadlineAt, nextHedgeAt(job) ?? Infinity, ...times);
}

/** Indices of the tasks that want attention now. */
export function dueTasks(job: Pick<Job, "tasks">, now: number): number[] {
  return job.tasks.flatMap((task, index) => {
    const dueAt = taskDueAt(task);
    return dueAt !== undefined && dueAt <= now ? [index] : [];
  });
}

/** When the newest attempt of a task runs out of time. */
export function attemptDeadline(task: Task, attemptTimeoutMs: number): number {
  const attempt = task.attempts.at(-1);
  return attempt ? attempt.startedAt + attemptTimeoutMs : Infinity;
}
