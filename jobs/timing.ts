/**
 * How long a route's pictures take, learnt as they come, and when to look for the next one. Pure.
 *
 * Times are counted in buckets of equal ratio; older ones fade. The next poll is set to the moment
 * by which a further share of the pictures still pending has usually come: seldom while none comes,
 * often when most do, ever more seldom in a long tail.
 *
 * @module
 */

import { z } from "zod";

/** What was learnt of a route. */
export const Timing = z.object({
  v: z.literal(1),
  /** Faded counts by bucket, from the first bucket on. */
  counts: z.array(z.number()),
});
/** See {@linkcode Timing}. */
export type Timing = z.infer<typeof Timing>;

/** Nothing learnt yet. */
export const NO_TIMING: Timing = { v: 1, counts: [] };

const FIRST_BUCKET_MS = 200;
/** A bucket's end to its start: times are known to within 10 %. */
const RATIO = 1.1;
/** 200 ms to more than an hour. */
const BUCKETS = 105;
/** What is left of a time's weight after each newer one: some forty of them count. */
const FADE = 0.975;
/** Times needed before anything is concluded from them. */
const ENOUGH = 5;
/** Share of the pictures still pending that a pause lets come; see bench/polling.ts. */
const SHARE = 0.14;
/** No two polls are closer than this, nor than this share of the time gone by. */
const MIN_PAUSE_MS = 250;
const MIN_PAUSE_SHARE = 0.02;
/** Nor further apart: a route may have become faster. */
const MAX_PAUSE_SHARE = 0.5;

/** Adds a time. */
export function learn({ counts }: Timing, durationMs: number): Timing {
  const index = bucketOf(durationMs);
  const length = Math.max(counts.length, index + 1);
  const faded = Array.from({ length }, (_, at) => round((counts[at] ?? 0) * FADE));
  return { v: 1, counts: faded.with(index, round((faded[index] ?? 0) + 1)) };
}

/** The time by which a share of the pictures has come; undefined while too little is known. */
export function quantileMs(timing: Timing, share: number): number | undefined {
  const total = sum(timing.counts);
  return total < weightOf(ENOUGH) ? undefined : timeAt(timing, share * total);
}

/**
 * How long to wait before the next poll of a picture that has been pending for `elapsedMs`.
 *
 * @param usualMs the adapter's own pause, taken while too little is known
 */
export function pauseMs(timing: Timing, elapsedMs: number, usualMs: number): number {
  const total = sum(timing.counts);
  if (total < weightOf(ENOUGH)) return usualMs;
  const come = countUntil(timing, elapsedMs);
  const target = timeAt(timing, come + (total - come) * SHARE) - elapsedMs;
  const least = Math.max(MIN_PAUSE_MS, elapsedMs * MIN_PAUSE_SHARE);
  // Later than all that was ever seen: as rarely as the adapter would, or more so.
  if (total - come < weightOf(1) / 2) return Math.max(least, usualMs, elapsedMs * 0.1);
  const most = Math.max(usualMs, (quantileMs(timing, 0.5) ?? usualMs) * MAX_PAUSE_SHARE);
  return Math.round(Math.min(Math.max(target, least), elapsedMs === 0 ? Infinity : most));
}

/** What the upstream said of one job when it was last asked. */
export interface Hints {
  /** 0 to 1. */
  readonly progress?: number;
  /** How many are before it; 0 is next. */
  readonly queuePosition?: number;
  /** How long it asked us to wait. */
  readonly retryAfterMs?: number;
}

/** Too little to reckon with. */
const ENOUGH_PROGRESS = 0.05;
/** Of the time that is left by the upstream's word: what it says is seldom even. */
const SHARE_OF_REST = 0.6;
/** A long line moves slowly: the pause of one place, times this much at most. */
const MOST_PLACES = 4;

/**
 * How long to wait before the next poll: as the upstream asks, else by how far it says it is, else
 * as {@linkcode pauseMs} has it.
 */
export function nextPollMs(
  timing: Timing,
  { elapsedMs, usualMs, hints }: {
    readonly elapsedMs: number;
    readonly usualMs: number;
    readonly hints: Hints;
  },
): number {
  const { progress = 0, queuePosition = 0, retryAfterMs } = hints;
  if (retryAfterMs !== undefined) return retryAfterMs;
  if (queuePosition > 0) return usualMs * Math.min(MOST_PLACES, 1 + queuePosition / 2);
  const learnt = pauseMs(timing, elapsedMs, usualMs);
  if (progress < ENOUGH_PROGRESS) return learnt;
  const restMs = elapsedMs * (1 - progress) / progress;
  const least = Math.max(MIN_PAUSE_MS, elapsedMs * MIN_PAUSE_SHARE);
  return Math.round(Math.min(Math.max(restMs * SHARE_OF_REST, least), Math.max(usualMs, learnt)));
}

function bucketOf(durationMs: number): number {
  const index = Math.floor(Math.log(durationMs / FIRST_BUCKET_MS) / Math.log(RATIO));
  return Math.min(BUCKETS - 1, Math.max(0, index));
}

function startOf(bucket: number): number {
  return FIRST_BUCKET_MS * RATIO ** bucket;
}

/** How much came by a time, a bucket's share in proportion. */
function countUntil({ counts }: Timing, ms: number): number {
  return counts.reduce((count, weight, bucket) => {
    const [start, end] = [startOf(bucket), startOf(bucket + 1)];
    return count + weight * Math.min(1, Math.max(0, (ms - start) / (end - start)));
  }, 0);
}

/** The time by which so much had come. */
function timeAt({ counts }: Timing, wanted: number): number {
  let count = 0;
  for (const [bucket, weight] of counts.entries()) {
    if (weight > 0 && count + weight >= wanted) {
      const [start, end] = [startOf(bucket), startOf(bucket + 1)];
      return start + (end - start) * Math.max(0, (wanted - count) / weight);
    }
    count += weight;
  }
  return startOf(counts.length);
}

/** The weight of so many times in a row. */
function weightOf(times: number): number {
  return (1 - FADE ** times) / (1 - FADE) - 1e-6;
}

function sum(counts: readonly number[]): number {
  return counts.reduce((total, count) => total + count, 0);
}

/** Four digits: a record of a hundred numbers stays small. */
function round(count: number): number {
  return Math.round(count * 10_000) / 10_000;
}
