/**
 * When a delivery is tried again. Pure.
 *
 * @module
 */

const SECOND = 1_000;
const MINUTE = 60 * SECOND;
const HOUR = 60 * MINUTE;

/** Pauses before each try, the first included: those of Standard Webhooks, some 75 hours in all. */
export const PAUSES_MS: readonly number[] = [
  0,
  5 * SECOND,
  5 * MINUTE,
  30 * MINUTE,
  2 * HOUR,
  5 * HOUR,
  10 * HOUR,
  14 * HOUR,
  20 * HOUR,
  24 * HOUR,
];

/** A pause is up to this share longer or shorter, so that what failed together is not tried together. */
const JITTER = 0.1;

/** A receiver that asks for more patience is tried after this all the same. */
const MAX_RETRY_AFTER_MS = 24 * HOUR;

/** What an answer means: it has arrived, nobody wants it any more, or it is to be tried again. */
export type Verdict = "delivered" | "gone" | "failed";

/** Judges an answer by its status; undefined: there was none. */
export function judge(status: number | undefined): Verdict {
  if (status === undefined) return "failed";
  if (status >= 200 && status < 300) return "delivered";
  return status === 410 ? "gone" : "failed";
}

/** Whether an answer's `Retry-After` counts. */
export function mayAskForPatience(status: number): boolean {
  return status === 429 || status === 503;
}

/** What the next pause depends on. */
export interface PauseOptions {
  /** Tries made. */
  readonly tries: number;
  /** A number in [0, 1). */
  readonly random: number;
  /** What the receiver asked for. */
  readonly retryAfterMs?: number;
}

/** How long to wait before the next try; undefined when there were enough. */
export function nextPauseMs(
  { tries, random, retryAfterMs = 0 }: PauseOptions,
): number | undefined {
  const pause = PAUSES_MS[tries];
  if (pause === undefined) return undefined;
  const jittered = pause * (1 - JITTER + 2 * JITTER * random);
  return Math.round(Math.max(jittered, Math.min(retryAfterMs, MAX_RETRY_AFTER_MS)));
}
