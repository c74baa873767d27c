/**
 * What A1111's error bodies say, in our own vocabulary.
 *
 * @module
 */

import { z } from "zod";
import { type Failure, failure } from "../../failure.ts";
import { failureOfStatus, type UpstreamRefusal } from "../status.ts";
import { shorten } from "../upstream_message.ts";

/** A1111's own: the class of the exception, and its words in one of two places. */
const Thrown = z.object({
  error: z.string(),
  detail: z.string().nullish(),
  errors: z.string(),
});

/** FastAPI's answer for an address that it does not know. */
const NoSuchRoute = z.object({ detail: z.literal("Not Found") });

/** What a refused call came to; undefined where its status says it all, as in Forge. */
export function explainRefusal(refusal: UpstreamRefusal, now: number): Failure | undefined {
  const { status, body } = refusal;
  if (status === 404 && NoSuchRoute.safeParse(body).success) return switchedOff();
  const thrown = Thrown.safeParse(body).data;
  if (thrown === undefined) return undefined;
  const said = thrown.detail || thrown.errors || thrown.error;
  if (status >= 500) return broken(said, thrown.error);
  return failureOfStatus({ ...refusal, body: { detail: said } }, { phase: "submit", now });
}

function switchedOff(): Failure {
  const message = "The upstream's API is switched off: start it with --api";
  return failure("unavailable", message);
}

/** An exception ends the work: nothing is left that could still come to a picture. */
function broken(said: string, exception: string): Failure {
  const message = shorten(`The upstream failed: ${said.replace(/\s+/g, " ").replace(/\.$/, "")}`);
  return failure("generation_failed", message, { detail: { exception } });
}
