/**
 * Waiting for work under way to end, but not for longer than there is time.
 *
 * @module
 */

import { OVER } from "../follow.ts";
import type { Runtime } from "../runtime.ts";

/** Resolves when all of the work has ended, or after `ms`. The work itself must not reject. */
export async function settledWithin(
  ms: number,
  work: Iterable<Promise<void>>,
  { sleep }: Pick<Runtime, "sleep">,
): Promise<void> {
  const done = new AbortController();
  const all = Promise.all(work).then(() => done.abort(OVER));
  await Promise.race([all, sleep(ms, done.signal)]);
}
