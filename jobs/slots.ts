/**
 * A fixed number of places, taken without waiting.
 *
 * @module
 */

/** Places for steps that run at the same time. */
export interface Slots {
  readonly size: number;
  readonly taken: number;
  /** Takes a place if one is free. */
  tryTake(): boolean;
  release(): void;
}

/** Creates `size` free places. */
export function createSlots(size: number): Slots {
  let taken = 0;
  return {
    size,
    get taken() {
      return taken;
    },
    tryTake() {
      if (taken >= size) return false;
      taken++;
      return true;
    },
    release() {
      if (taken === 0) throw new RangeError("Cannot release a slot: none is taken");
      taken--;
    },
  };
}

/** Takes as many places as are free, at most `wanted`; returns how many it got. */
export function takeUpTo(slots: Slots, wanted: number): number {
  let got = 0;
  while (got < wanted && slots.tryTake()) got++;
  return got;
}
