/**
 * What the process with many waiters is told, and what it tells.
 *
 * @module
 */

import { z } from "zod";

/** What to do. */
export const WaitersTask = z.object({
  jobs: z.number().int(),
  waiters: z.number().int(),
  rounds: z.number().int(),
  /** The upstream's wish, the same after each poll. */
  pollAfterMs: z.number(),
  /** How often a job is polled until it is done. */
  polls: z.number().int(),
  /** The database. */
  file: z.string(),
});
/** See {@linkcode WaitersTask}. */
export type WaitersTask = z.infer<typeof WaitersTask>;

/** What was measured; memory in bytes. */
export const WaitersResult = z.object({
  /** Before the first job. */
  idleRss: z.number(),
  rounds: z.array(z.object({
    peakRss: z.number(),
    /** A while after the last stream has ended, and after a collection of garbage. */
    restRss: z.number(),
    restHeap: z.number(),
    /** From the first job to the end of the last stream. */
    seconds: z.number(),
  })),
});
