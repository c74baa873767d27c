/**
 * What the answers of Gemini's `generateContent` mean in our own vocabulary. Pure.
 *
 * Forms as in the Gemini API reference and Google's error model (AIP-193), read in November 2026.
 *
 * @module
 */

import { z } from "zod";
import { type Failure, failure } from "../../failure.ts";
import { notOffered, withoutPicture } from "../common_failures.ts";
import { policyRefusal } from "../content_policy.ts";
import { failureOfStatus, type UpstreamRefusal } from "../status.ts";
import { shorten, upstreamMessage } from "../upstream_message.ts";

const Content = z.object({
  promptFeedback: z.object({ blockReason: z.string().optional() }).optional().catch(undefined),
  candidates: z.array(z.object({
    finishReason: z.string().optional(),
    content: z.object({
      parts: z.array(z.object({ text: z.string().optional(), thought: z.boolean().optional() }))
        .default([]),
    }).optional().catch(undefined),
  })).default([]),
});

/** Ends that are a judgement on the content, the recitation of somebody's work among them. */
const JUDGED = new Set([
  "SAFETY",
  "IMAGE_SAFETY",
  "PROHIBITED_CONTENT",
  "IMAGE_PROHIBITED_CONTENT",
  "BLOCKLIST",
  "SPII",
  "RECITATION",
  "IMAGE_RECITATION",
]);

/**
 * What an answer without a picture is. A blocked prompt and a judged picture are refusals, and so is
 * an answer in words alone: the model says there why it does not draw. Undefined for what has none
 * of these forms.
 */
export function withoutPictureBecause(body: unknown): Failure | undefined {
  const content = Content.safeParse(body).data;
  if (!content) return undefined;
  const { promptFeedback, candidates: [candidate] } = content;
  if (promptFeedback?.blockReason) return refused("the request", promptFeedback.blockReason);
  if (!candidate) return undefined;
  const { finishReason = "" } = candidate;
  if (JUDGED.has(finishReason)) return refused("the picture", finishReason);
  const words = (candidate.content?.parts ?? []).filter(({ thought }) => !thought)
    .map(({ text = "" }) => text).join(" ").trim();
  if (words !== "") return spoken(words);
  return finishReason === "" ? undefined : withoutPicture();
}

function refused(what: string, reason: string): Failure {
  return failure("content_policy", shorten(`The upstream refused ${what}: ${reason}`));
}

function spoken(words: string): Failure {
  const said = upstreamMessage({ message: words }) ?? "";
  return failure("content_policy", shorten(`The upstream answered in words: ${said}`));
}

const Details = z.object({
  error: z.object({
    details: z.array(z.object({
      reason: z.string().optional(),
      retryDelay: z.string().optional(),
      violations: z.array(z.object({ quotaId: z.string().optional() })).optional(),
    })),
  }),
}).transform(({ error }) => error.details).catch([]);

/** Reasons of a 400 or 403 that are about us and not about the request. */
const OUR_FAULTS = new Set([
  "API_KEY_INVALID",
  "API_KEY_SERVICE_BLOCKED",
  "SERVICE_DISABLED",
  "CONSUMER_INVALID",
]);

/** What a refused call means; undefined where its status says it all. */
export function explainGoogle(refusal: UpstreamRefusal, now: number): Failure | undefined {
  const { status } = refusal;
  if (status === 404) return notOffered();
  const details = Details.parse(refusal.body);
  if (status === 429) return limit(refusal, { details, now });
  const ours = details.some(({ reason = "" }) => OUR_FAULTS.has(reason));
  // A key that is none is answered with 400.
  if (ours) return failureOfStatus({ ...refusal, status: 401 }, { phase: "submit", now });
  return policyRefusal(refusal);
}

/** The pause stands in the body; a quota of the day is not over in a while. */
function limit(
  refusal: UpstreamRefusal,
  { details, now }: { readonly details: z.infer<typeof Details>; readonly now: number },
): Failure {
  const daily = details.flatMap(({ violations = [] }) => violations)
    .some(({ quotaId = "" }) => quotaId.includes("PerDay"));
  const status = daily ? 402 : 429;
  const plain = failureOfStatus({ ...refusal, status }, { phase: "submit", now });
  const [delay] = details.flatMap(({ retryDelay = "" }) => /^([\d.]{1,9})s$/.exec(retryDelay) ?? [])
    .slice(1);
  if (plain.retryAfterMs !== undefined || delay === undefined) return plain;
  return { ...plain, retryAfterMs: Math.ceil(Number(delay) * 1_000) };
}
