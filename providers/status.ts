/**
 * What an upstream's refusing status tells about our call. Pure.
 *
 * @module
 */

import { type Failure, failure, type FailureKind, type Json } from "../failure.ts";
import { retryAfterMs } from "./retry_after.ts";
import { shorten, upstreamMessage } from "./upstream_message.ts";

/** What a call is for. On a submit the question is whether it was accepted. */
export type Phase = "submit" | "poll" | "cancel";

/** An answer that is not a success. */
export interface UpstreamRefusal {
  readonly status: number;
  readonly headers: Headers;
  /** The body parsed as JSON; undefined when it is none. */
  readonly body: unknown;
  readonly isHtml: boolean;
}

/** What a status means in every phase. A name that is not here depends on the phase. */
const KINDS: Readonly<Partial<Record<number, FailureKind>>> = {
  401: "upstream_auth",
  402: "upstream_quota",
  403: "upstream_auth",
  // These say that the request was not taken in.
  407: "unavailable",
  408: "unavailable",
  425: "unavailable",
  429: "rate_limited",
  503: "unavailable",
  529: "unavailable",
};

const SENTENCES: Readonly<Partial<Record<FailureKind, string>>> = {
  invalid_request: "The upstream refused the request",
  upstream_auth: "The upstream refused our credentials",
  upstream_quota: "The account at the upstream has no credit left",
  rate_limited: "The upstream asks us to call less often",
  unavailable: "The upstream takes no requests now",
  generation_failed: "The upstream does not know this job, or no longer",
  no_answer: "The upstream failed while it handled the call",
  bad_response: "The upstream answered in a way that we do not understand",
};

/**
 * The failure behind a refusing status, with the upstream's own words where they are meant for the
 * caller, and its Retry-After.
 *
 * @param now epoch milliseconds
 */
export function failureOfStatus(
  refusal: UpstreamRefusal,
  { phase, now }: { readonly phase: Phase; readonly now: number },
): Failure {
  const { status, headers } = refusal;
  const waitMs = retryAfterMs(headers, now);
  const kind = kindOf(refusal, phase);
  return failure(kind, sentence(kind, refusal), {
    detail: evidence(refusal),
    ...(waitMs === undefined || status < 400 ? {} : { retryAfterMs: waitMs }),
  });
}

function kindOf({ status, isHtml }: UpstreamRefusal, phase: Phase): FailureKind {
  if (isChallenge(status, isHtml)) return "unavailable";
  const known = KINDS[status];
  if (known !== undefined) return known;
  if (status >= 500) return "no_answer";
  if (status < 400) return "bad_response";
  if (phase === "submit") return "invalid_request";
  return status === 404 || status === 410 ? "generation_failed" : "bad_response";
}

/** APIs refuse in JSON; a page in its place is a bouncer's, and says nothing about our key. */
function isChallenge(status: number, isHtml: boolean): boolean {
  return isHtml && (status === 401 || status === 403);
}

function sentence(kind: FailureKind, { status, body, isHtml }: UpstreamRefusal): string {
  if (isChallenge(status, isHtml)) {
    return `The upstream showed a challenge page instead of answering (status ${status})`;
  }
  if (isHtml && (status === 429 || status === 503)) {
    return `The upstream answered with a page, perhaps a challenge, instead of JSON (status ${status})`;
  }
  if (status < 400) return `The upstream redirects our calls elsewhere (status ${status})`;
  const said = kind === "invalid_request" ? upstreamMessage(body) : undefined;
  const start = SENTENCES[kind] ?? "The upstream refused";
  return said === undefined
    ? `${start} (status ${status})`
    : shorten(`${start}: ${said.replace(/\.$/, "")}`);
}

/** For the log: never a whole body, which may repeat the prompt. */
function evidence({ status, headers, body }: UpstreamRefusal): Json {
  return {
    status,
    contentType: headers.get("content-type"),
    said: upstreamMessage(body) ?? null,
  };
}
