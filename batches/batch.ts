/**
 * The record of a batch and what becomes of it. Pure.
 *
 * A batch has read its lines up to a cursor; of those behind it some are settled already, because
 * lines end in any order. A line is settled once what came of it is in one of the two files, in the
 * same commit.
 *
 * @module
 */

import { z } from "zod";

/** What the lines of a batch may ask for. */
export const ENDPOINTS = [
  "/v1/images/generations",
  "/v1/images/edits",
  "/v1/chat/completions",
] as const;
/** See {@linkcode ENDPOINTS}. */
export type Endpoint = (typeof ENDPOINTS)[number];

/** OpenAI's words for where a batch stands. */
export const STATUSES = [
  "validating",
  "failed",
  "in_progress",
  "finalizing",
  "completed",
  "expired",
  "cancelling",
  "cancelled",
] as const;
/** See {@linkcode STATUSES}. */
export type BatchStatus = (typeof STATUSES)[number];

/** What is wrong with an input file. */
export const BatchProblem = z.object({
  code: z.string(),
  message: z.string(),
  param: z.string().optional(),
  /** Counted from 1; absent: it is about the whole file. */
  line: z.number().int().optional(),
});
/** See {@linkcode BatchProblem}. */
export type BatchProblem = z.infer<typeof BatchProblem>;

/** A file that is being written. */
const Writing = z.object({ id: z.string(), parts: z.number().int(), sizeBytes: z.number().int() });

const Ended = z.enum(["failed", "completed", "expired", "cancelled"]);
/** How a batch can end. */
export type BatchEnd = z.infer<typeof Ended>;

/** The stored form of a batch. */
export const Batch = z.object({
  v: z.literal(1),
  id: z.string(),
  owner: z.string(),
  /** Random: what its lines' idempotency keys are made from, so that no caller can take one. */
  secret: z.string(),
  endpoint: z.enum(ENDPOINTS),
  inputFileId: z.string(),
  /** Our address as its caller sees it. */
  base: z.string(),
  metadata: z.record(z.string(), z.string()).optional(),
  status: z.enum(STATUSES),
  createdAt: z.number(),
  /** When what has not ended by then is given up. */
  expiresAt: z.number(),
  /** How long its files are kept after its end. */
  outputKeepMs: z.number(),
  /** When the record vanishes. */
  keptUntil: z.number(),
  inProgressAt: z.number().optional(),
  finalizingAt: z.number().optional(),
  cancellingAt: z.number().optional(),
  /** When it was found to be late: from then on lines without an answer are settled as expired. */
  expiringAt: z.number().optional(),
  ended: z.object({ as: Ended, at: z.number() }).optional(),
  /** Of the input file; the newest word, and at most {@linkcode MAX_PROBLEMS}. */
  problems: z.array(BatchProblem),
  total: z.number().int(),
  completed: z.number().int(),
  failed: z.number().int(),
  /** The first request that is not settled: its number from 0, and where its line can be found. */
  cursor: z.object({ index: z.number().int(), at: z.number().int() }),
  /** Requests behind the cursor that are settled: their numbers, and where their lines end. */
  settled: z.array(z.tuple([z.number().int(), z.number().int()])),
  output: Writing,
  errors: Writing,
  /** Who works on it now; the end of that lease is its due entry. */
  holder: z.string().optional(),
  /** Its entry in the due index; absent once it has ended. */
  dueAt: z.number().optional(),
});
/** See {@linkcode Batch}. */
export type Batch = z.infer<typeof Batch>;

/** What a new batch is made of. */
export interface NewBatch
  extends Pick<Batch, "owner" | "endpoint" | "inputFileId" | "base" | "outputKeepMs"> {
  readonly metadata?: Readonly<Record<string, string>> | undefined;
  readonly windowMs: number;
  readonly secret: string;
  /** A fresh id without its prefix. */
  readonly uuid: () => string;
}

/** What came of lines, as it is written. */
export interface Settled {
  /** Numbers of requests, and where their lines end. */
  readonly lines: readonly (readonly [number, number])[];
  readonly completed: number;
  readonly failed: number;
  /** What was added to each file. */
  readonly output: { readonly parts: number; readonly sizeBytes: number };
  readonly errors: { readonly parts: number; readonly sizeBytes: number };
}

/** How long a holder has before another takes over. */
export const LEASE_MS = 30_000;

/** Problems that a record keeps. */
export const MAX_PROBLEMS = 50;

/** How far requests may be started beyond the first that is not settled: the record lists those. */
export const WINDOW = 500;

/** A batch whose input has not been looked at. */
export function newBatch({ uuid, windowMs, metadata, ...of }: NewBatch, now: number): Batch {
  const expiresAt = now + windowMs;
  const writing = () => ({ id: `file-${uuid()}`, parts: 0, sizeBytes: 0 });
  return {
    v: 1,
    id: `batch_${uuid()}`,
    ...of,
    ...(metadata === undefined ? {} : { metadata: { ...metadata } }),
    status: "validating",
    createdAt: now,
    expiresAt,
    keptUntil: expiresAt + Math.max(of.outputKeepMs, MIN_KEPT_MS),
    problems: [],
    total: 0,
    completed: 0,
    failed: 0,
    cursor: { index: 0, at: 0 },
    settled: [],
    output: writing(),
    errors: writing(),
    dueAt: now,
  };
}

const MIN_KEPT_MS = 30 * 24 * 3_600_000;

/** Whether it will not change any more. */
export function hasEnded({ ended }: Pick<Batch, "ended">): boolean {
  return ended !== undefined;
}

/** Claims it, or goes on holding it: the due entry moves to the lease's end. */
export function hold(batch: Batch, holder: string, now: number): Batch {
  return { ...batch, holder, dueAt: now + LEASE_MS };
}

/** Lets go of it until a time. */
export function release({ holder: _, ...batch }: Batch, dueAt: number): Batch {
  return { ...batch, dueAt };
}

/** Its input is in order: the lines can be started. Nothing happens to one that is being cancelled. */
export function begin(batch: Batch, total: number, now: number): Batch {
  if (batch.status !== "validating") return batch;
  return { ...batch, status: "in_progress", inProgressAt: now, total };
}

/** Books what came of lines. */
export function settle(batch: Batch, came: Settled): Batch {
  const settled = new Map([...batch.settled, ...came.lines]);
  let { index, at } = batch.cursor;
  for (let end = settled.get(index); end !== undefined; end = settled.get(index)) {
    settled.delete(index++);
    at = end;
  }
  return {
    ...batch,
    cursor: { index, at },
    settled: [...settled],
    completed: batch.completed + came.completed,
    failed: batch.failed + came.failed,
    output: grown(batch.output, came.output),
    errors: grown(batch.errors, came.errors),
  };
}

/** Its owner wants no more of it; undefined: it is too late for that. */
export function requestCancel(batch: Batch, now: number): Batch | undefined {
  if (batch.status === "cancelling") return batch;
  if (batch.status !== "validating" && batch.status !== "in_progress") return undefined;
  const cancelling = { ...batch, status: "cancelling" as const, cancellingAt: now };
  return batch.holder === undefined ? { ...cancelling, dueAt: now } : cancelling;
}

/** Its time is up: nothing is started any more, whoever holds it. */
export function expire(batch: Batch, now: number): Batch {
  return batch.expiringAt === undefined ? { ...batch, expiringAt: now } : batch;
}

/** All lines are settled: its files are being closed. */
export function finalize(batch: Batch, now: number): Batch {
  return batch.status === "in_progress"
    ? { ...batch, status: "finalizing", finalizingAt: now }
    : batch;
}

/** Ends it. */
export function end(batch: Batch, as: BatchEnd, now: number): Batch {
  const { holder: _holder, dueAt: _dueAt, ...left } = batch;
  return { ...left, status: as, ended: { as, at: now } };
}

/** Ends it because of its input. */
export function fail(batch: Batch, problems: readonly BatchProblem[], now: number): Batch {
  return end({ ...batch, problems: problems.slice(0, MAX_PROBLEMS) }, "failed", now);
}

/** The idempotency key of a request: the same in every process. */
export function keyOf({ id, secret }: Pick<Batch, "id" | "secret">, index: number): string {
  return `${id}/${secret}/${index}`;
}

/** OpenAI's id of a request's answer. */
export function requestIdOf({ id }: Pick<Batch, "id">, index: number): string {
  return `${id.replace("batch_", "batch_req_")}${index.toString(16).padStart(5, "0")}`;
}

function grown(file: Batch["output"], by: Settled["output"]): Batch["output"] {
  return { ...file, parts: file.parts + by.parts, sizeBytes: file.sizeBytes + by.sizeBytes };
}
