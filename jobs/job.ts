/**
 * The job record: one caller's request, its tasks, and what became of them. Everything a restarted
 * process needs is in it.
 *
 * @module
 */

import { z } from "zod";
import { type Failure, type FailureKind, FAILURES, type Json } from "../failure.ts";
import { ImageRequest, StoredImage } from "../images/request.ts";
import { Charges } from "./charges.ts";

const Json: z.ZodType<Json> = z.json();

/** A failure as it is stored: `detail` goes to the log only. */
const StoredFailure = z.object({
  kind: z.custom<FailureKind>((kind) => typeof kind === "string" && Object.hasOwn(FAILURES, kind)),
  message: z.string(),
  param: z.string().optional(),
  code: z.string().optional(),
  retryAfterMs: z.number().optional(),
});

/** Where bytes that are not yet a delivered image are: at the upstream, or in a blob as they came. */
const Source = z.discriminatedUnion("kind", [
  z.object({ kind: z.literal("url"), url: z.string(), revisedPrompt: z.string().optional() }),
  z.object({ kind: z.literal("blob"), blobId: z.string(), revisedPrompt: z.string().optional() }),
]);
/** See the schema: a finished image that still has to be fetched or converted. */
export type Source = z.infer<typeof Source>;

/** A delivered image. */
export const Image = StoredImage.extend({ revisedPrompt: z.string().optional() });
/** See {@linkcode Image}. */
export type Image = z.infer<typeof Image>;

/** A status exists only where a crash needs its own recovery. */
export const TaskState = z.discriminatedUnion("status", [
  /** Nothing was sent, or what was sent is known to have come to nothing. */
  z.object({ status: z.literal("queued"), runAt: z.number() }),
  /** Committed before the request leaves. Found without a holder: it may have arrived. */
  z.object({ status: z.literal("submitting") }),
  /** The upstream works on it; `misses` counts polls in a row that got no answer. */
  z.object({
    status: z.literal("waiting"),
    runAt: z.number(),
    /** When it was last seen to be still under way. */
    lookedAt: z.number(),
    handle: Json,
    misses: z.number().int(),
  }),
  /** The pictures exist, but not here, or not in the right format. */
  z.object({
    status: z.literal("saving"),
    runAt: z.number(),
    sources: z.array(Source),
    misses: z.number().int(),
  }),
  z.object({ status: z.literal("done"), images: z.array(Image) }),
  z.object({ status: z.literal("failed"), failure: StoredFailure }),
  z.object({ status: z.literal("cancelled") }),
]);
/** See {@linkcode TaskState}. */
export type TaskState = z.infer<typeof TaskState>;
/** The name of a {@linkcode TaskState}. */
export type TaskStatus = TaskState["status"];

/** One try of a task on one route. */
export const Attempt = z.object({
  provider: z.string(),
  model: z.string(),
  account: z.string().optional(),
  startedAt: z.number(),
  endedAt: z.number().optional(),
  polls: z.number().int(),
  failure: StoredFailure.optional(),
  /** The upstream has made its pictures. */
  produced: z.literal(true).optional(),
  /** US dollars that it would be charged; null: nobody knows. Absent: nothing. */
  usd: z.number().nullable().optional(),
});
/** See {@linkcode Attempt}. */
export type Attempt = z.infer<typeof Attempt>;

/** Which provider to call, and under which id it offers the model. */
export const Route = z.object({ provider: z.string(), model: z.string() });
/** See {@linkcode Route}. */
export type Route = z.infer<typeof Route>;

/** One upstream call's worth of a job. */
export const Task = z.object({
  /** Images wanted of this task. */
  n: z.number().int().positive(),
  /** Place of its first image among the job's images. */
  firstImage: z.number().int().nonnegative(),
  seed: z.number().int().nonnegative(),
  /** Index into the job's routes. */
  route: z.number().int().nonnegative(),
  /** The provider's account that the newest attempt uses. */
  account: z.string().optional(),
  /** Which of the account's seats it has; see `jobs/seats.ts`. */
  seat: z.number().int().nonnegative().optional(),
  /** Where it stands in the provider's line, while it has no seat. */
  line: z.object({ rank: z.number(), round: z.number(), ticket: z.string() }).optional(),
  /** Tries begun on this route. */
  tries: z.number().int().nonnegative(),
  /** The newest attempts, oldest first; see `ATTEMPTS_KEPT`. */
  attempts: z.array(Attempt),
  /** What attempts that are no longer in the log have cost. */
  earlier: Charges.optional(),
  /** All tries ever begun, on all routes; also names the attempt's blobs. */
  attemptsBegun: z.number().int().nonnegative(),
  state: TaskState,
  /** 0 to 1, as last heard from the upstream. */
  progress: z.number().min(0).max(1).optional(),
  queuePosition: z.number().int().nonnegative().optional(),
  /** How long an attempt of this kind usually takes, in ms, when that is known. */
  usualMs: z.number().optional(),
  /** When its newest attempt is late, and another task begins beside it; see `jobs/hedge.ts`. */
  hedgeAt: z.number().optional(),
  /** The task that this one was begun beside. */
  hedgeOf: z.number().int().nonnegative().optional(),
  /** Pictures under way, oldest first. */
  previews: z.array(StoredImage),
});
/** See {@linkcode Task}. */
export type Task = z.infer<typeof Task>;

/** What a job takes of its owner's limits until it has ended; see `access/account.ts`. */
export const Hold = z.object({
  images: z.int().nonnegative(),
  /** In millionths of a US dollar. */
  cost: z.int().nonnegative(),
  /** In which day and month, and by which hour an open job is counted. */
  day: z.string(),
  month: z.string(),
  until: z.int(),
});
/** See {@linkcode Hold}. */
export type Hold = z.infer<typeof Hold>;

/** The stored form of a job. Bump `v` and add a migration whenever a field changes its meaning. */
export const Job = z.object({
  v: z.literal(1),
  id: z.string(),
  /** The caller whose job this is; other callers do not see it. */
  owner: z.string(),
  /** Random: what the ids of its blobs are derived from, so that they cannot be guessed. */
  secret: z.string(),
  /** -10 to 10; higher goes first where there is a line. */
  priority: z.number().int().min(-10).max(10),
  /** Raised by every write; what a watcher has seen. */
  revision: z.number().int(),
  createdAt: z.number(),
  updatedAt: z.number(),
  startedAt: z.number().optional(),
  endedAt: z.number().optional(),
  /** When the job is given up; see `JOB_TIMEOUT_MS`. */
  deadlineAt: z.number(),
  /** When record and images vanish, together: fixed when the job is made. */
  expiresAt: z.number(),
  /** The request without what a large prompt would add: see `jobs/repo.ts`. */
  request: ImageRequest,
  /** Where the long texts are, when the request was too large for the record. */
  textsBlobId: z.string().optional(),
  routes: z.array(Route),
  /** What a picture costs on each route, in millionths of a US dollar; absent: nobody knows. */
  prices: z.array(z.int().nonnegative()).optional(),
  /** Share of the pictures that usually have come when one is late; absent: none ever is. */
  hedgeAfter: z.number().optional(),
  tasks: z.array(Task),
  /** What was mapped or dropped on the way, in words for the caller. */
  warnings: z.array(z.string()),
  /** The caller's own notes. */
  metadata: z.record(z.string(), z.string()).optional(),
  /** False: it is forgotten as soon as its answer has been delivered. */
  store: z.literal(false).optional(),
  /** What an answer in the caller's dialect needs beside the request; small, and `routes/`'s own. */
  dialect: Json.optional(),
  /** Where the caller wants to be told of the end; `base` is our address as the caller sees it. */
  webhook: z.object({ url: z.string(), base: z.string().optional() }).optional(),
  /** Absent: its owner has no limits. */
  hold: Hold.optional(),
  cancelRequestedAt: z.number().optional(),
  /** Who advances it now. Absent: nobody. The lease's end is its due-index entry. */
  holder: z.string().optional(),
  /** Its entry in the due index; absent once it has ended. */
  dueAt: z.number().optional(),
});
/** See {@linkcode Job}. */
export type Job = z.infer<typeof Job>;

/** Stands for every owner, where an administrator asks. Nobody's own. */
export const EVERYBODY = "*";

/** OpenAI's words for where a job stands. */
export type JobStatus = "queued" | "in_progress" | "completed" | "failed" | "cancelled";

/** Attempts that a task's log keeps; a record has 64 KiB for all of its tasks. */
export const ATTEMPTS_KEPT = 4;

/** Whether the task will not change any more. */
export function hasEnded(state: TaskState): boolean {
  return state.status === "done" || state.status === "failed" || state.status === "cancelled";
}

/** The public status: some images make a completed job, however many are missing. */
export function jobStatus(job: Pick<Job, "tasks">): JobStatus {
  const states = job.tasks.map((task) => task.state);
  if (!states.every(hasEnded)) {
    return job.tasks.every((task) => task.attemptsBegun === 0) ? "queued" : "in_progress";
  }
  if (states.some((state) => state.status === "done")) return "completed";
  return states.every((state) => state.status === "cancelled") ? "cancelled" : "failed";
}

/** The images delivered so far, in order. */
export function jobImages(job: Pick<Job, "tasks">): Image[] {
  return job.tasks.toSorted((a, b) => a.firstImage - b.firstImage)
    .flatMap(({ state }) => state.status === "done" ? state.images : []);
}

/** What the pictures that came cost, in millionths of a US dollar, as far as that is known. */
export function jobCost({ tasks, prices = [] }: Pick<Job, "tasks" | "prices">): number {
  return tasks.reduce((sum, { state, route }) => {
    return sum + (state.status === "done" ? state.images.length * (prices[route] ?? 0) : 0);
  }, 0);
}

/** Why pictures are missing: the first failure of a task, if any. */
export function jobFailure(job: Pick<Job, "tasks">): Failure | undefined {
  for (const { state } of job.tasks) {
    if (state.status !== "failed") continue;
    const { kind, message, param, code, retryAfterMs } = state.failure;
    return {
      kind,
      message,
      ...(param === undefined ? {} : { param }),
      ...(code === undefined ? {} : { code }),
      ...(retryAfterMs === undefined ? {} : { retryAfterMs }),
    };
  }
  return undefined;
}
