/**
 * Submits whose answer was lost, at upstreams where the work has the name that we gave it: they are
 * asked after instead of being sent again.
 *
 * @module
 */

import { FAILURES } from "../failure.ts";
import type { CallContext, Outcome, Provider } from "../providers/provider.ts";
import type { Runtime } from "../runtime.ts";
import { logLost } from "./log.ts";
import type { Place } from "./pictures.ts";

/** By then a submit that was on its way has arrived, or never will. */
const ARRIVAL_MS = 5_000;

/** A submit that was made, or begun. */
export interface Submit {
  readonly provider: Provider;
  readonly call: CallContext;
  readonly place: Place;
}

/** What a submit came to: what it may have begun, where it failed and that can be asked after. */
export function orExpected(
  outcome: Outcome,
  submit: Submit & { readonly runtime: Runtime },
): Outcome {
  if (outcome.kind !== "failed") return outcome;
  const { scope, repeat } = FAILURES[outcome.failure.kind];
  if (scope !== "call" || repeat !== "if_idempotent") return outcome;
  const expected = expectedWork(submit);
  if (expected) logLost(submit.runtime, submit.place, outcome.failure);
  return expected ?? outcome;
}

/** The work that a submit has begun, if it arrived; undefined where it has no name of ours. */
export function expectedWork({ provider, call, place }: Submit): Outcome | undefined {
  const { job, task } = place;
  const { partialImages } = job.request;
  const model = job.routes[job.tasks[task]?.route ?? 0]?.model ?? "";
  const handle = provider.expectedHandle?.({ model, partialImages }, call);
  if (handle === undefined) return undefined;
  return { kind: "pending", handle, pollAfterMs: ARRIVAL_MS, retryAfterMs: ARRIVAL_MS };
}
