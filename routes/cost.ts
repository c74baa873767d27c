/**
 * What an answer has cost, where prices are known.
 *
 * @module
 */

import { jobCharges, usdOf } from "../jobs/charges.ts";
import type { Job } from "../jobs/job.ts";
import type { AppContext } from "./context.ts";

/** The header that says it. */
export const COST_HEADER = "x-darkroom-cost";

/**
 * US dollars that were spent for an answer: nothing, where the pictures were there already or are
 * shared with another request. Undefined where a price is not known.
 */
export function costOf(c: AppContext, job: Job): number | undefined {
  if (c.get("isShared")) return 0;
  return usdOf(jobCharges(job).paid) ?? undefined;
}

/** Puts the cost, if it is known, on the answer to come. */
export function setCost(c: AppContext, job: Job): void {
  const usd = costOf(c, job);
  if (usd !== undefined) c.header(COST_HEADER, String(usd));
}
