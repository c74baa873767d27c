/**
 * A batch's life in the hands of one holder: looked through, driven, ended, or handed back.
 *
 * @module
 */

import { FileGone } from "../files/files.ts";
import type { StoredFile } from "../files/file.ts";
import { follow, OVER } from "../follow.ts";
import type { Runtime } from "../runtime.ts";
import type { Versioned } from "../store/table.ts";
import {
  type Batch,
  type BatchEnd,
  begin,
  end,
  expire,
  fail,
  finalize,
  hasEnded,
  LEASE_MS,
  release,
} from "./batch.ts";
import type { Addition, BatchRepo } from "./batch_repo.ts";
import { drive } from "./drive.ts";
import { createLease, type Lease } from "./lease.ts";
import { requestsFrom } from "./requests.ts";
import { validate } from "./validate.ts";
import { wrapUp, type WrapUpOptions } from "./wrap_up.ts";

/** What a life needs. */
export interface RunOptions extends WrapUpOptions {
  readonly repo: BatchRepo;
  /** Aborts when the process drains: the batch is handed back. */
  readonly draining: AbortSignal;
}

/** What can be told of a batch's life from outside. */
export interface Run {
  /** Resolves when this holder has nothing more to do with it; rejects for what should not be. */
  readonly done: Promise<void>;
  /** Says that the record was changed by another hand. */
  look(): void;
}

/** How often the lease is renewed, and a cancel by another process noticed. */
const HEARTBEAT_MS = LEASE_MS / 3;

/** When a batch is tried again after trouble. */
const LATER_MS = 30_000;

/** Works on a batch whose stored version names this holder. */
export function runBatch(held: Versioned<Batch>, options: RunOptions): Run {
  const { repo, runtime, draining } = options;
  const halt = new AbortController();
  const lease = createLease(held, {
    repo,
    now: () => runtime.now(),
    changed: ({ status }) => {
      if (status === "cancelling") halt.abort(OVER);
    },
  });
  return { done: live(), look: () => void beat().catch(() => undefined) };

  /** Changes nothing but the lease's end, and finds what others have changed. */
  async function beat(): Promise<void> {
    await lease.update((batch) => batch);
  }

  async function live(): Promise<void> {
    const over = new AbortController();
    const letGo = follow(halt, [lease.lost, draining]);
    // A timer would leave time to start a line.
    if (runtime.now() >= lease.batch.expiresAt) halt.abort(OVER);
    const timers = [keepBeating(over.signal), watchClock(over.signal)];
    try {
      await workOn(lease, halt.signal, options);
      logEnd(lease.batch, runtime);
    } catch (error) {
      await lease.update((batch) => release(batch, runtime.now() + LATER_MS));
      throw error;
    } finally {
      letGo();
      over.abort(OVER);
      await Promise.all(timers);
    }
  }

  async function keepBeating(signal: AbortSignal): Promise<void> {
    while (!signal.aborted) {
      await runtime.sleep(HEARTBEAT_MS, signal);
      // A store that is away for a moment costs the lease at worst.
      if (!signal.aborted) await beat().catch(() => undefined);
    }
  }

  async function watchClock(signal: AbortSignal): Promise<void> {
    await runtime.sleep(Math.max(0, lease.batch.expiresAt - runtime.now()), signal);
    if (!signal.aborted) halt.abort(OVER);
  }
}

async function workOn(lease: Lease, halt: AbortSignal, options: RunOptions): Promise<void> {
  const { files, runtime } = options;
  const { owner, inputFileId } = lease.batch;
  const found = await files.find(owner, inputFileId);
  const file = await goOn(lease, { file: found, halt }, options);
  if (lease.lost.aborted || hasEnded(lease.batch)) return;
  if (options.draining.aborted) return void await handBack(lease, options);
  const as = endOf(lease.batch, file, runtime.now());
  if (as === "expired") await lease.update((batch) => expire(batch, runtime.now()));
  if (as !== "completed") {
    await wrapUp({ lease, file, as, signal: options.draining }, options);
    if (options.draining.aborted) return void await handBack(lease, options);
  }
  await close(lease, as, options);
}

/** As far as it goes; returns the input, if that is still there. */
async function goOn(
  lease: Lease,
  { file, halt }: { readonly file: StoredFile | undefined; readonly halt: AbortSignal },
  options: RunOptions,
): Promise<StoredFile | undefined> {
  if (file === undefined || lease.batch.status === "finalizing") return file;
  try {
    if (lease.batch.status === "validating") await lookThrough(lease, { file, halt }, options);
    if (lease.batch.status === "in_progress" && !halt.aborted) {
      await drive({ lease, file, signal: halt }, options);
    }
    return file;
  } catch (error) {
    if (error instanceof FileGone) return undefined;
    throw error;
  }
}

async function lookThrough(
  lease: Lease,
  { file, halt }: { readonly file: StoredFile; readonly halt: AbortSignal },
  { files, press, runtime }: RunOptions,
): Promise<void> {
  const { endpoint } = lease.batch;
  const requests = requestsFrom(files, file, lease.batch);
  const validated = await validate(requests, { endpoint, press, runtime, signal: halt });
  if (validated === undefined) return;
  const { total, problems } = validated;
  const now = runtime.now();
  await lease.update((batch) => {
    if (batch.status !== "validating") return batch;
    return problems.length === 0 ? begin(batch, total, now) : fail(batch, problems, now);
  });
}

async function handBack(lease: Lease, { runtime }: RunOptions): Promise<void> {
  await lease.update((batch) => release(batch, runtime.now()));
}

/** What a batch comes to that nobody works on any more. */
function endOf(batch: Batch, file: StoredFile | undefined, now: number): BatchEnd {
  if (batch.status === "cancelling") return "cancelled";
  if (batch.expiringAt !== undefined) return "expired";
  const isWhole = batch.status === "finalizing" ||
    (batch.status === "in_progress" && batch.cursor.index >= batch.total);
  if (isWhole) return "completed";
  if (file === undefined) return "failed";
  if (now >= batch.expiresAt) return "expired";
  throw new Error(`Batch ${batch.id} stopped at ${batch.cursor.index} of ${batch.total}`);
}

/** The last commits: the files, the end, and what is told of it. */
async function close(lease: Lease, as: BatchEnd, options: RunOptions): Promise<void> {
  const { runtime } = options;
  const now = runtime.now();
  if (as === "completed") await lease.update((batch) => finalize(batch, now));
  await lease.update((batch) => {
    // A cancel that came in the last moment is kept to.
    const kept = batch.status === "cancelling" ? "cancelled" : as;
    return kept === "failed" ? fail(batch, [inputGone(batch)], now) : end(batch, kept, now);
  }, (before) => closing(before, options));
}

function closing(batch: Batch, { files, runtime }: RunOptions): Addition {
  const now = runtime.now();
  const written = [["output", batch.output], ["error", batch.errors]] as const;
  return (operation) => {
    for (const [name, { id, sizeBytes }] of written) {
      if (sizeBytes === 0) continue;
      files.record(operation, {
        v: 1,
        id,
        owner: batch.owner,
        filename: `${batch.id}_${name}.jsonl`,
        purpose: "batch_output",
        sizeBytes,
        createdAt: now,
        expiresAt: Math.min(now, batch.expiresAt) + batch.outputKeepMs,
      });
    }
  };
}

function logEnd({ id, createdAt, ended, completed, failed }: Batch, { log }: Runtime): void {
  if (ended === undefined) return;
  const durationMs = ended.at - createdAt;
  log({ event: "batch_ended", batchId: id, status: ended.as, completed, failed, durationMs });
}

function inputGone({ inputFileId }: Batch) {
  const message = `The input file ${inputFileId} was deleted or has expired`;
  return { code: "input_file_gone", message, param: "input_file_id" };
}
