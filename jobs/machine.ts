/**
 * The task machine: which event moves a task from which state to which, as one pure table.
 *
 * @module
 */

import type { Failure, FailureKind, Json } from "../failure.ts";
import type { Image, Source, TaskState, TaskStatus } from "./job.ts";
import { afterFailure, pauseMs, type RetryPolicy } from "./retry.ts";

/** What can happen to a task. */
export type TaskEvent =
  | { readonly type: "submit_started" }
  /** Pending: the upstream has it, or still has it. */
  | {
    readonly type: "accepted";
    readonly handle: Json;
    readonly runAt: number;
    /** When the upstream said so. */
    readonly lookedAt: number;
  }
  /** The pictures exist, but are not yet here in the format that was asked for. */
  | { readonly type: "produced"; readonly sources: readonly Source[] }
  | { readonly type: "saved"; readonly images: readonly Image[] }
  /** This call got no answer; the task's fate is open. */
  | { readonly type: "call_failed"; readonly failure: Failure }
  /** The task's fate is known: it came to nothing. */
  | { readonly type: "task_failed"; readonly failure: Failure }
  | { readonly type: "cancel_requested" }
  | { readonly type: "deadline_passed"; readonly failure: Failure };

/** The name of a {@linkcode TaskEvent}. */
export type TaskEventType = TaskEvent["type"];

/**
 * `again`: the same state a little later, no try spent; the handle, which may be paid for, is kept.
 * `retry`: what `afterFailure` decides: queued on this route or the next, or failed.
 */
export type Cell = TaskStatus | "again" | "retry";

const ENDINGS = { cancel_requested: "cancelled", deadline_passed: "failed" } as const;

/** An absent cell: the event changes nothing. */
export const TABLE: Readonly<Record<TaskStatus, Readonly<Partial<Record<TaskEventType, Cell>>>>> = {
  queued: { ...ENDINGS, submit_started: "submitting", call_failed: "retry", task_failed: "retry" },
  submitting: {
    ...ENDINGS,
    accepted: "waiting",
    produced: "saving",
    saved: "done",
    call_failed: "retry",
    task_failed: "retry",
  },
  waiting: {
    ...ENDINGS,
    accepted: "waiting",
    produced: "saving",
    saved: "done",
    call_failed: "again",
    task_failed: "retry",
  },
  saving: { ...ENDINGS, saved: "done", call_failed: "again", task_failed: "retry" },
  done: {},
  failed: {},
  cancelled: {},
};

/** Where an event leads. */
export interface Step {
  /** The task's new state, or the old one. */
  readonly state: TaskState;
  /** False: the event changed nothing. */
  readonly moved: boolean;
  /** Which route the task goes on with. */
  readonly route: "same" | "next";
  /** A handle that nobody waits for any longer: cancel it upstream, best effort. */
  readonly abandon?: Json;
}

/** What a decision about a failure depends on, beside the failure. */
export interface Policy extends RetryPolicy {
  /** Epoch milliseconds. */
  readonly now: number;
}

/** Applies one event to a task's state. Pure and total. */
export function transition(from: TaskState, event: TaskEvent, policy: Policy): Step {
  const cell = TABLE[from.status][event.type];
  if (cell === undefined) return stay(from, event);
  if (cell === "again") return step(again(from, failureOf(event), policy));
  if (cell === "retry") return retry(from, failureOf(event), policy);
  return leave(from, step(enter(cell, event)));
}

function enter(status: TaskStatus, event: TaskEvent): TaskState {
  if (status === "submitting") return { status };
  if (status === "cancelled") return { status };
  switch (event.type) {
    case "accepted":
      return {
        status: "waiting",
        runAt: event.runAt,
        lookedAt: event.lookedAt,
        handle: event.handle,
        misses: 0,
      };
    case "produced":
      return { status: "saving", runAt: 0, sources: [...event.sources], misses: 0 };
    case "saved":
      return { status: "done", images: [...event.images] };
    default:
      return { status: "failed", failure: stored(failureOf(event)) };
  }
}

/** The same place, later: misses in a row, or the upstream's word, make the pauses longer. */
function again(from: TaskState, failure: Failure, policy: Policy): TaskState {
  if (from.status !== "waiting" && from.status !== "saving") return from;
  return { ...from, misses: from.misses + 1, runAt: policy.now + pauseMs(failure, policy) };
}

function retry(from: TaskState, failure: Failure, policy: Policy): Step {
  const decision = afterFailure(failure, policy);
  if (decision.action === "fail") {
    return leave(from, step({ status: "failed", failure: stored(decision.failure) }));
  }
  const queued = { status: "queued" as const, runAt: policy.now + decision.delayMs };
  return leave(from, { ...step(queued), route: decision.action === "reroute" ? "next" : "same" });
}

/** A task that leaves `waiting` without its pictures leaves work behind at the upstream. */
function leave(from: TaskState, next: Step): Step {
  const gone = next.state.status === "failed" || next.state.status === "cancelled" ||
    next.state.status === "queued";
  return from.status === "waiting" && gone ? { ...next, abandon: from.handle } : next;
}

/** An upstream that accepts work for an ended task is told to stop. */
function stay(from: TaskState, event: TaskEvent): Step {
  const unmoved: Step = { state: from, moved: false, route: "same" };
  const ended = Object.keys(TABLE[from.status]).length === 0;
  return ended && event.type === "accepted" ? { ...unmoved, abandon: event.handle } : unmoved;
}

function step(state: TaskState): Step {
  return { state, moved: true, route: "same" };
}

function failureOf(event: TaskEvent): Failure {
  if ("failure" in event) return event.failure;
  const kind: FailureKind = "internal";
  return { kind, message: `The event ${event.type} carries no failure` };
}

/** A failure as a record keeps it: without the evidence, which only the log gets. */
export function stored({ detail: _, ...failure }: Failure): Omit<Failure, "detail"> {
  return failure;
}
