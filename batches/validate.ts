/**
 * Looks through a batch's input before any of it is started.
 *
 * @module
 */

import { createHash } from "node:crypto";
import type { Runtime } from "../runtime.ts";
import { type BatchProblem, type Endpoint, MAX_PROBLEMS } from "./batch.ts";
import type { Press } from "./press.ts";
import type { PlacedRequest } from "./requests.ts";

/** How the input is: in order, or not. */
export interface Validated {
  readonly total: number;
  /** The first ones, at most {@linkcode MAX_PROBLEMS}. */
  readonly problems: readonly BatchProblem[];
}

/** What validating needs. */
export interface ValidateOptions {
  readonly endpoint: Endpoint;
  readonly press: Pick<Press, "check">;
  readonly runtime: Pick<Runtime, "sleep">;
  readonly signal: AbortSignal;
}

/** Most requests in a batch, as at OpenAI. */
export const MAX_REQUESTS = 50_000;

/** Longest message kept. */
const MAX_MESSAGE = 300;

/** Lines after which others get their turn. */
const BREATH_LINES = 200;

/**
 * Checks every request. Of those seen only digests of their `custom_id` are kept. Undefined: the
 * signal aborted.
 */
export async function validate(
  requests: AsyncIterable<PlacedRequest>,
  { endpoint, press, runtime, signal }: ValidateOptions,
): Promise<Validated | undefined> {
  const seen = new Set<string>();
  const problems: BatchProblem[] = [];
  let total = 0;
  for await (const { line, read } of requests) {
    if (signal.aborted) return undefined;
    if (++total > MAX_REQUESTS) return { total, problems: [tooMany()] };
    if (total % BREATH_LINES === 0) await runtime.sleep(0, signal);
    const problem = read.ok
      ? claimId(read.request.customId, seen) ?? press.check(endpoint, read.request.body)
      : read.problem;
    if (problem === undefined) continue;
    problems.push({ ...problem, message: problem.message.slice(0, MAX_MESSAGE), line });
    if (problems.length === MAX_PROBLEMS) break;
  }
  if (total === 0) problems.push({ code: "empty_file", message: "The input file has no requests" });
  return { total, problems };
}

function claimId(customId: string, seen: Set<string>): Omit<BatchProblem, "line"> | undefined {
  const digest = createHash("sha256").update(customId).digest("base64url").slice(0, 22);
  if (seen.has(digest)) {
    const shown = JSON.stringify(customId.slice(0, 100));
    const message = `custom_id ${shown} stands in an earlier line: each must be its own`;
    return { code: "duplicate_custom_id", message, param: "custom_id" };
  }
  seen.add(digest);
  return undefined;
}

function tooMany(): BatchProblem {
  const message = `The input file has more than ${MAX_REQUESTS} requests: use several batches`;
  return { code: "too_many_requests", message };
}
