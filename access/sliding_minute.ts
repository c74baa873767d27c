/**
 * What was used in the last minute, exact enough that no minute, wherever it begins, sees more than
 * a limit: uses are kept in parts of five seconds, and a part counts until all of it is a minute
 * old. Pure. Why not otherwise: decision 0014.
 *
 * @module
 */

import { z } from "zod";

/** One part: its number, counted from 1970, and the requests and images in it. */
const Part = z.tuple([z.int(), z.int().nonnegative(), z.int().nonnegative()]);

/** The parts that count, oldest first; at most 13. */
export const Minute = z.array(Part);
/** See {@linkcode Minute}. */
export type Minute = z.infer<typeof Minute>;

/** What is counted. */
export type Counted = "requests" | "images";

const PLACE = { requests: 1, images: 2 } as const;

const PART_MS = 5_000;
const MINUTE_MS = 60_000;

/** The parts that still count. */
export function newestParts(minute: Minute, now: number): Minute {
  return minute.filter(([part]) => endOf(part) > now);
}

/**
 * Adds to the part of now. Where another instance's clock is ahead, to the newest part: it counts
 * longer then, never shorter.
 */
export function addTo(minute: Minute, uses: Record<Counted, number>, now: number): Minute {
  const last = minute.at(-1);
  const part = Math.max(Math.floor(now / PART_MS), last?.[0] ?? 0);
  const [, requests, images] = last?.[0] === part ? last : [part, 0, 0];
  const others = last?.[0] === part ? minute.slice(0, -1) : minute;
  return [...others, [part, requests + uses.requests, images + uses.images]];
}

/** All that counts. */
export function usedIn(minute: Minute, what: Counted): number {
  return minute.reduce((sum, part) => sum + part[PLACE[what]], 0);
}

/** How long it takes until so much has stopped to count, in ms; 0: nothing has to. */
export function freedAfterMs(
  minute: Minute,
  { what, amount, now }: {
    readonly what: Counted;
    readonly amount: number;
    readonly now: number;
  },
): number {
  let left = amount;
  for (const part of minute) {
    if (left <= 0) break;
    left -= part[PLACE[what]];
    if (left <= 0) return endOf(part[0]) - now;
  }
  return 0;
}

/** When a part stops to count. */
export function endOf(part: number): number {
  return (part + 1) * PART_MS + MINUTE_MS;
}
