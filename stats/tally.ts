/**
 * What is known of a stretch of time: how often each thing happened. Two tallies add up to the tally
 * of both, whatever the order. Pure.
 *
 * @module
 */

import { z } from "zod";
import type { FailureKind } from "../failure.ts";
import { add, Counts, NOTHING, one } from "./counts.ts";
import type { Fact, RouteName, Worth } from "./fact.ts";
import { timeMs } from "./histogram.ts";

/** Requests, by what became of them at the door. `coalesced` joined a job still under way. */
export type CallCount =
  | "accepted"
  | "idempotency"
  | "repeat"
  | "cached"
  | "coalesced"
  | "refused";

/** Calls to upstreams, the pictures that they were for, and what those cost. */
export type BillCount = "calls" | "images" | "microUsd" | "unpricedImages";

/** What is known of one route. */
export const RouteTally = z.object({
  /** Attempts by their ends: `delivered`, `failed`, `cancelled`. */
  attempts: Counts,
  /** Failed attempts by kind. */
  failures: Counts,
  /** Pictures delivered, questions asked (`polls`), and those whose answer was the last (`found`). */
  work: Counts,
  /** Detection lag: for each `found`, the time since the picture was last seen to be under way. */
  lag: Counts,
  /** Attempts that brought pictures and are charged for; see {@linkcode BillCount}. */
  paid: Counts,
  /** Attempts that brought nothing and may be charged for all the same. */
  doubtful: Counts,
  /** Attempts that were not made, because a job was there already. */
  saved: Counts,
  /** The last failure, in words. */
  last: z.object({ at: z.number(), kind: z.string(), message: z.string() }).optional(),
});
/** See {@linkcode RouteTally}. */
export type RouteTally = Readonly<z.infer<typeof RouteTally>>;

/** See the module. */
export const Tally = z.object({
  v: z.literal(1),
  /** Requests; see {@linkcode CallCount}. */
  calls: Counts,
  /** Jobs that ended, by status. */
  jobs: Counts,
  /** Failed jobs and refused requests, by kind. */
  failures: Counts,
  /** Pictures delivered to callers. */
  images: z.number().int(),
  /** Times of completed jobs; see `histogram.ts`. */
  times: Counts,
  /** By `provider/model`. */
  routes: z.record(z.string(), RouteTally),
});
/** See {@linkcode Tally}. */
export type Tally = Readonly<z.infer<typeof Tally>>;

/** Of a time in which nothing happened. */
export const NO_TALLY: Tally = {
  v: 1,
  calls: NOTHING,
  jobs: NOTHING,
  failures: NOTHING,
  images: 0,
  times: NOTHING,
  routes: {},
};

/** Of a route that nobody used. */
export const NO_ROUTE_TALLY: RouteTally = {
  attempts: NOTHING,
  failures: NOTHING,
  work: NOTHING,
  lag: NOTHING,
  paid: NOTHING,
  doubtful: NOTHING,
  saved: NOTHING,
};

/** What an upstream said is quoted so far. */
const QUOTED_CHARACTERS = 200;

/** The tally of a single fact that became true at `at`. */
export function tallyOf(fact: Fact, at: number): Tally {
  switch (fact.kind) {
    case "accepted":
      return { ...NO_TALLY, calls: one("accepted" satisfies CallCount) };
    case "joined":
      return {
        ...ofRoute(fact.route, { saved: fact.saved ? billOf(fact.saved) : NOTHING }),
        calls: one(joinOf(fact)),
      };
    case "refused":
      return {
        ...NO_TALLY,
        calls: one("refused" satisfies CallCount),
        failures: one(fact.failure),
      };
    case "ended":
      return {
        ...NO_TALLY,
        jobs: one(fact.status),
        images: fact.images,
        times: fact.status === "completed" ? timeMs(fact.tookMs) : NOTHING,
        failures: fact.failure === undefined ? NOTHING : one(fact.failure),
      };
    case "polled":
      return ofRoute(fact.route, {
        work: fact.lagMs === undefined ? one("polls") : { polls: 1, found: 1 },
        lag: fact.lagMs === undefined ? NOTHING : timeMs(fact.lagMs),
      });
    case "attempt":
      return ofRoute(fact.route, attemptOf(fact, at));
  }
}

/** Both together. */
export function merge(a: Tally, b: Tally): Tally {
  return {
    v: 1,
    calls: add(a.calls, b.calls),
    jobs: add(a.jobs, b.jobs),
    failures: add(a.failures, b.failures),
    images: a.images + b.images,
    times: add(a.times, b.times),
    routes: mergeRoutes(a.routes, b.routes),
  };
}

/** What a route and another one did together. */
export function mergeRoute(a: RouteTally, b: RouteTally): RouteTally {
  const last = later(a.last, b.last);
  return {
    attempts: add(a.attempts, b.attempts),
    failures: add(a.failures, b.failures),
    work: add(a.work, b.work),
    lag: add(a.lag, b.lag),
    paid: add(a.paid, b.paid),
    doubtful: add(a.doubtful, b.doubtful),
    saved: add(a.saved, b.saved),
    ...(last ? { last } : {}),
  };
}

function mergeRoutes(a: Tally["routes"], b: Tally["routes"]): Tally["routes"] {
  if (b === NO_TALLY.routes) return a;
  const merged = { ...a };
  for (const [name, route] of Object.entries(b)) {
    merged[name] = mergeRoute(merged[name] ?? NO_ROUTE_TALLY, route);
  }
  return merged;
}

/** Of the same moment: the same one, whichever comes first. */
function later(a: RouteTally["last"], b: RouteTally["last"]): RouteTally["last"] {
  if (!a || !b) return a ?? b;
  if (a.at !== b.at) return a.at > b.at ? a : b;
  return `${a.kind} ${a.message}` > `${b.kind} ${b.message}` ? a : b;
}

function ofRoute({ provider, model }: RouteName, known: Partial<RouteTally>): Tally {
  return { ...NO_TALLY, routes: { [`${provider}/${model}`]: { ...NO_ROUTE_TALLY, ...known } } };
}

function joinOf({ by, ended }: Fact & { readonly kind: "joined" }): CallCount {
  if (by !== "cache") return by;
  return ended ? "cached" : "coalesced";
}

function attemptOf(fact: Fact & { readonly kind: "attempt" }, at: number): Partial<RouteTally> {
  const { end, images, failure, bill } = fact;
  return {
    attempts: one(end),
    work: images > 0 ? { images } : NOTHING,
    ...(failure ? { failures: one(failure.kind), last: lastOf(failure, at) } : {}),
    ...(bill ? { [bill.sure]: billOf(bill) } : {}),
  };
}

function lastOf(
  { kind, message }: { readonly kind: FailureKind; readonly message: string },
  at: number,
) {
  return { at, kind, message: [...message].slice(0, QUOTED_CHARACTERS).join("") };
}

function billOf({ images, usd }: Worth): Counts {
  const price = usd === undefined
    ? { unpricedImages: images }
    : { microUsd: Math.round(usd * 1e6) };
  return { calls: 1, images, ...price } satisfies Partial<Record<BillCount, number>>;
}
