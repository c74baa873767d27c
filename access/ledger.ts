/**
 * What was used: whole numbers that only ever grow, by day, owner, model and provider. Pure.
 *
 * @module
 */

import { type Job, jobCost, jobStatus } from "../jobs/job.ts";

/** What is counted of each. */
export const COUNTS = ["requests", "images", "cost", "cacheHits", "failures"] as const;
/** See {@linkcode COUNTS}; `cost` is in millionths of a US dollar. */
export type Count = (typeof COUNTS)[number];

/** What things are counted by. */
export interface Place {
  /** Of UTC, such as `2026-11-21`. */
  readonly day: string;
  readonly owner: string;
  /** As it was asked for. */
  readonly model: string;
  readonly provider: string;
}

/** Counts at a place; absent ones are 0. */
export interface Row extends Place {
  readonly counts: Readonly<Partial<Record<Count, number>>>;
}

/** By which sides of a place rows are put together. */
export type Side = "day" | "owner" | "model" | "provider";

/** Rows that are the same on some sides, put together; the other sides are null. */
export interface Group extends Readonly<Record<Side, string | null>> {
  readonly counts: Readonly<Record<Count, number>>;
}

/**
 * What a job that has ended adds. Its pictures and their cost count where they were made; the request
 * counts once, where the first of them was, or where the last try was made.
 */
export function tally(job: Job): Row[] {
  const isDone = (task: Job["tasks"][number]) => task.state.status === "done";
  const main = job.tasks.find(isDone) ?? job.tasks[0];
  const providers = job.routes.map(({ provider }) => provider);
  return [...new Set(providers)].flatMap((provider) => {
    const tasks = job.tasks.filter((task) => providers[task.route] === provider && isDone(task));
    const isMain = main !== undefined && providers[main.route] === provider;
    const images = tasks.reduce((sum, { state }) => {
      return sum + (state.status === "done" ? state.images.length : 0);
    }, 0);
    if (!isMain && images === 0) return [];
    return [{
      ...placeOf(job, provider, job.endedAt ?? job.updatedAt),
      counts: {
        requests: isMain ? 1 : 0,
        images,
        cost: jobCost({ ...job, tasks }),
        failures: isMain && jobStatus(job) === "failed" ? 1 : 0,
      },
    }];
  });
}

/** What a request adds that was answered with another's pictures. */
export function tallyHit(hit: Job, { owner, now }: {
  readonly owner: string;
  readonly now: number;
}): Row {
  const main = hit.tasks.find(({ state }) => state.status === "done") ?? hit.tasks[0];
  const provider = hit.routes[main?.route ?? 0]?.provider ?? "";
  return { ...placeOf({ ...hit, owner }, provider, now), counts: { requests: 1, cacheHits: 1 } };
}

/** Puts rows together by some of their sides, in the order of those. */
export function group(rows: Iterable<Row>, sides: readonly Side[]): Group[] {
  const groups = new Map<string, Group>();
  for (const row of rows) {
    const place = keptSides(row, sides);
    const name = JSON.stringify(place);
    const before = groups.get(name)?.counts ?? NONE;
    groups.set(name, { ...place, counts: add(before, row.counts) });
  }
  const order = ({ day, owner, model, provider }: Group) =>
    [day, owner, model, provider].map((side) => side ?? "").join("\0");
  return [...groups.values()].toSorted((a, b) => order(a) < order(b) ? -1 : 1);
}

/** All groups together. */
export function total(groups: readonly Group[]): Group["counts"] {
  return groups.reduce((sum, { counts }) => add(sum, counts), NONE);
}

/** The day of UTC that a time is in. */
export function dayOf(time: number): string {
  return new Date(time).toISOString().slice(0, 10);
}

const NONE: Group["counts"] = { requests: 0, images: 0, cost: 0, cacheHits: 0, failures: 0 };

function add(to: Group["counts"], more: Row["counts"]): Group["counts"] {
  return {
    requests: to.requests + (more.requests ?? 0),
    images: to.images + (more.images ?? 0),
    cost: to.cost + (more.cost ?? 0),
    cacheHits: to.cacheHits + (more.cacheHits ?? 0),
    failures: to.failures + (more.failures ?? 0),
  };
}

function keptSides(row: Row, sides: readonly Side[]): Record<Side, string | null> {
  const kept = (side: Side) => sides.includes(side) ? row[side] : null;
  return {
    day: kept("day"),
    owner: kept("owner"),
    model: kept("model"),
    provider: kept("provider"),
  };
}

function placeOf(job: Pick<Job, "owner" | "request">, provider: string, time: number): Place {
  return { day: dayOf(time), owner: job.owner, model: job.request.model, provider };
}
