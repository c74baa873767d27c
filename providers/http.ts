/**
 * The one way in which adapters talk to upstreams: a call in JSON, and an answer or the failure that
 * its absence is.
 *
 * @module
 */

import type { z } from "zod";
import { type Failure, failure } from "../failure.ts";
import { VERSION } from "../version.ts";
import {
  type AnswerText,
  isHtml,
  MAX_ERROR_BYTES,
  parseJson,
  refusalOf,
  unreadable,
} from "./answer_text.ts";
import type { CallContext } from "./provider.ts";
import { readText } from "./read_body.ts";
import { redactor } from "./secrets.ts";
import { failureOfStatus, type Phase, type UpstreamRefusal } from "./status.ts";
import { unanswered } from "./unanswered.ts";

/** What can be sent as JSON; undefined fields are left out. */
export type JsonBody =
  | null
  | boolean
  | number
  | string
  | readonly JsonBody[]
  | { readonly [key: string]: JsonBody | undefined };

/** One call to an upstream. */
export interface Call<T> {
  readonly url: string;
  /** @default {"GET"} */
  readonly method?: "GET" | "POST" | "PUT" | "DELETE";
  /** Credentials and the like; `User-Agent`, `Accept` and `Content-Type` come by themselves. */
  readonly headers?: Readonly<Record<string, string>>;
  /** Sent as JSON, or as a form of one of the two kinds. */
  readonly body?: JsonBody | FormData | URLSearchParams;
  /** The fields that are read, and no others. */
  readonly schema: z.ZodType<T>;
  readonly phase: Phase;
  /** A longer answer is not read. @default {MAX_ANSWER_BYTES} */
  readonly maxBytes?: number;
  /** What the upstream's own refusals mean, such as its content policy; undefined: by status. */
  explain?(refusal: UpstreamRefusal): Failure | undefined;
}

/** What a call came to. */
export type Answer<T> =
  | { readonly ok: true; readonly value: T; readonly status: number; readonly headers: Headers }
  | { readonly ok: false; readonly failure: Failure };

/** Ten pictures of 4 MB each in base64, and their envelope. */
export const MAX_ANSWER_BYTES = 64 * 1_024 * 1_024;

/** Who we are, to every upstream. */
export const USER_AGENT = `darkroom/${VERSION}`;

/** `application/json` and its relatives; upstreams that send none or plain text mean JSON too. */
const JSON_TYPE = /^(application\/([\w.-]+\+)?json|text\/(json|plain))\b/i;

/**
 * Makes a call; never rejects because of an upstream. Kinds of failure, beside those of
 * {@linkcode failureOfStatus}:
 * - `unavailable`: it was not sent: no connection, or stopped before;
 * - `no_answer`: the connection was cut, or `context.signal` aborted, after it may have arrived;
 * - `bad_response`: an answer that is no JSON, too large or without the fields in `schema`;
 * - `upstream_auth`: the configured address or credentials cannot be sent.
 */
export async function callJson<T>(call: Call<T>, context: CallContext): Promise<Answer<T>> {
  const outgoing = prepare(call);
  if (outgoing === undefined) return failed(unsendable());
  if (context.signal.aborted) {
    return failed(failure("unavailable", "The call was stopped before it was sent"));
  }
  const exchange = await send(outgoing, call, context);
  if ("kind" in exchange) return failed(exchange);
  if (exchange.status >= 200 && exchange.status < 300) return read(exchange, call);
  const refusal = refusalOf(exchange, redactor(outgoing.url, outgoing.headers));
  const { phase } = call;
  const why = call.explain?.(refusal) ?? failureOfStatus(refusal, { phase, now: context.now() });
  return failed(why);
}

interface Outgoing {
  readonly url: URL;
  readonly headers: Headers;
  readonly body?: string | FormData | URLSearchParams;
}

/** Undefined for an address or a header that HTTP cannot carry. */
function prepare({ url, headers: given, body }: Call<unknown>): Outgoing | undefined {
  try {
    const headers = new Headers(given);
    headers.set("accept", "application/json");
    headers.set("user-agent", USER_AGENT);
    const outgoing = { url: new URL(url), headers };
    if (body === undefined) return outgoing;
    if (body instanceof FormData || body instanceof URLSearchParams) return { ...outgoing, body };
    headers.set("content-type", "application/json");
    return { ...outgoing, body: JSON.stringify(body) };
  } catch {
    return undefined; // the error's message repeats the header, which may be a key
  }
}

async function send(
  { url, ...outgoing }: Outgoing,
  { method = "GET", maxBytes = MAX_ANSWER_BYTES }: Call<unknown>,
  { fetch, signal }: CallContext,
): Promise<AnswerText | Failure> {
  try {
    // A redirect would carry our credentials to an address that nobody configured.
    const response = await fetch(url, { ...outgoing, method, signal, redirect: "manual" });
    const { status, headers } = response;
    const text = await readText(response, response.ok ? maxBytes : MAX_ERROR_BYTES);
    return { status, headers, text };
  } catch (error) {
    return unanswered(error, { host: url.host, aborted: signal.aborted });
  }
}

function read<T>({ status, headers, text }: AnswerText, call: Call<T>): Answer<T> {
  if (text === undefined) {
    const { maxBytes = MAX_ANSWER_BYTES } = call;
    return failed(unreadable(`is larger than ${maxBytes} bytes`, { status }));
  }
  const type = headers.get("content-type");
  if (isHtml(headers, text)) return failed(unreadable("is a web page", { status }));
  if (type !== null && !JSON_TYPE.test(type)) {
    return failed(unreadable("is not JSON", { status, contentType: type }));
  }
  const body = parseJson(text);
  if (body === undefined) return failed(unreadable("is damaged or cut short", { status }));
  const parsed = call.schema.safeParse(body);
  if (parsed.success) return { ok: true, value: parsed.data, status, headers };
  const [issue] = parsed.error.issues;
  const lacks = { status, field: issue?.path.join(".") ?? "", problem: issue?.message ?? "" };
  return failed(unreadable("does not have the form that we know", lacks));
}

/** What is configured cannot be put into a request; it is not repeated here, it may be a key. */
export function unsendable(): Failure {
  const message = "The address or credentials configured for the upstream cannot be sent";
  return failure("upstream_auth", message);
}

function failed(failure: Failure): { readonly ok: false; readonly failure: Failure } {
  return { ok: false, failure };
}
