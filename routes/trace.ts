/**
 * The headers by which a request can be found again, and its line in the log.
 *
 * @module
 */

import type { AppContext, Middleware, Services } from "./context.ts";

/** OpenAI's date of its API; some clients check that it is there. */
const OPENAI_VERSION = "2020-10-01";

/** What a caller may choose as the id of a request: short, and safe in headers and logs. */
const SANE_ID = /^[\w.:\-]{1,128}$/;

/**
 * Gives each request an id, the caller's own where it is sane, and sends it back with the time the
 * request took.
 */
export function traceRequests(
  { config, runtime }: Pick<Services, "config" | "runtime">,
): Middleware {
  return async function traceRequest(c, next) {
    const startedAt = runtime.now();
    const given = c.req.header("x-request-id");
    const requestId = given && SANE_ID.test(given) ? given : `req_${runtime.uuid()}`;
    c.set("requestId", requestId);
    c.set("startedAt", startedAt);
    c.set("clock", runtime);
    await next();
    const durationMs = runtime.now() - startedAt;
    // Not c.header(): on a finished answer it wraps the body in a stream, and its length is lost.
    const { headers, status } = c.res;
    headers.set("x-request-id", requestId);
    headers.set("openai-version", OPENAI_VERSION);
    headers.set("openai-processing-ms", String(Math.round(durationMs)));
    const jobId = c.get("jobId");
    if (jobId !== undefined) headers.set("x-job-id", jobId);
    if (config.logRequests) {
      runtime.log({
        event: "request",
        requestId,
        method: c.req.method,
        path: c.req.path,
        status,
        durationMs,
        ...(jobId === undefined ? {} : { jobId }),
      });
    }
  };
}

/** Notes the job that a request is about, for its headers and its log line. */
export function aboutJob(c: AppContext, jobId: string): void {
  c.set("jobId", jobId);
}
