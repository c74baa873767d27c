/**
 * What an error of an AI SDK library means in our own vocabulary.
 *
 * @module
 */

import { z } from "zod";
import type { Failure } from "../../failure.ts";
import { isHtml, refusalOf, unreadable } from "../answer_text.ts";
import { failureOfStatus, type UpstreamRefusal } from "../status.ts";
import type { Exchange } from "./exchange.ts";

/** The fields of an `APICallError` that are read. */
const CallError = z.object({
  statusCode: z.number(),
  responseHeaders: z.record(z.string(), z.string()).default({}),
  responseBody: z.string().default(""),
});

/** How the adapter reads refusals, and what time it is. */
export interface FailureOptions {
  /** What the upstream's own refusals mean; undefined: by status. */
  explain?(refusal: UpstreamRefusal): Failure | undefined;
  /** Epoch milliseconds. */
  readonly now: number;
}

/**
 * The failure behind what `doGenerate` threw. Undefined when nothing was asked of the upstream, or
 * something else went wrong than the call: that is a bug, of ours or the library's.
 */
export async function failureOf(
  error: unknown,
  exchange: Exchange,
  options: FailureOptions,
): Promise<Failure | undefined> {
  if (exchange.failure) return exchange.failure;
  if (!exchange.answer) return undefined;
  const { APICallError } = await import("@ai-sdk/provider");
  const known = APICallError.isInstance(error) ? CallError.safeParse(error).data : undefined;
  // Some libraries throw bare errors over answers that they cannot use.
  const status = known?.statusCode ?? exchange.answer.status;
  if (!known || (status >= 200 && status < 300)) return unusable(exchange.answer);
  const headers = new Headers(known.responseHeaders);
  const refusal = refusalOf({ status, headers, text: known.responseBody }, exchange.redact);
  return options.explain?.(refusal) ??
    failureOfStatus(refusal, { phase: "submit", now: options.now });
}

/** An answer with a good status and without a picture. */
export function unusable(answer: Exchange["answer"]): Failure {
  const { status = 0, headers = new Headers() } = answer ?? {};
  if (isHtml(headers, "")) return unreadable("is a web page", { status });
  return unreadable("does not have the form that we know", {
    status,
    contentType: headers.get("content-type"),
  });
}
