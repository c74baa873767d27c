/**
 * What makes pending work prompt. Every waker may fail: the due index is the truth, and the engine
 * looks at it now and then whatever the wakers do.
 *
 * @module
 */

import type { Attach } from "./repo.ts";

/** Wakes the engine when a job is due. */
export interface Waker {
  readonly name: "queue" | "timer";
  /** Adds to the commit that schedules a job what will wake us for it. */
  readonly attach?: Attach;
  /** Told after each commit that schedules a job. */
  scheduled(dueAt: number): void;
  /** Begins to call `wake`: with the id of a job that is due, or without one to look for all. */
  start(wake: (id?: string) => void): void;
  stop(): void;
}
