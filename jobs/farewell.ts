/**
 * Telling an upstream that nobody waits for its work any more.
 *
 * @module
 */

import type { Json } from "../failure.ts";
import type { Job } from "./job.ts";
import { abandon, type RunServices } from "./run.ts";

/** Longest time to spend on it. */
const FAREWELL_MS = 10_000;

/**
 * Cancels a handle upstream, best effort: what goes wrong is logged and changes nothing. Resolves to
 * whether the upstream says that it has stopped.
 */
export async function sayGoodbye(
  job: Job,
  index: number,
  handle: Json,
  services: RunServices,
): Promise<boolean> {
  const { runtime } = services;
  const done = new AbortController();
  const late = new AbortController();
  const alarm = runtime.sleep(FAREWELL_MS, done.signal).then(() => late.abort());
  const context = { signal: late.signal, until: Infinity, report: () => {} };
  try {
    return await abandon(job, index, handle, context, services);
  } catch (error) {
    runtime.log({ event: "bug", where: "farewell", jobId: job.id, message: String(error) });
    return false;
  } finally {
    done.abort();
    await alarm;
  }
}
