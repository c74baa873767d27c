/**
 * Randomness that is the same each time: the same seed gives the same numbers on every machine.
 *
 * @module
 */

/** Draws numbers from a seed. */
export interface Random {
  /** A number in [0, 1). */
  next(): number;
  /** A number in [low, high). */
  between(low: number, high: number): number;
  /** A whole number from low to high, both included. */
  whole(low: number, high: number): number;
  /** Whether an event of this probability happened. */
  chance(probability: number): boolean;
  /** One of the items; there must be at least one. */
  pick<T>(items: readonly [T, ...T[]]): T;
  /** A generator of its own, so that one part's draws do not shift another's. */
  fork(name: string): Random;
}

/** Mulberry32: 32 bits of state, good enough for pictures and nothing else. */
export function seededRandom(seed: number): Random {
  let state = seed >>> 0;
  const next = () => {
    state = (state + 0x6d2b79f5) >>> 0;
    let t = Math.imul(state ^ (state >>> 15), state | 1);
    t ^= t + Math.imul(t ^ (t >>> 7), t | 61);
    return ((t ^ (t >>> 14)) >>> 0) / 4294967296;
  };
  return {
    next,
    between: (low, high) => low + (high - low) * next(),
    whole: (low, high) => low + Math.floor((high - low + 1) * next()),
    chance: (probability) => next() < probability,
    pick: (items) => items[Math.floor(next() * items.length)] ?? items[0],
    fork: (name) => seededRandom(hashText(name, seed)),
  };
}

/** A 32-bit FNV-1a hash of the text, mixed with a seed. */
export function hashText(text: string, seed = 0): number {
  let hash = 0x811c9dc5 ^ Math.imul(seed, 0x9e3779b1);
  for (let i = 0; i < text.length; i++) {
    hash = Math.imul(hash ^ text.charCodeAt(i), 0x01000193);
  }
  hash = Math.imul(hash ^ (hash >>> 15), 0x2c1b3c6d);
  return (hash ^ (hash >>> 13)) >>> 0;
}
