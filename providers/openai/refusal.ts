/**
 * What OpenAI's error envelope says, in our own vocabulary.
 *
 * Codes from recorded answers and OpenAI's error guide, as of 2026-11-20.
 *
 * @module
 */

import { z } from "zod";
import { type Failure, failure, type FailureKind } from "../../failure.ts";
import { failureOfStatus, type UpstreamRefusal } from "../status.ts";
import { shorten, upstreamMessage } from "../upstream_message.ts";

/** `{"error": {…}}`; servers that only resemble OpenAI leave fields out, or number their codes. */
export const ErrorBody = z.object({
  error: z.object({
    message: z.string().nullish(),
    type: z.string().nullish(),
    param: z.string().nullish(),
    code: z.union([z.string(), z.number()]).nullish(),
  }),
});
/** See {@linkcode ErrorBody}. */
export type ErrorBody = z.infer<typeof ErrorBody>;

/** Codes, and types that stand for one, that say more than the status they come with. */
const KINDS: Readonly<Record<string, FailureKind>> = {
  moderation_blocked: "content_policy",
  content_policy_violation: "content_policy",
  image_content_policy_violation: "content_policy",
  insufficient_quota: "upstream_quota",
  billing_hard_limit_reached: "upstream_quota",
  billing_not_active: "upstream_quota",
  credit_balance_exhausted: "upstream_quota",
  organization_spend_limit_exceeded: "upstream_quota",
  project_spend_limit_exceeded: "upstream_quota",
  organization_usage_limit_exceeded: "upstream_quota",
  invalid_api_key: "upstream_auth",
  no_organization: "upstream_auth",
  // The caller named a model of ours; that the upstream has it no longer is not the caller's fault.
  model_not_found: "unavailable",
};

const SENTENCES: Readonly<Partial<Record<FailureKind, string>>> = {
  content_policy: "The upstream refused the request by its content policy",
  upstream_quota: "The account at the upstream has no credit left",
  upstream_auth: "The upstream refused our credentials",
  unavailable: "The upstream does not offer this model to us",
};

/** What a refused call came to; undefined where its status says it all. */
export function explainRefusal(refusal: UpstreamRefusal, now: number): Failure | undefined {
  const body = ErrorBody.safeParse(refusal.body).data;
  if (body === undefined) return undefined;
  const plain = failureOfStatus(refusal, { phase: "submit", now });
  const exact = plain.kind === "invalid_request" ? { ...plain, ...whereabouts(body) } : plain;
  return ofCode(body, refusal.status) ?? exact;
}

/**
 * What an error that came under status 200 says: hidden in an answer, or in the middle of a stream.
 * One without a known cause is the end of that work.
 */
export function explainError(body: ErrorBody, headers: Headers, now: number): Failure {
  const status = statusOf(body);
  if (status !== undefined) {
    const refusal = { status, headers, body, isHtml: false };
    const explained = explainRefusal(refusal, now);
    if (explained) return explained;
  }
  const said = upstreamMessage(body) ?? "it does not say why";
  return ofCode(body, 200) ?? failure("generation_failed", shorten(`The upstream failed: ${said}`));
}

/** The upstream called it a success, and delivered nothing: its filter took the pictures out. */
export function withheld(): Failure {
  const message = "The upstream withheld every picture, as it does by its content policy";
  return failure("content_policy", message);
}

function ofCode(body: ErrorBody, status: number): Failure | undefined {
  const { type, code } = body.error;
  const kind = KINDS[String(code)] ?? KINDS[String(type)];
  if (kind === undefined) return undefined;
  const detail = { status, type: type ?? null, code: code ?? null };
  return failure(kind, sentence(kind, body), { detail });
}

/** What the upstream says about our account is not for the caller. */
function sentence(kind: FailureKind, body: ErrorBody): string {
  const start = SENTENCES[kind] ?? "The upstream refused";
  const said = kind === "content_policy" ? upstreamMessage(body) : undefined;
  return said === undefined ? start : shorten(`${start}: ${said.replace(/\.$/, "")}`);
}

function whereabouts({ error: { param, code } }: ErrorBody): Partial<Failure> {
  return {
    ...(param ? { param } : {}),
    ...(typeof code === "string" && code ? { code } : {}),
  };
}

/** The status that the error would have come with; undefined when it tells of none. */
function statusOf({ error: { type, code } }: ErrorBody): number | undefined {
  if (typeof code === "number") return code >= 400 && code < 500 ? code : undefined;
  const words = `${type ?? ""} ${code ?? ""}`;
  if (/rate_limit|slow_down|\b(requests|tokens)\b/.test(words)) return 429;
  if (/service_unavailable|overloaded/.test(words)) return 503;
  return /invalid_request|user_error/.test(words) ? 400 : undefined;
}
