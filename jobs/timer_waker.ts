/**
 * Wakes from memory: one timer, set to the earliest time that is known of.
 *
 * @module
 */

import { OVER } from "../follow.ts";
import type { Runtime } from "../runtime.ts";
import type { Waker } from "./waker.ts";

/** Creates the waker for databases without queues; see decision 0002 for why it is the default. */
export function createTimerWaker(runtime: Pick<Runtime, "now" | "sleep">): Waker {
  let setFor = Infinity;
  let cancel = new AbortController();
  let wake: (() => void) | undefined;
  let isStopped = false;

  async function set(dueAt: number): Promise<void> {
    // What was on its way when we were stopped may still be committed.
    if (isStopped || dueAt >= setFor) return;
    cancel.abort(OVER);
    cancel = new AbortController();
    const { signal } = cancel;
    setFor = dueAt;
    await runtime.sleep(Math.max(0, dueAt - runtime.now()), signal);
    if (signal.aborted) return;
    setFor = Infinity;
    wake?.();
  }

  return {
    name: "timer",
    scheduled: (dueAt) => void set(dueAt),
    start: (call) => wake = call,
    stop() {
      isStopped = true;
      cancel.abort(OVER);
      wake = undefined;
    },
  };
}
