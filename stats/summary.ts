/**
 * What many stretches of time come to. Pure.
 *
 * @module
 */

import { add, type Counts, NOTHING } from "./counts.ts";
import { quantileMs } from "./histogram.ts";
import { startOf, type Unit, UNIT_MS } from "./period.ts";
import type { Period } from "./stats.ts";
import {
  merge,
  mergeRoute,
  NO_ROUTE_TALLY,
  NO_TALLY,
  type RouteTally,
  type Tally,
} from "./tally.ts";

/** What can be looked back on. */
export const RANGE_NAMES = ["1h", "48h", "30d", "90d"] as const;
/** See {@linkcode RANGE_NAMES}. */
export type RangeName = (typeof RANGE_NAMES)[number];

/** So many stretches each, the last of which is going on. */
export const RANGES = {
  "1h": { unit: "minute", count: 60 },
  "48h": { unit: "hour", count: 48 },
  "30d": { unit: "day", count: 30 },
  "90d": { unit: "day", count: 90 },
} as const satisfies Readonly<Record<RangeName, { readonly unit: Unit; readonly count: number }>>;

/** The stretches of a range that ends at `now`. */
export function spanOf(range: RangeName, now: number) {
  const { unit, count } = RANGES[range];
  return { unit, from: startOf(unit, now) - (count - 1) * UNIT_MS[unit], to: now };
}

/** Every stretch of a range, those in which nothing happened among them. */
export function fill(periods: readonly Period[], range: RangeName, now: number): Period[] {
  const { unit, from } = spanOf(range, now);
  const known = new Map(periods.map(({ startAt, tally }) => [startAt, tally]));
  return Array.from({ length: RANGES[range].count }, (_, index) => {
    const startAt = from + index * UNIT_MS[unit];
    return { v: 1, startAt, tally: known.get(startAt) ?? NO_TALLY };
  });
}

/** All stretches together. */
export function sumOf(periods: readonly Period[]): Tally {
  return periods.map(({ tally }) => tally).reduce(merge, NO_TALLY);
}

/** What is told of a tally in a line. */
export interface Headline {
  /** Requests. */
  readonly calls: number;
  readonly completed: number;
  readonly failed: number;
  readonly cancelled: number;
  /** Pictures delivered. */
  readonly images: number;
  /** Requests for which nothing was bought: a job was there already. */
  readonly joined: number;
  /** Of those, found in the cache or on their way there. */
  readonly cacheHits: number;
  /** Of the jobs that completed or failed; undefined: there were none. */
  readonly successRate?: number;
  /** From acceptance to the last picture, of completed jobs. */
  readonly p50Ms?: number;
  readonly p95Ms?: number;
}

/** The headline of a tally. */
export function headlineOf({ calls, jobs, images, times }: Tally): Headline {
  const of = (counts: Counts, name: string) => counts[name] ?? 0;
  const [completed, failed] = [of(jobs, "completed"), of(jobs, "failed")];
  const cacheHits = of(calls, "cached") + of(calls, "coalesced");
  const joined = cacheHits + of(calls, "idempotency") + of(calls, "repeat");
  const [p50Ms, p95Ms] = [quantileMs(times, 0.5), quantileMs(times, 0.95)];
  return {
    calls: joined + of(calls, "accepted") + of(calls, "refused"),
    completed,
    failed,
    cancelled: of(jobs, "cancelled"),
    images,
    joined,
    cacheHits,
    ...(completed + failed === 0 ? {} : { successRate: completed / (completed + failed) }),
    ...(p50Ms === undefined ? {} : { p50Ms }),
    ...(p95Ms === undefined ? {} : { p95Ms }),
  };
}

/** What each provider's routes did together. */
export function byProvider({ routes }: Tally): Map<string, RouteTally> {
  const providers = new Map<string, RouteTally>();
  for (const [name, route] of Object.entries(routes)) {
    const provider = name.slice(0, name.indexOf("/"));
    providers.set(provider, mergeRoute(providers.get(provider) ?? NO_ROUTE_TALLY, route));
  }
  return providers;
}

/** Calls that were charged for, or may have been, against the pictures that came of them. */
export interface Spend {
  readonly paid: Bill;
  readonly doubtful: Bill;
  readonly saved: Bill;
}

/** A sum of calls. */
export interface Bill {
  readonly calls: number;
  /** Pictures that the calls were for. */
  readonly images: number;
  /** US dollars for those pictures whose price is known. */
  readonly usd: number;
  /** Pictures whose price nobody has said. */
  readonly unpricedImages: number;
}

/** What routes cost. */
export function spendOf(routes: readonly RouteTally[]): Spend {
  const sum = (name: "paid" | "doubtful" | "saved") =>
    billOf(routes.map((route) => route[name]).reduce(add, NOTHING));
  return { paid: sum("paid"), doubtful: sum("doubtful"), saved: sum("saved") };
}

/** A bill as it is told. */
export function billOf(counts: Counts): Bill {
  return {
    calls: counts.calls ?? 0,
    images: counts.images ?? 0,
    usd: (counts.microUsd ?? 0) / 1e6,
    unpricedImages: counts.unpricedImages ?? 0,
  };
}
