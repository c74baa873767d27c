/**
 * The one error vocabulary: what can go wrong, what we learned by it, and what each outside view of
 * it is. HTTP answers, OpenAPI responses, the retry rule and the logs all read this table.
 *
 * @module
 */

/** Anything JSON carries. */
export type Json = null | boolean | number | string | Json[] | { [key: string]: Json };

/**
 * Whether the work may be tried again after a failure of a kind:
 * - `safe`: it was not accepted or is known to have come to nothing; try again, here or elsewhere;
 * - `if_idempotent`: it may have been accepted, so it may have been paid for; only an upstream that
 *   takes idempotency keys, or the operator's `ON_UNKNOWN_SUBMIT`, allows another try;
 * - `elsewhere`: this route cannot do it now, another may;
 * - `never`: another try would end the same way or would go around a refusal.
 */
export type Repeat = "safe" | "if_idempotent" | "elsewhere" | "never";

/** One row of {@linkcode FAILURES}. */
export interface FailureRow {
  /** `request`: refused at our door. `call`: this call got no answer. `job`: we learned its fate. */
  readonly scope: "request" | "call" | "job";
  /** Whether the work may be tried again. */
  readonly repeat: Repeat;
  /** HTTP status. 502 and 504 are avoided: proxies replace their bodies (see decision 0003). */
  readonly status: 400 | 401 | 403 | 404 | 405 | 408 | 409 | 413 | 415 | 416 | 429 | 500 | 503;
  /** `error.type` and `error.code` of OpenAI's envelope. */
  readonly type: string;
  /** See `type`. */
  readonly code: string | null;
}

/** Every kind of failure there is. */
export const FAILURES = {
  // What a caller's request can be refused for.
  invalid_request: row("job", "never", 400, "invalid_request_error", "invalid_value"),
  content_policy: row("job", "never", 400, "image_generation_user_error", "moderation_blocked"),
  unauthenticated: row("request", "never", 401, "invalid_request_error", "invalid_api_key"),
  forbidden: row("request", "never", 403, "invalid_request_error", null),
  model_not_found: row("request", "never", 404, "invalid_request_error", "model_not_found"),
  not_found: row("request", "never", 404, "invalid_request_error", "not_found"),
  unknown_url: row("request", "never", 404, "invalid_request_error", "unknown_url"),
  method_not_allowed: row("request", "never", 405, "invalid_request_error", "method_not_supported"),
  body_too_slow: row("request", "never", 408, "invalid_request_error", "request_timeout"),
  body_too_large: row("request", "never", 413, "invalid_request_error", "request_too_large"),
  unsupported_content_type: row(
    "request",
    "never",
    415,
    "invalid_request_error",
    "unsupported_content_type",
  ),
  range_not_satisfiable: row("request", "never", 416, "invalid_request_error", "invalid_range"),
  too_many_requests: row("request", "never", 429, "requests", "rate_limit_exceeded"),
  quota_exhausted: row("request", "never", 429, "insufficient_quota", "insufficient_quota"),
  idempotency_conflict: row(
    "request",
    "never",
    409,
    "invalid_request_error",
    "idempotency_key_reused",
  ),
  // Not 409 as its sense would be: every SDK repeats that, and would undo the cancelling.
  cancelled: row("request", "never", 400, "invalid_request_error", "job_cancelled"),
  // What an upstream call can come to.
  generation_failed: row("job", "safe", 500, "server_error", "generation_failed"),
  upstream_auth: row("call", "elsewhere", 500, "server_error", "upstream_auth"),
  upstream_quota: row("call", "elsewhere", 503, "server_error", "upstream_quota"),
  rate_limited: row("call", "safe", 429, "rate_limit_error", "rate_limit_exceeded"),
  unavailable: row("call", "safe", 503, "service_unavailable_error", "upstream_unavailable"),
  no_answer: row("call", "if_idempotent", 500, "server_error", "upstream_no_answer"),
  bad_response: row("call", "if_idempotent", 500, "server_error", "upstream_bad_response"),
  submission_unknown: row("job", "if_idempotent", 500, "server_error", "submission_unknown"),
  timed_out: row("job", "if_idempotent", 500, "server_error", "timed_out"),
  // What we ourselves can come to.
  still_running: row("request", "never", 503, "service_unavailable_error", "still_running"),
  draining: row("request", "safe", 503, "service_unavailable_error", "shutting_down"),
  internal: row("job", "never", 500, "server_error", "internal_error"),
} as const satisfies Record<string, FailureRow>;

/** The name of a row of {@linkcode FAILURES}. */
export type FailureKind = keyof typeof FAILURES;

/** One thing that went wrong. */
export interface Failure {
  /** The row of the table. */
  readonly kind: FailureKind;
  /** One sentence a caller may read: what failed, the value seen, what would be right. */
  readonly message: string;
  /** The request field at fault, in the caller's own spelling, such as `size` or `image[0]`. */
  readonly param?: string;
  /** Replaces the row's `code` where OpenAI has a more exact one, such as `unknown_parameter`. */
  readonly code?: string;
  /** How long to wait before the next try, where the upstream said so. */
  readonly retryAfterMs?: number;
  /** Evidence for the log; callers never see it. */
  readonly detail?: Json;
}

/** Builds a {@linkcode Failure}. */
export function failure(
  kind: FailureKind,
  message: string,
  more: Omit<Failure, "kind" | "message"> = {},
): Failure {
  return { kind, message, ...more };
}

/** A request refused at the door. Thrown in `routes/` only; `routes/errors.ts` answers it. */
export class Refusal extends Error {
  /** Why. */
  readonly failure: Failure;

  /** Refuses for this reason. */
  constructor(failure: Failure) {
    super(failure.message);
    this.name = "Refusal";
    this.failure = failure;
  }
}

function row(
  scope: FailureRow["scope"],
  repeat: Repeat,
  status: FailureRow["status"],
  type: string,
  code: string | null,
): FailureRow {
  return { scope, repeat, status, type, code };
}
