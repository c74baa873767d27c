/**
 * Cross-origin access for browser clients, on every answer: errors, 401s, files and preflights.
 *
 * Unless `CORS_ORIGINS` says otherwise, any origin may read any answer. That gives nothing away: a
 * cookie counts only for our own pages, so others get only what they have a key for, and where no key
 * is set `local_only.ts` refuses the pages of other sites before anything is done for them.
 *
 * @module
 */

import type { Config } from "../config.ts";
import type { AppContext, Middleware } from "./context.ts";

/** Who may read. */
export type CorsRule = Pick<Config, "corsOrigins">;

/** How long a browser may remember a preflight: Chromium's own limit, in seconds. */
const MAX_AGE_S = "7200";

const METHODS = "GET, HEAD, POST, DELETE, OPTIONS";

/** Response headers that scripts may read. */
const EXPOSED = [
  "allow",
  "content-disposition",
  "content-range",
  "etag",
  "idempotent-replayed",
  "location",
  "openai-processing-ms",
  "openai-version",
  "preference-applied",
  "retry-after",
  "retry-after-ms",
  "www-authenticate",
  "x-cache",
  "x-darkroom-cost",
  "x-darkroom-warnings",
  "x-job-id",
  "x-ratelimit-limit-images",
  "x-ratelimit-limit-requests",
  "x-ratelimit-remaining-images",
  "x-ratelimit-remaining-requests",
  "x-ratelimit-reset-images",
  "x-ratelimit-reset-requests",
  "x-request-id",
  "x-should-retry",
].join(", ");

/** Opens every answer to the origin that asked, where it may read it. */
export function allowOrigins({ corsOrigins }: CorsRule): Middleware {
  return async function allowOrigin(c, next) {
    await next();
    const { headers } = c.res;
    headers.append("vary", "Origin");
    const origin = c.req.header("origin");
    if (!isListed(origin, corsOrigins)) return;
    headers.set("access-control-allow-origin", origin ?? "*");
    headers.set("access-control-expose-headers", EXPOSED);
  };
}

/** With a list, whoever says no origin is no page, and needs no permission. */
function isListed(origin: string | undefined, listed: Config["corsOrigins"]): boolean {
  if (listed === "all") return true;
  return origin !== undefined && listed.has(origin.toLowerCase());
}

/**
 * Answers a preflight, at any path and without asking for a key. The headers asked for are named
 * back, since `*` would not cover `authorization`.
 */
export function answerPreflight(c: AppContext): Response {
  const wanted = c.req.header("access-control-request-headers");
  const isToPrivate = c.req.header("access-control-request-private-network") === "true";
  return c.body(null, 204, {
    "access-control-allow-methods": METHODS,
    "access-control-max-age": MAX_AGE_S,
    "allow": METHODS,
    "vary": "Access-Control-Request-Headers, Access-Control-Request-Private-Network",
    ...(wanted === undefined ? {} : { "access-control-allow-headers": wanted }),
    ...(isToPrivate ? { "access-control-allow-private-network": "true" } : {}),
  });
}
