/**
 * What a job's attempts cost: those that brought pictures, and those that brought none and may have
 * been charged all the same. Pure.
 *
 * @module
 */

import { z } from "zod";
import { FAILURES } from "../failure.ts";
import { pictureUsd } from "../providers/price.ts";
import type { RouteChoice } from "../providers/registry.ts";
import type { Attempt, Job, Task } from "./job.ts";
import { targetSize } from "./target_size.ts";

/** Attempts of one fate. */
const Tally = z.object({
  attempts: z.number().int(),
  /** US dollars for those whose price is known. */
  usd: z.number(),
  /** Those whose price is not. */
  unpriced: z.number().int(),
});
/** See {@linkcode Tally}. */
export type Tally = z.infer<typeof Tally>;

/** What attempts cost. Those that cannot have been charged are in neither. */
export const Charges = z.object({
  /** They brought pictures. */
  paid: Tally,
  /** They brought none, and nobody knows whether they were charged. */
  unknown: Tally,
});
/** See {@linkcode Charges}. */
export type Charges = z.infer<typeof Charges>;

const NOTHING: Tally = { attempts: 0, usd: 0, unpriced: 0 };

/** Of no attempts. */
export const NO_CHARGES: Charges = { paid: NOTHING, unknown: NOTHING };

/**
 * What an attempt would be charged, in US dollars: null when nobody has said, undefined when the
 * upstream charges nothing.
 */
export function attemptUsd(
  { provider, card }: RouteChoice,
  task: Pick<Task, "n">,
  request: Parameters<typeof targetSize>[0],
): number | null | undefined {
  if (!card.price) return provider.paid ? null : undefined;
  return pictureUsd(card.price, targetSize(request, card.capabilities.sizes).size) * task.n;
}

/** All that a job has cost so far. */
export function jobCharges({ tasks }: Pick<Job, "tasks">): Charges {
  return tasks.reduce((sum, task) => add(sum, taskCharges(task)), NO_CHARGES);
}

/** In US dollars, without the noise of adding fractions; null where a price is not known. */
export function usdOf({ usd, unpriced }: Tally): number | null {
  return unpriced > 0 ? null : Number(usd.toFixed(6));
}

/** All that a task has cost, attempts that are no longer in its log included. */
export function taskCharges({ attempts, earlier = NO_CHARGES }: TaskLog): Charges {
  return attempts.reduce((sum, attempt) => add(sum, chargesOf(attempt)), earlier);
}

/** A task's attempts: the newest, and what the others have cost. */
export type TaskLog = Pick<Task, "attempts"> & { readonly earlier?: Charges | undefined };

/** Keeps the newest attempts; what the others have cost is kept too. */
export function shortened({ attempts, earlier }: TaskLog, kept: number): Pick<Task, "attempts"> & {
  earlier?: Charges;
} {
  const dropped = attempts.slice(0, -kept);
  if (dropped.length === 0) return { attempts };
  return { attempts: attempts.slice(-kept), earlier: taskCharges({ attempts: dropped, earlier }) };
}

function chargesOf(attempt: Attempt): Charges {
  if (attempt.usd === undefined) return NO_CHARGES;
  const tally = {
    attempts: 1,
    usd: attempt.usd ?? 0,
    unpriced: attempt.usd === null ? 1 : 0,
  };
  if (attempt.produced) return { ...NO_CHARGES, paid: tally };
  return mayBeCharged(attempt) ? { ...NO_CHARGES, unknown: tally } : NO_CHARGES;
}

/** Of an attempt without pictures. One that goes on is not counted yet. */
function mayBeCharged({ endedAt, failure, polls }: Attempt): boolean {
  if (endedAt === undefined) return false;
  if (failure === undefined) return true; // it was called off while it was at work
  const { scope, repeat } = FAILURES[failure.kind];
  if (repeat === "if_idempotent" || failure.kind === "internal") return true;
  // What was refused when it was asked was not begun; what came to nothing later may have cost.
  return scope === "job" && polls > 0;
}

function add(one: Charges, other: Charges): Charges {
  return { paid: sum(one.paid, other.paid), unknown: sum(one.unknown, other.unknown) };
}

function sum(one: Tally, other: Tally): Tally {
  return {
    attempts: one.attempts + other.attempts,
    usd: one.usd + other.usd,
    unpriced: one.unpriced + other.unpriced,
  };
}
