/**
 * What the answers of fal's queue mean in our own vocabulary. Pure.
 *
 * @module
 */

import { z } from "zod";
import { type Failure, failure } from "../../failure.ts";
import { notOffered, withoutPicture } from "../common_failures.ts";
import { policyRefusal } from "../content_policy.ts";
import type { Outcome } from "../provider.ts";
import type { UpstreamRefusal } from "../status.ts";
import { shorten, upstreamMessage } from "../upstream_message.ts";

/** A handle holds three of them. */
const Address = z.string().max(900).optional().catch(undefined);

/** A submit that was taken. */
export const Submitted = z.object({
  request_id: z.string().min(1).max(200),
  status_url: Address,
  response_url: Address,
  cancel_url: Address,
});

/** How far a request is. `COMPLETED` does not say that there is a picture. */
export const Status = z.object({
  status: z.enum(["IN_QUEUE", "IN_PROGRESS", "COMPLETED"]),
  queue_position: z.number().int().min(0).optional().catch(undefined),
  /** Of a request that came to nothing. */
  error: z.string().optional().catch(undefined),
});

/** What a request came to. */
export const Result = z.object({
  images: z.array(z.object({ url: z.string() })),
  /** For each picture, whether the filter has blackened it. */
  has_nsfw_concepts: z.array(z.boolean()).catch([]),
});

const Troubles = z.object({
  detail: z.array(z.object({ type: z.string() })).min(1).transform(([first]) => first?.type),
});
const Infrastructure = z.object({ error_type: z.string() });

/** Troubles of the model; with any other the input was wrong. */
const NOT_OF_THE_INPUT = new Set([
  "downstream_service_error",
  "downstream_service_unavailable",
  "generation_timeout",
  "internal_server_error",
  "no_media_generated",
]);

/** The pictures of a request that is over. */
export function picturesOf({ images, has_nsfw_concepts }: z.infer<typeof Result>): Outcome {
  if (images.length === 0) return { kind: "failed", failure: withoutPicture() };
  if (has_nsfw_concepts.includes(true)) return { kind: "failed", failure: withheld() };
  return { kind: "done", images: images.map(({ url }) => ({ kind: "url", url })) };
}

/** What a refused submit means; undefined where its status says it all. */
export function explainSubmit(refusal: UpstreamRefusal): Failure | undefined {
  const { status, body } = refusal;
  if (status === 404) return notOffered();
  if (status === 403 && /balance/i.test(upstreamMessage(body) ?? "")) {
    return failure("upstream_quota", "The account at the upstream has no credit left");
  }
  return isPolicy(refusal) ? refused(refusal) : policyRefusal(refusal);
}

/**
 * What an error in the place of a result means; undefined where it may be one of this call only.
 *
 * @param isOver whether the status told of an error already
 */
export function explainResult(refusal: UpstreamRefusal, isOver: boolean): Failure | undefined {
  const { status, body } = refusal;
  if (isPolicy(refusal)) return refused(refusal);
  if (status === 422) {
    return policyRefusal(refusal) ?? ended(body, NOT_OF_THE_INPUT.has(troubleOf(body) ?? ""));
  }
  const isFinal = isOver || errorTypeOf(refusal) !== undefined;
  return status >= 500 && isFinal ? ended(body, true) : undefined;
}

/** A status that tells of an error, and a result that does not. */
export function failureOfStatusError(error: string): Failure {
  return ended({ error }, true);
}

function ended(body: unknown, isTheirs: boolean): Failure {
  const said = (upstreamMessage(body) ?? "without a reason").replace(/\.$/, "");
  return isTheirs
    ? failure("generation_failed", shorten(`The upstream failed: ${said}`))
    : failure("invalid_request", shorten(`The upstream refused the request: ${said}`));
}

function isPolicy({ body }: UpstreamRefusal): boolean {
  return troubleOf(body) === "content_policy_violation";
}

function refused({ body }: UpstreamRefusal): Failure {
  const said = upstreamMessage(body) ?? "by its content policy";
  return failure("content_policy", shorten(`The upstream refused the content: ${said}`));
}

function withheld(): Failure {
  const message = "The upstream withheld the picture, as it does by its content policy";
  return failure("content_policy", message);
}

function troubleOf(body: unknown): string | undefined {
  return Troubles.safeParse(body).data?.detail;
}

/** Runners that were lost, and the like: the queue has tried again itself before it says so. */
function errorTypeOf({ headers, body }: UpstreamRefusal): string | undefined {
  return headers.get("x-fal-error-type") ?? Infrastructure.safeParse(body).data?.error_type;
}
