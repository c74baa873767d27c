/**
 * Waits for a job's end on behalf of a caller.
 *
 * @module
 */

import type { Job } from "../jobs/job.ts";
import type { Services } from "./context.ts";
import { follow, OVER } from "../follow.ts";

/** How long to wait. */
export interface WaitOptions {
  /** Aborts when the caller has gone. */
  readonly signal: AbortSignal;
  readonly waitMs: number;
}

/**
 * The job once it has ended; undefined when the time is up, the caller has gone or the server
 * stops, which all change nothing for the job.
 */
export async function waitForEnd(
  { engine, runtime, closing }: Pick<Services, "engine" | "runtime" | "closing">,
  id: string,
  { signal, waitMs }: WaitOptions,
): Promise<Job | undefined> {
  const done = new AbortController();
  const letGo = follow(done, [signal, closing]);
  const timer = runtime.sleep(waitMs, done.signal).then(() => done.abort(OVER));
  try {
    for await (const job of engine.watch(id, done.signal)) {
      if (job.endedAt !== undefined) return job;
    }
    return undefined;
  } finally {
    letGo();
    done.abort(OVER);
    await timer;
  }
}
