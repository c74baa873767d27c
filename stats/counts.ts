/**
 * Counts by name. Whole numbers only, so that sums do not depend on their order. Pure.
 *
 * @module
 */

import { z } from "zod";

/** Names that were never counted are absent. */
export const Counts = z.record(z.string(), z.number().int());
/** See {@linkcode Counts}. */
export type Counts = Readonly<Record<string, number>>;

/** Nothing counted. */
export const NOTHING: Counts = {};

/** A single count. */
export function one(name: string): Counts {
  return { [name]: 1 };
}

/** Both together. */
export function add(a: Counts, b: Counts): Counts {
  // Most facts count one thing only, and are added to what may have hundreds of names.
  if (b === NOTHING) return a;
  if (a === NOTHING) return b;
  const sum: Record<string, number> = { ...a };
  for (const [name, count] of Object.entries(b)) sum[name] = (sum[name] ?? 0) + count;
  return sum;
}

/** All of them. */
export function total(counts: Counts): number {
  return Object.values(counts).reduce((sum, count) => sum + count, 0);
}
