/**
 * Many times in few numbers: counts in buckets of equal ratio. Two such counts add up, and quantiles
 * are known to within a bucket. Pure.
 *
 * @module
 */

import { type Counts, one } from "./counts.ts";

/** Counts by the numbers of their buckets. */
export type Histogram = Counts;

const FIRST_BUCKET_MS = 10;
/** A bucket's end to its start: times are known to within 10 %. */
const RATIO = 1.1;
/** 10 ms to more than a day. */
const BUCKETS = 170;

/** A single time. */
export function timeMs(ms: number): Histogram {
  return one(String(bucketOf(ms)));
}

/** The time that a share of all keeps to; undefined when there are none. */
export function quantileMs(histogram: Histogram, share: number): number | undefined {
  const buckets = Object.entries(histogram)
    .map(([bucket, count]) => ({ bucket: Number(bucket), count }))
    .toSorted((a, b) => a.bucket - b.bucket);
  const total = buckets.reduce((sum, { count }) => sum + count, 0);
  let before = 0;
  for (const { bucket, count } of buckets) {
    if (before + count >= share * total) {
      const [start, end] = [startOf(bucket), startOf(bucket + 1)];
      return start + (end - start) * Math.max(0, share * total - before) / count;
    }
    before += count;
  }
  return undefined;
}

function bucketOf(ms: number): number {
  // The clock may have been set back meanwhile.
  const bucket = Math.floor(Math.log(Math.max(0, ms) / FIRST_BUCKET_MS) / Math.log(RATIO));
  return Math.min(BUCKETS - 1, Math.max(0, bucket));
}

function startOf(bucket: number): number {
  return FIRST_BUCKET_MS * RATIO ** bucket;
}
