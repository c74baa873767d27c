/**
 * What the answers of Black Forest Labs mean in our own vocabulary. Pure.
 *
 * @module
 */

import { z } from "zod";
import { type Failure, failure } from "../../failure.ts";
import { failureOfJob } from "../body_refusal.ts";
import { notOffered } from "../common_failures.ts";
import { policyRefusal } from "../content_policy.ts";
import type { UpstreamRefusal } from "../status.ts";
import { shorten } from "../upstream_message.ts";

/** A submit that was taken. */
export const Submitted = z.object({
  id: z.string().min(1).max(200),
  polling_url: z.string().max(2_000).optional().catch(undefined),
});

/** How far a task is. */
export const Task = z.object({
  status: z.enum([
    "Pending",
    "Ready",
    "Request Moderated",
    "Content Moderated",
    "Error",
    "Failed",
    "Task not found",
  ]),
  progress: z.number().min(0).max(1).optional().catch(undefined),
  result: z.object({ sample: z.string().min(1) }).optional().catch(undefined),
  details: z.looseObject({}).optional().catch(undefined),
});
/** See {@linkcode Task}. */
export type Task = z.infer<typeof Task>;

const Reasons = z.object({ "Moderation Reasons": z.array(z.string()).min(1) });
const Said = z.union([
  z.object({ error: z.string() }).transform(({ error }) => error),
  z.object({ message: z.string() }).transform(({ message }) => message),
]).catch("");

/** The end of a task whose prompt, or whose picture, its filter did not like. */
export function moderated({ status, details }: Task): Failure {
  const what = status === "Request Moderated" ? "the request" : "the picture that came of it";
  const reasons = Reasons.safeParse(details).data?.["Moderation Reasons"];
  const why = reasons ? `: ${reasons.join(", ")}` : " by its content policy";
  return failure("content_policy", shorten(`The upstream refused ${what}${why}`));
}

/** The end of a task that failed. */
export function broken({ details }: Task): Failure {
  return failureOfJob(Said.parse(details));
}

/** The end of a task that is not there, or no longer. */
export function unknownTask(): Failure {
  return failure("generation_failed", "The upstream does not know this job, or no longer");
}

/** What a refused submit means; undefined where its status says it all. */
export function explainSubmit(refusal: UpstreamRefusal): Failure | undefined {
  return refusal.status === 404 ? notOffered() : policyRefusal(refusal);
}
