/**
 * What every answer tells browsers, whatever it is: to take it for nothing else than it says, to run
 * and frame nothing, to give nobody its address, and to stay with https.
 *
 * @module
 */

import type { Middleware, Services } from "./context.ts";
import { publicUrl } from "./public_url.ts";

/** Pages and pictures have policies of their own; nothing else is meant to be looked at. */
const DEFAULTS = {
  "content-security-policy": "default-src 'none'; frame-ancestors 'none'",
  "referrer-policy": "no-referrer",
  "x-content-type-options": "nosniff",
} as const;

/** A year, in seconds. Other hosts of the same domain are not ours to speak for. */
const HTTPS_ONLY = "max-age=31536000";

/** Adds what an answer does not say itself. */
export function protectAnswers({ config }: Pick<Services, "config">): Middleware {
  return async function protectAnswer(c, next) {
    await next();
    const { headers } = c.res;
    for (const [name, value] of Object.entries(DEFAULTS)) {
      if (!headers.has(name)) headers.set(name, value);
    }
    // Whoever forges the headers of a proxy gets it over plain http, where browsers ignore it.
    if (publicUrl(config, c.req.raw).startsWith("https:")) {
      headers.set("strict-transport-security", HTTPS_ONLY);
    }
  };
}
