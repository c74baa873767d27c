/**
 * Refusals that come with status 200: a code in the body, and a sentence. Pure.
 *
 * @module
 */

import { z } from "zod";
import { type Failure, failure } from "../failure.ts";
import { policyFailure } from "./content_policy.ts";
import { failureOfStatus } from "./status.ts";
import { shorten, upstreamMessage } from "./upstream_message.ts";

/** The sentence beside a code: a text, or one per language; `""` when there is none. */
export const Sentence = z.union([
  z.string(),
  z.object({ en: z.string() }).transform(({ en }) => en),
  z.object({ zh: z.string() }).transform(({ zh }) => zh),
]).catch("");

/** A refusal in a body, and the answer's headers. */
export interface BodyRefusal {
  readonly code: number;
  readonly message: string;
  readonly headers: Headers;
}

/**
 * What a refused submit means: a code that is an HTTP status is that status in disguise, with its
 * Retry-After. Of other codes we know only that the request was not taken: `unavailable`. A
 * sentence about policy makes it `content_policy` under any code.
 *
 * @param now epoch milliseconds
 */
export function failureOfCode({ code, message, headers }: BodyRefusal, now: number): Failure {
  const refused = policyFailure(message);
  if (refused) return refused;
  if (code >= 400 && code <= 599) {
    const disguised = { status: code, headers, body: { message }, isHtml: false };
    return failureOfStatus(disguised, { phase: "submit", now });
  }
  const said = upstreamMessage({ message }) ?? `code ${code}`;
  const sentence = shorten(`The upstream did not take the request: ${said}`);
  return failure("unavailable", sentence, { detail: { code } });
}

/** What it means that a job came to nothing, by the upstream's sentence. */
export function failureOfJob(message: string): Failure {
  const refused = policyFailure(message);
  if (refused) return refused;
  const said = upstreamMessage({ message }) ?? "without a reason";
  return failure("generation_failed", shorten(`The upstream failed: ${said}`));
}
