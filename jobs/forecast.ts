/**
 * What is known of an attempt before it begins: how long its kind usually takes, and when it is late.
 *
 * @module
 */

import type { Job, Task } from "./job.ts";
import { quantileMs } from "./timing.ts";
import type { TimingBook } from "./timing_book.ts";

/** Times in ms from the attempt's beginning; absent while too little is known. */
export interface Forecast {
  readonly usualMs?: number;
  /** Only where a late attempt gets another beside it. */
  readonly lateMs?: number;
}

/** A usual time is one that so many pictures keep to. */
export const USUAL_SHARE = 0.75;

/** A forecast for each of the tasks that would submit. */
export async function forecastAll(
  job: Job,
  indices: readonly number[],
  { timing }: { readonly timing: TimingBook },
): Promise<ReadonlyMap<number, Forecast>> {
  const forecasts = new Map<number, Forecast>();
  for (const index of indices) {
    const task = job.tasks[index];
    const route = task && job.routes[task.route];
    if (task?.state.status !== "queued" || !route) continue;
    const known = await timing.read(route);
    const usualMs = quantileMs(known, USUAL_SHARE);
    const lateMs = mayHedge(job, task) ? quantileMs(known, job.hedgeAfter ?? 1) : undefined;
    forecasts.set(index, {
      ...(usualMs === undefined ? {} : { usualMs: Math.round(usualMs) }),
      ...(lateMs === undefined ? {} : { lateMs: Math.round(lateMs) }),
    });
  }
  return forecasts;
}

/** A task that stands in for another gets none beside it. */
function mayHedge(job: Job, task: Task): boolean {
  return job.hedgeAfter !== undefined && task.hedgeOf === undefined &&
    task.route + 1 < job.routes.length;
}
