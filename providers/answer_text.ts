/**
 * What the body of an answer is, whatever its headers say. Pure.
 *
 * @module
 */

import { type Failure, failure, type Json } from "../failure.ts";
import type { Redact } from "./secrets.ts";
import type { UpstreamRefusal } from "./status.ts";

/** An error body is a sentence or two. */
export const MAX_ERROR_BYTES = 64 * 1_024;

/** An answer that has been read. */
export interface AnswerText {
  readonly status: number;
  readonly headers: Headers;
  /** Absent when it was too large. */
  readonly text?: string | undefined;
}

/** The refusal that an answer is, without our credentials. */
export function refusalOf(
  { status, headers, text = "" }: AnswerText,
  redact: Redact,
): UpstreamRefusal {
  return { status, headers, body: parseJson(redact(text)), isHtml: isHtml(headers, text) };
}

/** Whether it is a web page: a bouncer's, where JSON was asked for. */
export function isHtml(headers: Headers, text: string): boolean {
  if (/^\s*[<[{]/.test(text)) return /^\s*</.test(text);
  return /^text\/html\b/i.test(headers.get("content-type") ?? "");
}

/** Undefined for what is no JSON. */
export function parseJson(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}

/** An answer that may be the picture, and cannot be used. */
export function unreadable(problem: string, detail: Json): Failure {
  return failure("bad_response", `The upstream's answer ${problem}`, { detail });
}
