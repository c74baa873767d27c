/**
 * What is left of a batch that is given up: its jobs are cancelled, and what they brought all the
 * same is written down.
 *
 * @module
 */

import type { StoredFile } from "../files/file.ts";
import { jobImages } from "../jobs/job.ts";
import type { Engine } from "../jobs/engine.ts";
import { type Batch, keyOf, WINDOW } from "./batch.ts";
import { type DriveOptions, pressLine } from "./drive.ts";
import type { Lease } from "./lease.ts";
import { createRecorder } from "./recorder.ts";
import { type PlacedRequest, requestsFrom } from "./requests.ts";
import { answeredResult, expiredResult, type Result } from "./result_line.ts";

/** What wrapping up needs. */
export interface WrapUpOptions extends DriveOptions {
  readonly engine: Pick<Engine, "named" | "cancel">;
}

/** What is to be wrapped up. */
export interface WrapUp {
  readonly lease: Lease;
  /** Absent: the input is gone, so only the jobs are ended. */
  readonly file: StoredFile | undefined;
  /** Whether requests without an answer are named in the error file. */
  readonly as: "expired" | "cancelled" | "failed";
  /** Breaks off when it aborts; the next holder goes on. */
  readonly signal: AbortSignal;
}

/** Ends what is open of a batch. */
export async function wrapUp(
  { lease, file, as, signal }: WrapUp,
  options: WrapUpOptions,
): Promise<void> {
  const { files } = options;
  const kept = await cancelOpen(lease.batch, options);
  // One that was never looked through has no requests yet.
  if (file === undefined || lease.batch.total === 0) return;
  const isSettled = new Set(lease.batch.settled.map(([index]) => index));
  const recorder = createRecorder({ ...options, lease, recorded: () => {}, broken: () => {} });
  for await (const placed of requestsFrom(files, file, lease.batch)) {
    if (signal.aborted) break;
    if (as === "cancelled" && placed.index >= lease.batch.cursor.index + WINDOW) break;
    if (isSettled.has(placed.index)) continue;
    const result = await resultOf(placed, { lease, as, signal, kept, options });
    if (result) recorder.add(result);
    if (recorder.heldBytes >= WRITE_BYTES || placed.index % WINDOW === 0) await recorder.flush();
  }
  await recorder.flush();
}

/** What is written at once. */
const WRITE_BYTES = 1_024 * 1_024;

/** Cancels the jobs of requests that were started; returns which of them brought something. */
async function cancelOpen(batch: Batch, { engine }: WrapUpOptions): Promise<Set<number>> {
  const kept = new Set<number>();
  const isSettled = new Set(batch.settled.map(([index]) => index));
  const last = Math.min(batch.total, batch.cursor.index + WINDOW);
  for (let index = batch.cursor.index; index < last; index++) {
    const job = isSettled.has(index)
      ? undefined
      : await engine.named(keyOf(batch, index), batch.owner);
    if (job === undefined) continue;
    const cancelled = await engine.cancel(job.id, batch.owner);
    if (cancelled === undefined) continue;
    const hasPictures = jobImages(cancelled.job).length > 0;
    if (hasPictures || cancelled.outcome === "too_late") kept.add(index);
  }
  return kept;
}

interface Looking extends Pick<WrapUp, "lease" | "as" | "signal"> {
  readonly kept: ReadonlySet<number>;
  readonly options: WrapUpOptions;
}

async function resultOf(
  { index, end, read }: PlacedRequest,
  { lease: { batch }, as, signal, kept, options }: Looking,
): Promise<Result | undefined> {
  if (!read.ok) return undefined;
  const { request } = read;
  const about = { index, end, customId: request.customId };
  if (kept.has(index)) {
    const line = pressLine(batch, { index, request }, options);
    const answer = await options.press.answer(line, signal);
    if (answer) return answeredResult(batch, about, answer);
  }
  return as === "expired" ? expiredResult(batch, about) : undefined;
}
