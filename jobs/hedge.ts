/**
 * Hedging: beside a task whose attempt is late, another begins on the next route. The first to bring
 * its pictures wins; the other is called off. Pure.
 *
 * @module
 */

import { FAILURES } from "../failure.ts";
import { hasEnded, type Job, type Task } from "./job.ts";

/** Adds a task beside each one that is late. A job without such tasks is returned as it is. */
export function hedge(job: Job, now: number): Job {
  return job.tasks.reduce((next, task, index) => {
    if (!isLate(task, now)) return next;
    const { hedgeAt: _, ...late } = task;
    const tasks = [...next.tasks.with(index, late), beside(task, index, now)];
    return { ...next, tasks };
  }, job);
}

/** When the next task of a job will be late; undefined when none can be. */
export function nextHedgeAt({ tasks }: Pick<Job, "tasks">): number | undefined {
  const times = tasks.flatMap((task) => isUnderWay(task) ? task.hedgeAt ?? [] : []);
  return times.length === 0 ? undefined : Math.min(...times);
}

/** The task that is after the same pictures; undefined when there is none. */
export function partnerOf({ tasks }: Pick<Job, "tasks">, index: number): number | undefined {
  const partner = tasks[index]?.hedgeOf ?? tasks.findIndex(({ hedgeOf }) => hedgeOf === index);
  return partner < 0 ? undefined : partner;
}

/** Whether another task is still after the same pictures. */
export function hasActivePartner(job: Pick<Job, "tasks">, index: number): boolean {
  const partner = partnerOf(job, index);
  const task = partner === undefined ? undefined : job.tasks[partner];
  return task !== undefined && !hasEnded(task.state);
}

/**
 * Whether what a task came to settles the matter for its partner too: the pictures are there, or a
 * refusal that must not be got around.
 */
export function settlesBoth({ state }: Task): boolean {
  if (state.status === "done") return true;
  return state.status === "failed" && FAILURES[state.failure.kind].repeat === "never";
}

/** The tasks that pictures are still missing of, each pair once. */
export function missingTasks(job: Pick<Job, "tasks">): Task[] {
  const isDone = (index: number) => job.tasks[index]?.state.status === "done";
  return job.tasks.filter(({ hedgeOf }, index) => {
    if (hedgeOf !== undefined || isDone(index)) return false;
    const partner = partnerOf(job, index);
    return partner === undefined || !isDone(partner);
  });
}

function isLate(task: Task, now: number): boolean {
  return isUnderWay(task) && task.hedgeAt !== undefined && task.hedgeAt <= now;
}

function isUnderWay({ state }: Task): boolean {
  return state.status === "submitting" || state.status === "waiting";
}

function beside({ n, firstImage, seed, route }: Task, hedgeOf: number, now: number): Task {
  return {
    n,
    firstImage,
    seed,
    route: route + 1,
    hedgeOf,
    tries: 0,
    attempts: [],
    attemptsBegun: 0,
    state: { status: "queued", runAt: now },
    previews: [],
  };
}
