/**
 * Reads a body as it comes, and gives up on one that comes too slowly: a connection that trickles
 * would hold its place and its memory for good.
 *
 * @module
 */

import { concat } from "../images/formats/bytes.ts";
import type { Runtime } from "../runtime.ts";

/** What measures the pace. */
export type Clock = Pick<Runtime, "now" | "sleep">;

/** How to read. */
export interface PaceOptions {
  readonly clock: Clock;
  readonly maxBytes: number;
}

/** How often it is looked whether a body comes fast enough; the first look is the grace. */
const LOOK_MS = 15_000;

/** A fifth of what the slowest of mobile networks carry. */
const MIN_BYTES_PER_S = 8 * 1_024;

/** The whole body, or why it was given up; the rest is not read then. */
export async function readAtPace(
  body: ReadableStream<Uint8Array<ArrayBuffer>>,
  { clock, maxBytes }: PaceOptions,
): Promise<Uint8Array<ArrayBuffer> | "too_large" | "too_slow"> {
  const startedAt = clock.now();
  const reader = body.getReader();
  const done = new AbortController();
  const parts: Uint8Array<ArrayBuffer>[] = [];
  let received = 0;
  let isSlow = false;
  const watched = watch();
  try {
    for (;;) {
      const part = await reader.read();
      if (part.done) return isSlow ? "too_slow" : joined(parts);
      received += part.value.length;
      if (received > maxBytes) {
        await reader.cancel();
        return "too_large";
      }
      parts.push(part.value);
    }
  } finally {
    done.abort();
    await watched;
  }

  async function watch(): Promise<void> {
    for (;;) {
      await clock.sleep(LOOK_MS, done.signal);
      if (done.signal.aborted) return;
      const seconds = (clock.now() - startedAt) / 1_000;
      isSlow = received < seconds * MIN_BYTES_PER_S;
      // The read that waits now ends, as at the end of the body.
      if (isSlow) return await reader.cancel();
    }
  }
}

/** Most bodies come in one part. */
function joined(parts: readonly Uint8Array<ArrayBuffer>[]): Uint8Array<ArrayBuffer> {
  const [only, ...others] = parts;
  return only !== undefined && others.length === 0 ? only : concat(parts);
}
