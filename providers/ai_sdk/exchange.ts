/**
 * The one request that a library of the AI SDK may send for one submit, and what came of it.
 *
 * The libraries bring their own ideas of a call: they name themselves in `User-Agent`, follow
 * redirects with our credentials, read answers of any size, and some fetch addresses out of an
 * answer. What they are given for `fetch` here sends one request, as the house sends requests.
 *
 * @module
 */

import { type Failure, failure } from "../../failure.ts";
import { MAX_ERROR_BYTES, parseJson, unreadable } from "../answer_text.ts";
import { MAX_ANSWER_BYTES, USER_AGENT } from "../http.ts";
import type { CallContext } from "../provider.ts";
import { readBytes } from "../read_body.ts";
import { type Redact, redactor } from "../secrets.ts";
import { unanswered } from "../unanswered.ts";

/** An answer as it came, read to its end. */
export interface SdkAnswer {
  readonly status: number;
  readonly headers: Headers;
  /** Its body parsed as JSON; undefined when it is none. */
  body(): unknown;
}

/** A request that may still be sent. */
export interface Exchange {
  /** For the library. Its second call is refused, and sends nothing. */
  readonly fetch: typeof fetch;
  /** Why there is no answer that can be read. */
  readonly failure: Failure | undefined;
  /** Undefined until it came. */
  readonly answer: SdkAnswer | undefined;
  /** Takes our credentials out of a text. */
  readonly redact: Redact;
}

/** What a library meets that would call a second time. */
class SecondCall extends Error {
  override readonly name = "SecondCall";
}

/** Prepares one. */
export function openExchange(context: CallContext): Exchange {
  let asked = false;
  let trouble: Failure | undefined;
  let answer: SdkAnswer | undefined;
  let redact: Redact = (text) => text;

  async function send(url: URL, init: RequestInit): Promise<Response> {
    try {
      const response = await context.fetch(url, init);
      const { status, headers, ok } = response;
      const bytes = await readBytes(response, ok ? MAX_ANSWER_BYTES : MAX_ERROR_BYTES);
      answer = { status, headers, body: () => bytes && parseJson(new TextDecoder().decode(bytes)) };
      if (bytes || !ok) return new Response(bytes?.length ? bytes : null, { status, headers });
      trouble = unreadable(`is larger than ${MAX_ANSWER_BYTES} bytes`, { status });
    } catch (error) {
      trouble = unanswered(error, { host: url.host, aborted: context.signal.aborted });
    }
    throw new TypeError(trouble.message);
  }

  return {
    get failure() {
      return trouble;
    },
    get answer() {
      return answer;
    },
    redact: (text) => redact(text),

    async fetch(input, init = {}) {
      if (asked) throw new SecondCall("One submit is one request");
      asked = true;
      if (context.signal.aborted) {
        trouble = failure("unavailable", "The call was stopped before it was sent");
        throw context.signal.reason;
      }
      const url = new URL(input instanceof Request ? input.url : input);
      const headers = new Headers(init.headers);
      headers.set("user-agent", USER_AGENT);
      redact = redactor(url, headers);
      const { signal } = context;
      // A redirect would carry our credentials to an address that nobody configured.
      return await send(url, { ...init, headers, signal, redirect: "manual" });
    },
  };
}
