/**
 * What to do after a failure: try again here, go to the next route, or give up. Pure.
 *
 * @module
 */

import { type Failure, FAILURES } from "../failure.ts";

/** What the decision depends on. */
export interface RetryPolicy {
  /** Tries begun on this route, the failed one included. */
  readonly tries: number;
  readonly maxTries: number;
  /** The pause that {@linkcode backoffMs} gives for this try. */
  readonly backoffMs: number;
  /** Whether another route is left. */
  readonly hasNextRoute: boolean;
  /** The upstream neither starts nor bills one idempotency key twice. */
  readonly idempotentSubmit: boolean;
  /** The operator's word on a submit whose fate is unknown. */
  readonly onUnknownSubmit: "fail" | "retry";
}

/** What comes next. `reroute` starts at once: the next route has done nothing to be spared. */
export type Decision =
  | { readonly action: "retry"; readonly delayMs: number }
  | { readonly action: "reroute"; readonly delayMs: 0 }
  | { readonly action: "fail"; readonly failure: Failure };

/** Longest pause that an upstream's Retry-After can ask of us. */
export const MAX_RETRY_AFTER_MS = 5 * 60_000;

/** Decides by the failure table alone; the caller's faults and refusals end here. */
export function afterFailure(failure: Failure, policy: RetryPolicy): Decision {
  const { repeat } = FAILURES[failure.kind];
  switch (repeat) {
    case "never":
      return { action: "fail", failure };
    case "elsewhere":
      return reroute(failure, policy);
    case "safe":
      return retryHere(failure, policy);
    case "if_idempotent":
      // The same key on the same route is the one place where a repeat can cost nothing.
      if (policy.idempotentSubmit) return retrySameKey(failure, policy);
      return policy.onUnknownSubmit === "retry"
        ? retryHere(failure, policy)
        : { action: "fail", failure: unknown(failure) };
  }
}

function retryHere(failure: Failure, policy: RetryPolicy): Decision {
  if (policy.tries >= policy.maxTries) return reroute(failure, policy);
  return { action: "retry", delayMs: pauseMs(failure, policy) };
}

/** Another route has another key: once the tries here are spent, the outcome stays unknown. */
function retrySameKey(failure: Failure, policy: RetryPolicy): Decision {
  if (policy.tries < policy.maxTries) {
    return { action: "retry", delayMs: pauseMs(failure, policy) };
  }
  return policy.onUnknownSubmit === "retry"
    ? reroute(failure, policy)
    : { action: "fail", failure: unknown(failure) };
}

function reroute(failure: Failure, policy: RetryPolicy): Decision {
  return policy.hasNextRoute ? { action: "reroute", delayMs: 0 } : { action: "fail", failure };
}

/** How long to pause: as long as the upstream asks, within bounds, and no less than our own backoff. */
export function pauseMs(failure: Failure, policy: Pick<RetryPolicy, "backoffMs">): number {
  const asked = Math.min(failure.retryAfterMs ?? 0, MAX_RETRY_AFTER_MS);
  return Math.max(asked, policy.backoffMs);
}

/** Says what the caller must know: it may have been made and paid for. */
function unknown(failure: Failure): Failure {
  if (failure.kind === "timed_out" || failure.kind === "bad_response") return failure;
  return {
    ...failure,
    kind: "submission_unknown",
    message: `${failure.message}. The upstream may have accepted the request, ` +
      `so it was not sent again (ON_UNKNOWN_SUBMIT=fail)`,
  };
}

/**
 * Exponential backoff with full jitter (half fixed, half drawn), in milliseconds.
 *
 * @param tries tries or misses so far, at least 1
 * @param random a number in [0, 1)
 */
export function backoffMs(
  tries: number,
  random: number,
  { baseMs = 1_000, maxMs = 30_000 }: { baseMs?: number; maxMs?: number } = {},
): number {
  const ceiling = Math.min(maxMs, baseMs * 2 ** Math.min(tries - 1, 30));
  return Math.round(ceiling / 2 + random * ceiling / 2);
}
