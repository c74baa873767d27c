/**
 * Every refusal and every bug as OpenAI's error envelope, or as the dialect of the path has it. The
 * only place that turns a failure into an HTTP answer.
 *
 * @module
 */

import { type Failure, failure, type FailureKind, FAILURES, Refusal } from "../failure.ts";
import type { Runtime } from "../runtime.ts";
import { BlobError } from "../store/blobs.ts";
import type { AppContext } from "./context.ts";
import type { ErrorBody } from "./schemas/error.ts";

/** Kinds that a later try of the same request can get past. */
const WORTH_REPEATING: ReadonlySet<FailureKind> = new Set([
  "rate_limited",
  "too_many_requests",
  "unavailable",
  "draining",
  "still_running",
]);

/** openai-node 7 repeats sooner, not later, when asked to wait longer than a minute. */
const MAX_RETRY_AFTER_MS = 60_000;

/** How long to wait where nobody said: long enough for a restart. */
const DEFAULT_RETRY_AFTER_MS = 2_000;

/**
 * The envelope: all four keys, whatever happened. The failure's `detail` is not in it.
 *
 * @example
 * ```ts
 * import { errorBody } from "./errors.ts";
 *
 * errorBody({ kind: "forbidden", message: "Models cannot be deleted" }).error.code; // null
 * ```
 */
export function errorBody({ kind, message, param, code }: Failure): ErrorBody {
  const row = FAILURES[kind];
  return { error: { message, type: row.type, param: param ?? null, code: code ?? row.code } };
}

/**
 * What a client's retry loop goes by. `x-should-retry` is always said, because SDKs repeat every
 * 409, 429 and 5xx unless told not to, and each repetition may be paid for.
 */
export function retryHeaders({ kind, retryAfterMs }: Failure): Record<string, string> {
  if (!WORTH_REPEATING.has(kind)) return { "x-should-retry": "false" };
  const waitMs = Math.min(MAX_RETRY_AFTER_MS, Math.max(1, retryAfterMs ?? DEFAULT_RETRY_AFTER_MS));
  return {
    "x-should-retry": "true",
    "retry-after": String(Math.ceil(waitMs / 1_000)),
    "retry-after-ms": String(Math.ceil(waitMs)),
  };
}

/** Answers with a failure's row of the table. */
export function answerFailure(c: AppContext, failure: Failure): Response | Promise<Response> {
  const tell = c.get("tellFailure");
  if (tell !== undefined) return tell(failure);
  return c.json(errorBody(failure), FAILURES[failure.kind].status, retryHeaders(failure));
}

/** The app's one `onError`: refusals say what is wrong, bugs say only where to find them. */
export function answerErrors({ log }: Pick<Runtime, "log">) {
  return function answerError(error: Error, c: AppContext): Response | Promise<Response> {
    if (error instanceof Refusal) return answerFailure(c, error.failure);
    const requestId = c.get("requestId");
    log({
      event: "bug",
      where: `${c.req.method} ${c.req.path}`,
      message: error.message,
      requestId,
      ...(error.stack === undefined ? {} : { stack: error.stack }),
    });
    if (isOutage(error, c)) {
      return answerFailure(c, failure("unavailable", "The pictures cannot be reached just now"));
    }
    const message = `Darkroom failed on this request; its log says why under ${requestId}`;
    return answerFailure(c, failure("internal", message));
  };
}

/** Only what is read can be asked for again without a second thought: a POST may have been paid. */
function isOutage(error: Error, c: AppContext): boolean {
  return error instanceof BlobError && error.isPassing &&
    (c.req.method === "GET" || c.req.method === "HEAD");
}

/** The answer to a path that nothing is at. */
export function answerUnknownUrl(c: AppContext): Response | Promise<Response> {
  const message = `Unknown request URL: ${c.req.method} ${c.req.path}. ` +
    "The API is described at /docs";
  return answerFailure(c, failure("unknown_url", message));
}
