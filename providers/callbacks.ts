/**
 * What all signed messages of upstreams have in common: they are young.
 *
 * @module
 */

/** As Standard Webhooks and fal have it. */
const TOLERANCE_MS = 5 * 60_000;

/**
 * The time of a message in epoch ms.
 *
 * @param seconds as its header says it, since the epoch
 * @returns undefined when it is no time, or too far from `now`
 */
export function timeOfMessage(seconds: string | null, now: number): number | undefined {
  if (seconds === null || !/^\d{1,12}$/.test(seconds)) return undefined;
  const sentAt = Number(seconds) * 1_000;
  return Math.abs(now - sentAt) <= TOLERANCE_MS ? sentAt : undefined;
}

/** A key is asked for again after so long, where a signature does not fit: it may have changed. */
export const KEY_STALE_MS = 10 * 60_000;
