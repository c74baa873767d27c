/**
 * What a caller has used of its limits, and what its open jobs hold: reserved when a job is made,
 * settled when it ends. Pure.
 *
 * @module
 */

import { z } from "zod";
import type { Left, Standing } from "../jobs/admission.ts";
import type { Hold } from "../jobs/job.ts";
import type { Limits } from "./key.ts";
import { addTo, endOf, freedAfterMs, Minute, newestParts, usedIn } from "./sliding_minute.ts";

const count = z.int().nonnegative();

/** The record of an owner with limits. */
export const Account = z.object({
  v: z.literal(1),
  minute: Minute,
  /** Jobs that have not ended, by the hour (since 1970) from which on they count no more. */
  open: z.array(z.tuple([z.int(), count])),
  /** `2026-11-21`, and the images made or on their way in it. */
  day: z.object({ name: z.string(), images: count }),
  /** `2026-11`; its cost in millionths of a US dollar. */
  month: z.object({ name: z.string(), images: count, cost: count }),
  /** When nothing in it counts any more. */
  expiresAt: z.number(),
});
/** See {@linkcode Account}. */
export type Account = z.infer<typeof Account>;

/** What is asked of an account. */
export interface Ask {
  readonly images: number;
  /** In millionths of a US dollar, at most. */
  readonly cost: number;
  /** When its job is given up, at the latest; a job that is lost holds nothing for much longer. */
  readonly deadlineAt: number;
}

/** Why it cannot be given. */
export interface Obstacle {
  readonly limit: keyof Limits;
  /** What there is in all, and what is left of it. */
  readonly most: number;
  readonly left: number;
  readonly asked: number;
  /** Absent: nobody can say, or waiting is no help. */
  readonly retryAfterMs?: number;
}

/** What was made or came of a job. */
export type Spent = Pick<Ask, "images" | "cost">;

const HOUR_MS = 3_600_000;

/** Takes what is asked, or says what is in the way. The most lasting obstacle comes first. */
export function reserve(
  old: Account | undefined,
  { limits, ask, now }: { readonly limits: Limits; readonly ask: Ask; readonly now: number },
): { readonly account: Account; readonly hold: Hold } | { readonly obstacle: Obstacle } {
  const account = broughtTo(old, now);
  const obstacle = obstacleTo(account, { limits, ask, now });
  if (obstacle !== undefined) return { obstacle };
  const { images, cost } = ask;
  const until = Math.ceil(ask.deadlineAt / HOUR_MS) + 1;
  const { day, month } = account;
  return {
    account: lasting({
      ...account,
      minute: addTo(account.minute, { requests: 1, images }, now),
      open: withJobs(account.open, until, 1),
      day: { ...day, images: day.images + images },
      month: { ...month, images: month.images + images, cost: month.cost + cost },
    }),
    hold: { images, cost, day: day.name, month: month.name, until },
  };
}

/** Counts a request that needs no job of its own. */
export function addRequest(old: Account | undefined, now: number): Account {
  const account = broughtTo(old, now);
  return lasting({ ...account, minute: addTo(account.minute, { requests: 1, images: 0 }, now) });
}

/** Gives back what a job that has ended held and did not use. */
export function settle(
  old: Account | undefined,
  { hold, spent, now }: { readonly hold: Hold; readonly spent: Spent; readonly now: number },
): Account {
  const account = broughtTo(old, now);
  const images = Math.max(0, hold.images - spent.images);
  const cost = Math.max(0, hold.cost - spent.cost);
  const { day, month } = account;
  return {
    ...account,
    open: withJobs(account.open, hold.until, -1),
    day: day.name === hold.day ? { ...day, images: less(day.images, images) } : day,
    month: month.name === hold.month
      ? { ...month, images: less(month.images, images), cost: less(month.cost, cost) }
      : month,
  };
}

/** Jobs that have not ended. */
export function openJobs({ open }: Account): number {
  return open.reduce((sum, [, jobs]) => sum + jobs, 0);
}

/** What is left by the minute. */
export function standingOf(old: Account | undefined, limits: Limits, now: number): Standing {
  const { minute } = broughtTo(old, now);
  const left = (what: "requests" | "images", limit: number): Left => {
    const used = usedIn(minute, what);
    return {
      limit,
      remaining: Math.max(0, limit - used),
      resetMs: freedAfterMs(minute, { what, amount: used, now }),
    };
  };
  const { requestsPerMinute: requests, imagesPerMinute: images } = limits;
  return {
    ...(requests === undefined ? {} : { requests: left("requests", requests) }),
    ...(images === undefined ? {} : { images: left("images", images) }),
  };
}

/** The account as it is at a time: what is over counts no more. */
export function broughtTo(old: Account | undefined, now: number): Account {
  const date = new Date(now).toISOString();
  const [day, month] = [date.slice(0, 10), date.slice(0, 7)];
  const hour = Math.floor(now / HOUR_MS);
  const account = old ?? EMPTY;
  return {
    ...account,
    minute: newestParts(account.minute, now),
    open: account.open.filter(([until]) => until > hour),
    // Another instance's clock may be in the next day already.
    day: account.day.name >= day ? account.day : { name: day, images: 0 },
    month: account.month.name >= month ? account.month : { name: month, images: 0, cost: 0 },
  };
}

const EMPTY: Account = {
  v: 1,
  minute: [],
  open: [],
  day: { name: "", images: 0 },
  month: { name: "", images: 0, cost: 0 },
  expiresAt: 0,
};

function obstacleTo(
  account: Account,
  { limits, ask, now }: { readonly limits: Limits; readonly ask: Ask; readonly now: number },
): Obstacle | undefined {
  const { day, month, minute } = account;
  const uses: readonly (readonly [keyof Limits, number, number])[] = [
    ["costPerMonth", month.cost, ask.cost],
    ["imagesPerMonth", month.images, ask.images],
    ["imagesPerDay", day.images, ask.images],
    ["imagesPerMinute", usedIn(minute, "images"), ask.images],
    ["requestsPerMinute", usedIn(minute, "requests"), 1],
    ["concurrency", openJobs(account), 1],
  ];
  for (const [limit, used, asked] of uses) {
    const most = limits[limit] ?? Infinity;
    if (used + asked <= most && !(isSpent(limit, used, most))) continue;
    const left = Math.max(0, most - used);
    return { limit, most, left, asked, ...waiting(limit, { minute, amount: asked - left, now }) };
  }
  return undefined;
}

/** Where nobody knows what a picture costs, a budget that is used up still ends it all. */
function isSpent(limit: keyof Limits, used: number, most: number): boolean {
  return limit === "costPerMonth" && used >= most;
}

function waiting(
  limit: keyof Limits,
  { minute, amount, now }: {
    readonly minute: Minute;
    readonly amount: number;
    readonly now: number;
  },
): { readonly retryAfterMs?: number } {
  switch (limit) {
    case "requestsPerMinute":
      return { retryAfterMs: freedAfterMs(minute, { what: "requests", amount, now }) };
    case "imagesPerMinute":
      return { retryAfterMs: freedAfterMs(minute, { what: "images", amount, now }) };
    default:
      return {};
  }
}

function withJobs(open: Account["open"], until: number, jobs: number): Account["open"] {
  const before = open.find(([hour]) => hour === until)?.[1] ?? 0;
  const others = open.filter(([hour]) => hour !== until);
  const after = less(before, -jobs);
  return after === 0 ? others : [...others, [until, after]];
}

function less(from: number, amount: number): number {
  return Math.max(0, from - amount);
}

/** As long as anything in it counts. */
function lasting(account: Account): Account {
  const { minute, open, day, month } = account;
  const hasQuota = day.images > 0 || month.images > 0 || month.cost > 0;
  const ends = [
    endOf(minute.at(-1)?.[0] ?? 0),
    ...open.map(([until]) => until * HOUR_MS),
    ...(hasQuota ? [endOfMonth(month.name)] : []),
  ];
  return { ...account, expiresAt: Math.max(...ends) };
}

function endOfMonth(name: string): number {
  const [year = 0, month = 0] = name.split("-").map(Number);
  return Date.UTC(year, month, 1);
}
