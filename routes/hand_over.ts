/**
 * Handing a job over to its caller, who looks after it from then on.
 *
 * @module
 */

import type { Job } from "../jobs/job.ts";
import type { AppContext, Services } from "./context.ts";
import { viewJob } from "./job_view.ts";
import { publicUrl } from "./public_url.ts";
import { setWarnings } from "./warnings.ts";

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
