/**
 * What a call that brought no answer tells: was it never sent, or may it have arrived?
 *
 * @module
 */

import { type Failure, failure } from "../failure.ts";

/**
 * The failure behind an error that `fetch` or the reading of a body threw. The error's own text is
 * not passed on: it may hold the address and the key in it.
 */
export function unanswered(
  error: unknown,
  { host, aborted }: { readonly host: string; readonly aborted: boolean },
): Failure {
  if (aborted) {
    return failure("no_answer", "The call was stopped before the upstream answered");
  }
  const words = error instanceof Error ? `${error.message} ${String(error.cause)}` : "";
  // The words of Deno's HTTP client; before a connection stands nothing has been sent.
  if (words.includes("client error (Connect)")) {
    return failure("unavailable", `The upstream cannot be reached: ${obstacle(words)}`, {
      detail: { host },
    });
  }
  return failure("no_answer", "The connection to the upstream was cut", { detail: { host } });
}

function obstacle(words: string): string {
  if (words.includes("dns error")) return "its name is not known";
  if (words.includes("refused")) return "it refuses the connection";
  return "no connection";
}
