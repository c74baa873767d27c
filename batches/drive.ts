/**
 * Starts a batch's requests, a few at a time, and takes down what comes of them.
 *
 * @module
 */

import type { StoredFile } from "../files/file.ts";
import type { Files } from "../files/files.ts";
import { follow, OVER } from "../follow.ts";
import type { Runtime } from "../runtime.ts";
import { type Batch, keyOf, WINDOW } from "./batch.ts";
import type { Lease } from "./lease.ts";
import type { Press, PressLine } from "./press.ts";
import { createRecorder, type Recorder } from "./recorder.ts";
import type { BatchRequest } from "./request_line.ts";
import { type PlacedRequest, requestsFrom } from "./requests.ts";
import { answeredResult } from "./result_line.ts";

/** What driving needs. */
export interface DriveOptions {
  readonly files: Files;
  readonly press: Press;
  readonly runtime: Runtime;
  /** Requests under way at a time, at least 1. */
  readonly share: () => number;
  /** How long pictures are kept after the latest end of the batch, in ms. */
  readonly jobTtlMs: number;
}

/** What is to be driven, and until when. */
export interface Drive {
  readonly lease: Lease;
  readonly file: StoredFile;
  /** Starts no more and waits for no more once it aborts. */
  readonly signal: AbortSignal;
}

/** Answers that may wait to be written. */
const MAX_HELD_BYTES = 8 * 1_024 * 1_024;

/**
 * Drives a batch until every request is settled or the signal aborts; what has come by then is
 * written.
 *
 * @throws what made it impossible to go on: the input is gone, a store cannot be reached
 */
export async function drive({ lease, file, signal }: Drive, options: DriveOptions): Promise<void> {
  const { files, press, share } = options;
  const running = new Set<Promise<void>>();
  const stop = new AbortController();
  const letGo = follow(stop, [signal]);
  const until = stop.signal;
  const news = createNews(until);
  let trouble: { readonly error: unknown } | undefined;

  function breakOff(error: unknown): void {
    trouble ??= { error };
    stop.abort(OVER);
  }

  const recorder = createRecorder({
    ...options,
    lease,
    recorded: news.tell,
    broken: breakOff,
  });

  function hasRoom(index: number): boolean {
    return running.size < share() && recorder.heldBytes < MAX_HELD_BYTES &&
      index < lease.batch.cursor.index + WINDOW;
  }

  function launch(placed: PlacedRequest): void {
    const done = answerOne(placed, { recorder, press, until, options, batch: lease.batch })
      .catch(breakOff)
      .finally(() => {
        running.delete(done);
        news.tell();
      });
    running.add(done);
  }

  try {
    const isSettled = new Set(lease.batch.settled.map(([index]) => index));
    for await (const placed of requestsFrom(files, file, lease.batch)) {
      if (isSettled.has(placed.index)) continue;
      while (!until.aborted && !hasRoom(placed.index)) await news.next();
      if (until.aborted) break;
      launch(placed);
    }
  } catch (error) {
    breakOff(error);
  }
  await Promise.all(running);
  await recorder.flush().catch(breakOff);
  letGo();
  if (trouble) throw trouble.error;
}

interface One {
  readonly recorder: Recorder;
  readonly press: Press;
  readonly until: AbortSignal;
  readonly options: DriveOptions;
  readonly batch: Batch;
}

async function answerOne(placed: PlacedRequest, one: One): Promise<void> {
  const { index, end, read } = placed;
  if (!read.ok) throw new Error(`Request ${index} of ${one.batch.id} was in order before`);
  const line = pressLine(one.batch, { index, request: read.request }, one.options);
  const answer = await one.press.answer(line, one.until);
  if (answer === undefined) return;
  const about = { index, end, customId: read.request.customId };
  one.recorder.add(answeredResult(one.batch, about, answer));
}

/** What the press is given for a request. */
export function pressLine(
  batch: Batch,
  { index, request }: { readonly index: number; readonly request: BatchRequest },
  { runtime, jobTtlMs }: Pick<DriveOptions, "runtime" | "jobTtlMs">,
): PressLine {
  return {
    owner: batch.owner,
    endpoint: batch.endpoint,
    base: batch.base,
    body: JSON.stringify(request.body),
    key: keyOf(batch, index),
    keepMs: Math.max(0, batch.expiresAt - runtime.now()) + jobTtlMs,
  };
}

/** Wakes who waits for something to have changed. */
function createNews(until: AbortSignal) {
  let waiting = Promise.withResolvers<void>();
  function tell(): void {
    waiting.resolve();
    waiting = Promise.withResolvers<void>();
  }
  until.addEventListener("abort", tell, { once: true });
  return { tell, next: () => waiting.promise };
}
