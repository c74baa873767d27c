/**
 * What an event makes of a task as a whole: its state by the machine, and the books kept beside it.
 * Pure.
 *
 * @module
 */

import type { Json } from "../failure.ts";
import type { StoredImage } from "../images/request.ts";
import type { OptionalField } from "../providers/provider.ts";
import { shortened } from "./charges.ts";
import { type Attempt, ATTEMPTS_KEPT, hasEnded, type Job, type Task } from "./job.ts";
import { type Policy, stored, type TaskEvent, transition } from "./machine.ts";

/** What was heard of a call under way. */
export interface TaskNews {
  /** As the upstream says. */
  readonly progress?: number;
  /** How long an attempt of this kind usually takes. */
  readonly usualMs?: number;
  readonly queuePosition?: number;
  readonly previews?: readonly StoredImage[];
  /** Fields that the upstream turned out not to take. */
  readonly dropped?: readonly OptionalField[];
}

/** A task after an event. */
export interface TaskStep {
  readonly task: Task;
  readonly moved: boolean;
  /** A handle to cancel upstream, best effort. */
  readonly abandon?: Json;
}

/** Applies an event to a task of a job. */
export function applyEvent(
  job: Pick<Job, "routes">,
  task: Task,
  event: TaskEvent,
  policy: Policy,
): TaskStep {
  const { state, moved, route, abandon } = transition(task.state, event, policy);
  const left = abandon === undefined ? {} : { abandon };
  if (!moved) return { task, moved, ...left };
  const booked = event.type === "submit_started"
    ? beginAttempt(job, task, policy.now)
    : bookAttempt(task, event, policy.now, hasEnded(state) || state.status === "queued");
  const routed = route === "next" ? { ...booked, route: task.route + 1, tries: 0 } : booked;
  return { task: standUp({ ...settle(routed, event), state }), moved, ...left };
}

/** Adds what was heard to a task that is still going on. */
export function applyNews(task: Task, news: TaskNews): Task {
  if (hasEnded(task.state)) return task;
  return {
    ...task,
    ...(news.progress === undefined ? {} : { progress: clamp(news.progress) }),
    ...(news.usualMs === undefined ? {} : { usualMs: news.usualMs }),
    ...(news.queuePosition === undefined ? {} : { queuePosition: news.queuePosition }),
    previews: [...task.previews, ...news.previews ?? []].slice(-PREVIEWS_KEPT),
  };
}

/** A caller may ask for three pictures under way. */
const PREVIEWS_KEPT = 3;

function beginAttempt(job: Pick<Job, "routes">, task: Task, now: number): Task {
  const route = job.routes[task.route];
  if (!route) throw new RangeError(`Task has no route ${task.route}`);
  const account = task.account === undefined ? {} : { account: task.account };
  const attempt: Attempt = { ...route, ...account, startedAt: now, polls: 0 };
  return {
    ...task,
    tries: task.tries + 1,
    attemptsBegun: task.attemptsBegun + 1,
    ...shortened({ ...task, attempts: [...task.attempts, attempt] }, ATTEMPTS_KEPT),
  };
}

function bookAttempt(task: Task, event: TaskEvent, now: number, ended: boolean): Task {
  const attempt = task.attempts.at(-1);
  if (!attempt || attempt.endedAt !== undefined) return task;
  const polled = isAnswer(task, event) ? attempt.polls + 1 : attempt.polls;
  const failed = "failure" in event && ended ? { failure: stored(event.failure) } : {};
  const hasPictures = event.type === "produced" || event.type === "saved";
  const produced = hasPictures ? { produced: true as const } : {};
  const end = ended ? { endedAt: now } : {};
  const booked = { ...attempt, polls: polled, ...produced, ...failed, ...end };
  return { ...task, attempts: [...task.attempts.slice(0, -1), booked] };
}

/** Whether a poll came to this, and not what ended the task meanwhile. */
function isAnswer({ state }: Task, { type }: TaskEvent): boolean {
  return state.status === "waiting" && type !== "cancel_requested" && type !== "deadline_passed";
}

/** A seat is kept only while the upstream works. */
function standUp(task: Task): Task {
  const { status } = task.state;
  if (status === "submitting" || status === "waiting") return task;
  const { seat: _, ...standing } = task;
  return standing;
}

/** Progress of a try that came to nothing is no progress. */
function settle(task: Task, event: TaskEvent): Task {
  if (event.type === "accepted" || event.type === "produced") return task;
  const { progress: _1, queuePosition: _2, usualMs: _3, hedgeAt: _4, ...settled } = task;
  return settled;
}

function clamp(share: number): number {
  return Math.min(1, Math.max(0, share));
}
