/**
 * What a commit of a job's record made true: told by comparing the record with the one before, so
 * that it makes no difference who committed it. Pure.
 *
 * @module
 */

import { type FailureKind, FAILURES } from "../failure.ts";
import type { Registry } from "../providers/registry.ts";
import type { Fact } from "../stats/fact.ts";
import type { Acceptance } from "./order.ts";
import { type Attempt, type Job, jobFailure, jobImages, jobStatus, type Task } from "./job.ts";
import type { JoinedBy } from "./joins.ts";
import { bothWorths, placeOf, worthOf } from "./worth.ts";

/** What became true when `after` took the place of `before`; absent: it is a new job. */
export function factsOf(before: Job | undefined, after: Job, registry: Registry): Fact[] {
  return [
    ...(before ? [] : [{ kind: "accepted" } as const]),
    ...after.tasks.flatMap((task, index) => {
      const was = before?.tasks[index];
      return was ? taskFacts({ job: after, was, task, registry }) : [];
    }),
    ...(after.endedAt !== undefined && before?.endedAt === undefined ? [endOf(after)] : []),
  ];
}

/** What an order came to that made no job. */
export function orderFacts(acceptance: Acceptance, registry: Registry): Fact[] {
  if (!acceptance.ok) return [{ kind: "refused", failure: acceptance.failure.kind }];
  const { job, joinedBy } = acceptance;
  return joinedBy === undefined ? [] : [joinOf(job, joinedBy, registry)];
}

function joinOf(job: Job, by: JoinedBy, registry: Registry): Fact {
  const worths = job.tasks.filter(({ hedgeOf }) => hedgeOf === undefined)
    .map((task) => worthOf(job, task, registry));
  const saved = worths.reduce(bothWorths, undefined);
  const [first] = job.tasks;
  return {
    kind: "joined",
    by,
    ended: job.endedAt !== undefined,
    route: first ? placeOf(job, first) : { provider: "", model: "" },
    ...(saved ? { saved } : {}),
  };
}

function endOf(job: Job): Fact {
  const status = jobStatus(job);
  const failure = status === "failed" ? jobFailure(job)?.kind : undefined;
  return {
    kind: "ended",
    status: status === "completed" || status === "cancelled" ? status : "failed",
    tookMs: (job.endedAt ?? job.updatedAt) - job.createdAt,
    images: jobImages(job).length,
    ...(failure ? { failure } : {}),
  };
}

/** A task before and after a commit. */
interface Change {
  readonly job: Job;
  readonly was: Task;
  readonly task: Task;
  readonly registry: Registry;
}

function taskFacts(change: Change): Fact[] {
  const { was, task } = change;
  if (was === task) return [];
  const [old, attempt] = [was.attempts.at(-1), task.attempts.at(-1)];
  // A new attempt has nothing to tell yet; the one before it ended in an earlier commit.
  if (!old || !attempt || was.attemptsBegun !== task.attemptsBegun) return [];
  const hasEnded = old.endedAt === undefined && attempt.endedAt !== undefined;
  return [
    ...(attempt.polls > old.polls ? [pollOf(change, attempt)] : []),
    ...(hasEnded ? [endOfAttempt(change, attempt)] : []),
  ];
}

/**
 * The picture was ready some time after the look before, at which the upstream was still at work: so
 * the time since then is the longest that it can have waited for us.
 */
function pollOf({ job, was, task }: Change, { provider, model }: Attempt): Fact {
  const isThere = task.state.status === "saving" || task.state.status === "done";
  const lag = isThere && was.state.status === "waiting"
    ? { lagMs: job.updatedAt - was.state.lookedAt }
    : {};
  return { kind: "polled", route: { provider, model }, ...lag };
}

function endOfAttempt(change: Change, { provider, model, failure }: Attempt): Fact {
  const { state } = change.task;
  const bill = billOf(change, failure?.kind);
  return {
    kind: "attempt",
    route: { provider, model },
    end: state.status === "done" ? "delivered" : failure ? "failed" : "cancelled",
    images: state.status === "done" ? state.images.length : 0,
    ...(failure ? { failure: { kind: failure.kind, message: failure.message } } : {}),
    ...(bill ? { bill } : {}),
  };
}

/** What an attempt that has ended cost, or may have. */
function billOf({ job, was, task, registry }: Change, failure: FailureKind | undefined) {
  const isDelivered = task.state.status === "done";
  if (!isDelivered && failure && !isDoubtful(was, failure)) return undefined;
  if (!isDelivered && isSameOrderAgain(was, task, job, registry)) return undefined;
  const worth = worthOf(job, task, registry);
  return worth && { ...worth, sure: isDelivered ? "paid" : "doubtful" } as const;
}

/** Whether an upstream may charge for an attempt that failed, by the failure table. */
function isDoubtful({ state }: Task, kind: FailureKind): boolean {
  const { repeat, scope } = FAILURES[kind];
  if (repeat === "if_idempotent" || kind === "internal") return true;
  // It had taken the work on; that it then would not talk to us does not make it free.
  const isTaken = state.status === "waiting" || state.status === "saving";
  return isTaken && scope === "call";
}

/** The same key goes to the same upstream once more, which charges for it once at most. */
function isSameOrderAgain(was: Task, task: Task, job: Job, registry: Registry): boolean {
  const { provider } = placeOf(job, was);
  return task.state.status === "queued" && task.route === was.route &&
    registry.provider(provider)?.idempotentSubmit === true;
}
