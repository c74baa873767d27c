/**
 * What Replicate's answers mean in our own vocabulary. Pure.
 *
 * @module
 */

import { z } from "zod";
import { type Failure, failure } from "../../failure.ts";
import { failureOfJob } from "../body_refusal.ts";
import { notOffered, withoutPicture } from "../common_failures.ts";
import { policyRefusal } from "../content_policy.ts";
import type { Outcome } from "../provider.ts";
import { failureOfStatus, type UpstreamRefusal } from "../status.ts";
import { upstreamMessage } from "../upstream_message.ts";

/** A prediction, as it is created, asked after and cancelled. */
export const Prediction = z.object({
  id: z.string().min(1).max(200),
  status: z.enum(["starting", "processing", "succeeded", "failed", "canceled", "aborted"]),
  /** One address or several; null once the files were removed. */
  output: z.union([z.string().transform((url) => [url]), z.array(z.string())]).catch([]),
  error: z.string().catch(""),
});
/** See {@linkcode Prediction}. */
export type Prediction = z.infer<typeof Prediction>;

/** A usual pause; the models take 1 to 20 s. */
const POLL_AFTER_MS = 1_000;

/** How far a prediction is. */
export function outcomeOf({ id, status, output, error }: Prediction): Outcome {
  switch (status) {
    case "starting":
    case "processing":
      return { kind: "pending", handle: { id }, pollAfterMs: POLL_AFTER_MS };
    case "succeeded":
      return output.length === 0 ? failed(withoutPicture()) : pictures(output);
    case "failed":
      return failed(failureOfJob(error));
    case "canceled":
      return failed(ended("was cancelled at the upstream"));
    case "aborted":
      return failed(ended("was not started by the upstream in time"));
  }
}

/** What a refused submit means; undefined where its status says it all. */
export function explainSubmit(refusal: UpstreamRefusal, now: number): Failure | undefined {
  const { status } = refusal;
  if (status === 404) return notOffered();
  return status === 429 ? explainLimit(refusal, now) : policyRefusal(refusal);
}

/** Without a Retry-After, its sentence names the pause: "Your rate limit resets in ~30s." */
function explainLimit(refusal: UpstreamRefusal, now: number): Failure {
  const plain = failureOfStatus(refusal, { phase: "submit", now });
  const said = /resets in ~?(\d{1,6})s\b/.exec(upstreamMessage(refusal.body) ?? "");
  if (plain.retryAfterMs !== undefined || said === null) return plain;
  return { ...plain, retryAfterMs: Number(said[1]) * 1_000 };
}

function pictures(urls: readonly string[]): Outcome {
  return { kind: "done", images: urls.map((url) => ({ kind: "url", url })) };
}

function ended(how: string): Failure {
  return failure("generation_failed", `The work ${how}`);
}

function failed(failure: Failure): Outcome {
  return { kind: "failed", failure };
}
