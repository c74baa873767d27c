/**
 * Failures in A1111's words: its four keys, and its own sentences where clients look for them.
 *
 * @module
 */

import { type Failure, type FailureKind, FAILURES } from "../../failure.ts";
import type { AppContext, Middleware } from "../context.ts";
import { retryHeaders } from "../errors.ts";
import type { SdapiError } from "../schemas/sdapi.ts";

type Status = (typeof FAILURES)[FailureKind]["status"] | 422;

/** What A1111 says where ours would not be recognised; the 404 of unknown paths word for word. */
const SENTENCES: Partial<Record<FailureKind, string>> = {
  unauthenticated: "Incorrect username or password",
  unknown_url: "Not Found",
  method_not_allowed: "Method Not Allowed",
  cancelled: "Interrupted",
};

/** Tells failures of the paths it is used on as A1111 does. */
export function speakSdapi(): Middleware {
  return async function speak(c, next) {
    c.set("tellFailure", (failure) => answerSdapiFailure(c, failure));
    await next();
  };
}

/** The HTTP status of a failure: bodies at fault are 422, as FastAPI has it. */
export function sdapiStatus(kind: FailureKind): Status {
  return kind === "invalid_request" ? 422 : FAILURES[kind].status;
}

/** What `error` and `detail` say. */
export function sdapiErrorBody(failure: Failure, error = "HTTPException"): SdapiError {
  return { error, detail: detailOf(failure), body: "", errors: "" };
}

function answerSdapiFailure(c: AppContext, failure: Failure): Response {
  return c.json(sdapiErrorBody(failure), sdapiStatus(failure.kind), {
    ...retryHeaders(failure),
    ...(failure.kind === "unauthenticated" ? { "www-authenticate": "Basic" } : {}),
  });
}

function detailOf({ kind, message, code }: Failure): string {
  if (code !== "invalid_image") return SENTENCES[kind] ?? message;
  const isAddress = /^\S+ is "https?:/i.test(message);
  return `${isAddress ? "Invalid image url" : "Invalid encoded image"}: ${message}`;
}
