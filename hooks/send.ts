/**
 * One try to tell one receiver of one event, over HTTP.
 *
 * @module
 */

import { follow, OVER } from "../follow.ts";
import type { Outside } from "../net/guard.ts";
import { retryAfterMs } from "../providers/retry_after.ts";
import type { Runtime } from "../runtime.ts";
import { VERSION } from "../version.ts";
import type { Attempt, Sent } from "./delivery.ts";
import { bodyOf, type Event } from "./event.ts";
import { judge, mayAskForPatience } from "./retry.ts";
import { signatureHeaders } from "./signature.ts";

/** What is sent where. */
export interface Message {
  readonly url: string;
  readonly event: Event;
  /** Each signs; at least one. */
  readonly secrets: readonly string[];
}

/** What sending needs. */
export interface SendOptions {
  readonly runtime: Runtime;
  /** Its guard is asked at every try: where a name leads may have changed since it was saved. */
  readonly outside: Outside;
  /** Ends the try early. */
  readonly signal: AbortSignal;
}

/** Longest a receiver may take to answer. */
const TIMEOUT_MS = 15_000;

/** What is read of an answer. */
const MAX_ANSWER_BYTES = 4_096;

/** What is kept of it, and of an error: ten of each have to fit in a record. */
const EXCERPT_CHARACTERS = 300;
const ERROR_CHARACTERS = 200;

/**
 * Sends it once. Redirects are not followed. Never rejects for what the receiver or the network does.
 */
export async function send(message: Message, options: SendOptions): Promise<Sent> {
  const { runtime, outside } = options;
  const url = new URL(message.url);
  const at = runtime.now();
  const problem = await outside.guard(url);
  const sent = problem === undefined
    ? await post(url, message, options)
    : { error: `The address may not be called: ${problem}` };
  const { retryAfterMs: patience, ...outcome } = sent;
  const attempt = { at, durationMs: runtime.now() - at, ...outcome };
  return patience === undefined ? { attempt } : { attempt, retryAfterMs: patience };
}

type Outcome = Omit<Attempt, "at" | "durationMs"> & { readonly retryAfterMs?: number };

async function post(url: URL, message: Message, options: SendOptions): Promise<Outcome> {
  const { runtime, outside, signal } = options;
  const done = new AbortController();
  const late = new AbortController();
  const call = new AbortController();
  const letGo = follow(call, [signal, late.signal]);
  const alarm = runtime.sleep(TIMEOUT_MS, done.signal).then(() => {
    if (!done.signal.aborted) late.abort(OVER);
  });
  try {
    const init = requestOf(message, runtime.now());
    return await outcomeOf(
      await outside.fetch(url, { ...init, redirect: "manual", signal: call.signal }),
      runtime.now(),
    );
  } catch (error) {
    if (late.signal.aborted) return { error: `No answer within ${TIMEOUT_MS / 1_000} s` };
    return { error: `No answer: ${describe(error, url)}` };
  } finally {
    done.abort(OVER);
    letGo();
    await alarm;
  }
}

function requestOf({ event, secrets }: Message, now: number): RequestInit {
  const body = bodyOf(event);
  const headers = {
    "content-type": "application/json",
    "user-agent": `darkroom/${VERSION}`,
    ...signatureHeaders({ id: event.id, at: new Date(now), body }, secrets),
  };
  return { method: "POST", headers, body };
}

async function outcomeOf(response: Response, now: number): Promise<Outcome> {
  const { status, headers } = response;
  const excerpt = await beginningOf(response);
  const patience = mayAskForPatience(status) ? retryAfterMs(headers, now) : undefined;
  return {
    status,
    ...(excerpt === "" ? {} : { excerpt }),
    ...(judge(status) === "delivered" ? {} : { error: problemOf(status) }),
    ...(patience === undefined ? {} : { retryAfterMs: patience }),
  };
}

function problemOf(status: number): string {
  if (status === 410) return "The receiver answered 410: it wants no more events";
  if (status >= 300 && status < 400) {
    return `The receiver answered ${status}: redirects are not followed`;
  }
  return `The receiver answered ${status}: only 2xx counts as received`;
}

/** The status has decided already: an answer that breaks off is shown as far as it came. */
async function beginningOf(response: Response): Promise<string> {
  const decoder = new TextDecoder();
  let text = "";
  let left = MAX_ANSWER_BYTES;
  try {
    for await (const part of response.body ?? []) {
      text += decoder.decode(part.subarray(0, left), { stream: true });
      left -= part.length;
      if (left <= 0) break; // leaving the loop cancels the body
    }
  } catch (error) {
    text += ` (broke off: ${error instanceof Error ? error.name : "unknown"})`;
  }
  return text.slice(0, EXCERPT_CHARACTERS).toWellFormed();
}

/** Deno names the address in the message; its path and query may hold the receiver's secrets. */
function describe(error: unknown, url: URL): string {
  const text = error instanceof Error ? error.message : String(error);
  return text.replaceAll(url.href, url.origin).slice(0, ERROR_CHARACTERS).toWellFormed();
}
