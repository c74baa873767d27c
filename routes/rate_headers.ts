/**
 * What is left of a caller's limits, in the headers that OpenAI's clients know.
 *
 * @module
 */

import type { Left, Standing } from "../jobs/admission.ts";
import type { AppContext } from "./context.ts";

/** Says it; says nothing of limits that there are not. */
export function tellStanding(c: AppContext, standing: Standing = {}): void {
  tellOf(c, "requests", standing.requests);
  tellOf(c, "images", standing.images);
}

function tellOf(c: AppContext, what: "requests" | "images", left: Left | undefined): void {
  if (left === undefined) return;
  c.header(`x-ratelimit-limit-${what}`, String(left.limit));
  c.header(`x-ratelimit-remaining-${what}`, String(left.remaining));
  c.header(`x-ratelimit-reset-${what}`, goDuration(left.resetMs));
}

/**
 * A time as Go prints it: `0s`, `12ms`, `1.5s`, `6m0s`.
 *
 * @example
 * ```ts
 * import { goDuration } from "./rate_headers.ts";
 *
 * goDuration(65_000); // "1m5s"
 * ```
 */
export function goDuration(ms: number): string {
  const whole = Math.max(0, Math.round(ms));
  if (whole === 0) return "0s";
  if (whole < 1_000) return `${whole}ms`;
  const minutes = Math.floor(whole / 60_000);
  const seconds = `${(whole % 60_000) / 1_000}s`;
  return minutes === 0 ? seconds : `${minutes}m${seconds}`;
}
