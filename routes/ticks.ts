/**
 * Watching a job whose picture of itself also changes with time alone.
 *
 * @module
 */

import { follow, OVER } from "../follow.ts";
import type { Job } from "../jobs/job.ts";
import type { Services } from "./context.ts";

/** How to watch. */
export interface TickOptions {
  readonly signal: AbortSignal;
  /** Longest time without a look. */
  readonly everyMs: number;
}

/** The job now, after each change, and at least every so often, until it has ended. */
export async function* watchWithTicks(
  { engine, runtime }: Pick<Services, "engine" | "runtime">,
  id: string,
  { signal, everyMs }: TickOptions,
): AsyncGenerator<Job> {
  const stop = new AbortController();
  const letGo = follow(stop, [signal]);
  const changes = engine.watch(id, stop.signal)[Symbol.asyncIterator]();
  let newest: Job | undefined;
  let change = changes.next();
  try {
    while (!signal.aborted) {
      const done = new AbortController();
      const tick = runtime.sleep(everyMs, done.signal).then(() => undefined);
      const next = await Promise.race([change, tick]);
      done.abort(OVER);
      if (next?.done) return;
      if (next) {
        newest = next.value;
        change = changes.next();
      }
      if (newest) yield newest;
    }
  } finally {
    letGo();
    stop.abort(OVER);
    await change;
  }
}
