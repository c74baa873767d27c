/**
 * What a holder does to a job record: take hold, begin actions, book events, let go. Pure.
 *
 * @module
 */

import { failure, type Json } from "../failure.ts";
import type { Registry } from "../providers/registry.ts";
import { SOLE_ACCOUNT } from "../providers/provider.ts";
import { type Action, actionOn, providerOf, routeOf } from "./action.ts";
import { attemptUsd } from "./charges.ts";
import type { Forecast } from "./forecast.ts";
import { hasActivePartner, missingTasks, partnerOf, settlesBoth } from "./hedge.ts";
import { type Job, jobStatus, type Task } from "./job.ts";
import type { Policy, TaskEvent } from "./machine.ts";
import { droppedWarning } from "./plan.ts";
import { backoffMs } from "./retry.ts";
import { dueTasks, jobDueAt, LEASE_MS } from "./schedule.ts";
import type { Seating } from "./seats.ts";
import { applyEvent, applyNews, type TaskNews } from "./task.ts";

/** What decisions about a job depend on, beside the job. */
export interface Circumstances {
  readonly now: number;
  /** A number in [0, 1). */
  readonly random: number;
  readonly registry: Registry;
  readonly maxTries: number;
  readonly onUnknownSubmit?: "fail" | "retry";
}

/** A job after an event of one of its tasks. */
export interface JobStep {
  readonly job: Job;
  readonly moved: boolean;
  /** Handles that nobody waits for any longer, by task: cancel them upstream, best effort. */
  readonly abandoned: ReadonlyMap<number, Json>;
}

/** A job with actions begun: queued tasks are marked before anything is sent. */
export interface Begun {
  readonly job: Job;
  readonly actions: ReadonlyMap<number, Action>;
}

/** Claims a job: the due entry moves to the lease's end. */
export function hold(job: Job, holder: string, now: number): Job {
  return { ...job, holder, dueAt: now + LEASE_MS };
}

/** Prolongs a lease. */
export function beat(job: Job, now: number): Job {
  return { ...job, dueAt: now + LEASE_MS };
}

/** Which tasks to begin with, and what those are given that want to submit. */
export interface Beginning {
  readonly indices: readonly number[];
  /** Absent for a task whose provider has no accounts. */
  readonly seatings?: ReadonlyMap<number, Seating>;
  /** Absent for a task of whose route nothing is known. */
  readonly forecasts?: ReadonlyMap<number, Forecast>;
}

/** Begins actions on tasks that are due. */
export function begin(
  job: Job,
  { indices, seatings, forecasts }: Beginning,
  circumstances: Circumstances,
): Begun {
  const actions = new Map<number, Action>();
  let begun = job;
  for (const index of indices) {
    const status = job.tasks[index]?.state.status;
    if (status === undefined) continue;
    const action = actionOn(status);
    if (action === "submit") {
      const seating = seatings?.get(index) ?? ANYWHERE;
      begun = seat(begun, index, seating, circumstances);
      if (seating.kind !== "seated") continue;
      begun = expect(begun, index, forecasts?.get(index), circumstances.now);
    }
    actions.set(index, action);
  }
  const first = actions.size > 0 && begun.startedAt === undefined;
  return { job: first ? { ...begun, startedAt: circumstances.now } : begun, actions };
}

/** A provider without accounts has a seat for everybody. */
const ANYWHERE: Seating = { kind: "seated", account: SOLE_ACCOUNT.id };

/** Seats a task and marks its submit, or leaves it where its seating says. */
function seat(job: Job, index: number, seating: Seating, circumstances: Circumstances): Job {
  const task = job.tasks[index];
  if (!task) throw new RangeError(`Job ${job.id} has no task ${index}`);
  const { line: _line, queuePosition: _position, ...standing } = task;
  switch (seating.kind) {
    case "seated": {
      const { kind: _, ...place } = seating;
      const seated = withTask(job, index, { ...standing, ...place });
      const { job: begun } = book(seated, index, { type: "submit_started" }, circumstances);
      return pricedAttempt(begun, index, circumstances.registry);
    }
    case "waits": {
      const { runAt, line } = seating;
      const inLine = line ? { line: line.place, queuePosition: line.before } : {};
      return withTask(job, index, { ...standing, ...inLine, state: { status: "queued", runAt } });
    }
    case "barred": {
      // There is nothing to be retried here: the next route, or the end.
      const event = { type: "call_failed", failure: seating.failure } as const;
      const unseated = withTask(job, index, standing);
      return book(unseated, index, event, { ...circumstances, maxTries: 0 }).job;
    }
  }
}

/** Notes what an attempt that has just begun would be charged. */
function pricedAttempt(job: Job, index: number, registry: Registry): Job {
  const task = job.tasks[index];
  const route = task && routeOf(job, task, registry);
  const attempt = task?.attempts.at(-1);
  const usd = route && attemptUsd(route, task, job.request);
  if (!task || !attempt || usd === undefined) return job;
  return withTask(job, index, { ...task, attempts: task.attempts.with(-1, { ...attempt, usd }) });
}

/** Notes how long an attempt that has just begun usually takes. */
function expect(job: Job, index: number, forecast: Forecast | undefined, now: number): Job {
  const task = job.tasks[index];
  if (!task || !forecast) return job;
  const { usualMs, lateMs } = forecast;
  return withTask(job, index, {
    ...task,
    ...(usualMs === undefined ? {} : { usualMs }),
    ...(lateMs === undefined ? {} : { hedgeAt: now + lateMs }),
  });
}

/** Lets tasks that stand in line try for a seat now. */
export function callUp(job: Job, now: number): Job {
  const tasks = job.tasks.map((task) =>
    task.line && task.state.status === "queued"
      ? { ...task, state: { ...task.state, runAt: Math.min(now, task.state.runAt) } }
      : task
  );
  return { ...job, tasks };
}

/**
 * Lets a task be polled now that its upstream says there is news. A job whose task does not wait, or
 * was looked at since the news were sent, is returned as it is.
 */
export function hurry(
  job: Job,
  { task: index, sentAt, now }: {
    readonly task: number;
    readonly sentAt: number;
    readonly now: number;
  },
): Job {
  const task = job.tasks[index];
  if (task?.state.status !== "waiting") return job;
  const { runAt, lookedAt } = task.state;
  if (lookedAt > sentAt || runAt <= now) return job;
  const hurried = withTask(job, index, { ...task, state: { ...task.state, runAt: now } });
  // The due entry of a held job is the end of its lease.
  return job.holder === undefined ? { ...hurried, dueAt: now } : hurried;
}

/** Applies an event to a task of the job, and calls its partner off when it settles both. */
export function book(
  job: Job,
  index: number,
  event: TaskEvent,
  circumstances: Circumstances,
): JobStep {
  const booked = bookOne(job, index, event, circumstances);
  const task = booked.job.tasks[index];
  const partner = partnerOf(job, index);
  if (partner === undefined || !booked.moved || !task || !settlesBoth(task)) return booked;
  const called = bookOne(booked.job, partner, { type: "cancel_requested" }, circumstances);
  return { ...called, moved: true, abandoned: new Map([...booked.abandoned, ...called.abandoned]) };
}

function bookOne(
  job: Job,
  index: number,
  event: TaskEvent,
  circumstances: Circumstances,
): JobStep {
  const task = job.tasks[index];
  if (!task) throw new RangeError(`Job ${job.id} has no task ${index}`);
  const policy = policyFor(job, index, circumstances);
  const { task: next, moved, abandon } = applyEvent(job, task, event, policy);
  const abandoned = new Map(abandon === undefined ? [] : [[index, abandon]]);
  return { job: withTask(job, index, next), moved, abandoned };
}

/** Applies an event to every task. Ended ones do not move. */
export function bookAll(
  job: Job,
  event: TaskEvent,
  circumstances: Circumstances,
): { readonly job: Job; readonly abandoned: ReadonlyMap<number, Json> } {
  const abandoned = new Map<number, Json>();
  let booked = job;
  for (const index of job.tasks.keys()) {
    const step = bookOne(booked, index, event, circumstances);
    booked = step.job;
    for (const [task, handle] of step.abandoned) abandoned.set(task, handle);
  }
  return { job: booked, abandoned };
}

/** Gives up what the caller's time has run out for. */
export function expire(job: Job, circumstances: Circumstances): ReturnType<typeof bookAll> {
  const seconds = Math.round((job.deadlineAt - job.createdAt) / 1_000);
  const timedOut = failure("timed_out", `The job did not end within ${seconds} s`);
  return bookAll(job, { type: "deadline_passed", failure: timedOut }, circumstances);
}

/**
 * Closes a job whose tasks have all ended; lets go of one that nothing is to be done for now.
 * While an action runs (`busy`), the holder keeps it.
 */
export function settle(job: Job, busy: boolean, { now }: Circumstances): Job {
  const dueAt = jobDueAt(job);
  if (dueAt === undefined) return close(job, now);
  if (busy || dueTasks(job, now).length > 0) return job;
  const { holder: _, ...released } = job;
  return { ...released, dueAt };
}

/** Lets go of a job at once, whatever is under way: somebody else may take it now. */
export function handBack(job: Job, now: number): Job {
  const { holder: _, ...released } = job;
  return { ...released, dueAt: now };
}

/** Adds what was heard of a call under way. */
export function hear(job: Job, index: number, news: TaskNews): Job {
  const task = job.tasks[index];
  const heard = task && applyNews(task, news);
  if (!heard || heard === task) return job;
  const late = (news.dropped ?? []).flatMap((field) => droppedWarning(field, job.request) ?? []);
  const fresh = [...new Set(late)].filter((warning) => !job.warnings.includes(warning));
  return { ...withTask(job, index, heard), warnings: [...job.warnings, ...fresh] };
}

function withTask(job: Job, index: number, task: Task): Job {
  return { ...job, tasks: job.tasks.with(index, task) };
}

function close(job: Job, now: number): Job {
  if (job.endedAt !== undefined) return job;
  const { holder: _holder, dueAt: _dueAt, ...closed } = job;
  const missing = missingTasks(job);
  const images = missing.reduce((sum, { n }) => sum + n, 0);
  const partial = jobStatus(job) === "completed" && images > 0
    ? [`${images} of ${job.request.n} images did not come: ${reasonOf(missing)}`]
    : [];
  return { ...closed, warnings: [...job.warnings, ...partial], endedAt: now };
}

function reasonOf(missing: readonly Task[]): string {
  for (const { state } of missing) {
    if (state.status === "failed") return state.failure.message;
  }
  return "cancelled";
}

function policyFor(job: Job, index: number, circumstances: Circumstances): Policy {
  const { now, random, registry, onUnknownSubmit } = circumstances;
  const task = job.tasks[index];
  if (!task) throw new RangeError(`Job ${job.id} has no task ${index}`);
  const provider = providerOf(job, task, registry);
  const misses = "misses" in task.state ? task.state.misses + 1 : task.tries;
  // Of two that are after the same pictures, one that fails leaves them to the other.
  const isLast = !hasActivePartner(job, index);
  return {
    now,
    tries: task.tries,
    maxTries: isLast ? circumstances.maxTries : 0,
    backoffMs: backoffMs(Math.max(1, misses), random),
    hasNextRoute: isLast && task.route + 1 < job.routes.length,
    idempotentSubmit: provider?.idempotentSubmit ?? false,
    onUnknownSubmit: onUnknownSubmit ?? (provider?.paid === false ? "retry" : "fail"),
  };
}
