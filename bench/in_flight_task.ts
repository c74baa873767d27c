/**
 * What the process with many jobs is told, and what it tells.
 *
 * @module
 */

import { z } from "zod";

/** What to do. */
export const InFlightTask = z.object({
  waker: z.enum(["timer", "queue"]),
  jobs: z.number().int(),
  /** The upstream's wish, the same after each poll. */
  pollAfterMs: z.number(),
  /** How long to measure. */
  forMs: z.number(),
  /** The database. */
  file: z.string(),
});
/** See {@linkcode InFlightTask}. */
export type InFlightTask = z.infer<typeof InFlightTask>;

/** What was measured; memory in bytes, times in milliseconds. */
export const InFlightResult = z.object({
  /** Before the first job. */
  idleRss: z.number(),
  peakRss: z.number(),
  /** Until all jobs were accepted. */
  acceptMs: z.number(),
  polls: z.number(),
  /** How late polls came. */
  p50: z.number(),
  p99: z.number(),
});
