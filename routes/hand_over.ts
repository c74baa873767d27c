/**
 * Handing a job over to its caller, who looks after it from then on.
 *
 * @module
 */

import { type Job, jobImages } from "../jobs/job.ts";
import type { AppContext, Services } from "./context.ts";
import { answerFailure } from "./errors.ts";
import { viewJob } from "./job_view.ts";
import { stillRunning } from "./place_order.ts";
import { setCost } from "./cost.ts";
import { readPreference } from "./prefer.ts";
import { publicUrl } from "./public_url.ts";
import { waitForEnd } from "./wait.ts";
import { setWarnings } from "./warnings.ts";

/** What waiting came to: a job that has ended, or the answer for a caller who gets it later. */
export type Awaited =
  | { readonly kind: "ended"; readonly job: Job }
  | { readonly kind: "later"; readonly answer: Response };

/**
 * Waits for a job as long as its caller prefers, and no longer than the server does. Who named a time
 * gets the job then, everybody else a 503 that says where it is.
 */
export async function waitOrHandOver(
  c: AppContext,
  services: Services,
  job: Job,
): Promise<Awaited> {
  const { config, engine } = services;
  const { signal, headers } = c.req.raw;
  // A line of a batch waits until whoever asks breaks it off.
  const mostMs = c.env?.line === undefined ? config.waitMs : config.jobTimeoutMs + LATE_MS;
  const { applied, waitMs = mostMs } = readPreference(headers.get("prefer"));
  if (waitMs > 0 || applied === undefined) {
    const limitMs = Math.min(waitMs, mostMs);
    const ended = await waitForEnd(services, job.id, { signal, waitMs: limitMs });
    if (ended !== undefined) {
      if (jobImages(ended).length === 0) await engine.expectRepeat(ended);
      else if (c.get("isRepeat")) await engine.forgetRepeat(ended);
      setCost(c, ended);
      return { kind: "ended", job: ended };
    }
  }
  if (applied === undefined) {
    await engine.expectRepeat(job);
    return { kind: "later", answer: await answerFailure(c, stillRunning(job)) };
  }
  const newest = await engine.find(job.id, job.owner) ?? job;
  return { kind: "later", answer: handOver(c, services, { job: newest, applied }) };
}

/** A job ends some time after its deadline at the latest. */
const LATE_MS = 3_600_000;

/** How long a poller should wait, in seconds. */
export const POLL_AFTER_S = "1";

/**
 * Answers 202 with the job, where to find it and when to ask. What was preferred is said back.
 *
 * @param applied what to say in `Preference-Applied`
 */
export function handOver(
  c: AppContext,
  { config, runtime }: Pick<Services, "config" | "runtime">,
  { job, applied }: { readonly job: Job; readonly applied?: string | undefined },
): Response {
  const view = viewJob(job, { base: publicUrl(config, c.req.raw), now: runtime.now() });
  setWarnings(c, job.warnings);
  return c.json(view, 202, {
    "location": view.urls.self,
    "retry-after": POLL_AFTER_S,
    "cache-control": "no-store",
    ...(applied === undefined ? {} : { "preference-applied": applied, "vary": "Prefer" }),
  });
}
