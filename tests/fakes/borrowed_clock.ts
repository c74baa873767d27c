/**
 * The time of a world that does not exist yet: fakes are made before the world that calls them.
 *
 * @module
 */

import type { Runtime } from "../../runtime.ts";

type Clock = Pick<Runtime, "now" | "sleep">;

/** A clock that goes once it is lent one. */
export interface BorrowedClock extends Clock {
  lend(clock: Clock): void;
}

/** Creates one. Until it is lent a clock, asking it for the time throws. */
export function borrowedClock(): BorrowedClock {
  let lent: Clock | undefined;

  function clock(): Clock {
    if (lent === undefined) throw new Error("There is no time before there is a world");
    return lent;
  }

  return {
    now: () => clock().now(),
    sleep: (ms, signal) => clock().sleep(ms, signal),
    lend: (clock) => void (lent = clock),
  };
}
