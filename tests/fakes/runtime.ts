/**
 * A world for tests: the clock moves only when everything waits for it, randomness has a seed, and
 * the log is a list.
 *
 * @module
 */

import { createHash } from "node:crypto";
import { setImmediate } from "node:timers";
import type { LogEvent } from "../../events.ts";
import type { Outlet } from "../../net/outlet.ts";
import type { Listen, Runtime } from "../../runtime.ts";

/** A runtime whose time is ours. */
export interface VirtualRuntime extends Runtime {
  readonly events: readonly LogEvent[];
  /** How many sleep now. */
  readonly sleeping: number;
  /**
   * Lets the program run until the condition holds, moving the clock to the next sleeper whenever
   * nothing else goes on. Fails after `maxMs` of virtual time.
   */
  until(condition: () => boolean | Promise<boolean>, maxMs?: number): Promise<void>;
  /** Lets `ms` of virtual time pass, waking sleepers on the way. */
  pass(ms: number): Promise<void>;
}

/** What the world is made of. */
export interface VirtualRuntimeOptions {
  /** Epoch milliseconds at the start. */
  readonly startAt?: number;
  readonly seed?: number;
  readonly fetch?: typeof fetch;
  /** @default {sockets that say nothing} */
  readonly listen?: Listen;
  /** Whether real work (a database call, say) goes on; the clock stands still meanwhile. */
  readonly busy?: () => boolean;
}

interface Sleeper {
  readonly at: number;
  readonly wake: () => void;
}

/** Any fixed time will do; this one makes readable ids. */
const START_AT = Date.UTC(2030, 0, 1);

/** Turns of the real event loop without anything going on, after which everything waits. */
const QUIET_TURNS = 4;

/** Looks at a world in which nobody sleeps, before it counts as stuck. */
const MAX_IDLE_TURNS = 500;

/** Creates a world. */
export function createVirtualRuntime(options: VirtualRuntimeOptions = {}): VirtualRuntime {
  const { busy = () => false } = options;
  const random = mulberry32(options.seed ?? 1);
  const sleepers = new Set<Sleeper>();
  const events: LogEvent[] = [];
  let now = options.startAt ?? START_AT;
  let ids = 0;

  async function quiet(): Promise<void> {
    for (let turns = 0; turns < QUIET_TURNS; turns++) {
      // The last turn takes a millisecond, for what comes from elsewhere.
      const last = turns === QUIET_TURNS - 1;
      await new Promise((resolve) => last ? setTimeout(resolve, 0) : setImmediate(resolve));
      if (busy()) turns = -1;
    }
  }

  function moveTo(time: number): void {
    // Clocks tell whole milliseconds.
    now = Math.max(now, Math.ceil(time));
    for (const sleeper of [...sleepers].filter(({ at }) => at <= now)) sleeper.wake();
  }

  function nextAt(): number {
    return Math.min(...[...sleepers].map(({ at }) => at));
  }

  async function until(
    condition: () => boolean | Promise<boolean>,
    maxMs = 3_600_000,
  ): Promise<void> {
    const end = now + maxMs;
    for (let idleTurns = 0; idleTurns < MAX_IDLE_TURNS;) {
      await quiet();
      if (await condition()) return;
      const at = nextAt();
      // Nobody sleeps: a digest or another thread's work is still to come.
      if (at === Infinity) idleTurns++;
      else if (at > end) break;
      else moveTo(at);
    }
    throw new Error(`Still not so after ${now - (end - maxMs)} ms of virtual time`);
  }

  const fetch: typeof globalThis.fetch = options.fetch ??
    (() => Promise.reject(new TypeError("There is no network in tests")));

  return {
    now: () => now,
    random,
    uuid: () => (BigInt(now) << 80n | BigInt(++ids)).toString(16).padStart(32, "0"),
    fetch,
    listen: options.listen ?? silence,
    openOutlet: () => outletTo(fetch),
    resolve: () => Promise.reject(new Error("There are no name servers in tests")),
    sha256: (bytes) => Promise.resolve(createHash("sha256").update(bytes).digest("hex")),
    log: (event) => void events.push(event),
    events,
    until,

    get sleeping() {
      return sleepers.size;
    },

    sleep(ms, signal) {
      return new Promise((resolve) => {
        if (signal?.aborted) return resolve();
        const sleeper = { at: now + ms, wake };
        sleepers.add(sleeper);
        signal?.addEventListener("abort", wake, { once: true });
        function wake(): void {
          sleepers.delete(sleeper);
          signal?.removeEventListener("abort", wake);
          resolve();
        }
      });
    },

    async pass(ms) {
      const end = now + ms;
      await quiet();
      while (nextAt() <= end) {
        moveTo(nextAt());
        await quiet();
      }
      moveTo(end);
      await quiet();
    },
  };
}

/** A socket that closes at once. */
export async function* silence(): AsyncGenerator<never> {}
/** A way out into a made-up world, where there is nothing to be guarded from. */
export function outletTo(fetch: typeof globalThis.fetch): Outlet {
  return { fetch, close: () => Promise.resolve() };
}

/** A small seeded generator (Tommy Ettinger's mulberry32, public domain). */
function mulberry32(seed: number): () => number {
  let state = seed;
  return () => {
    state = (state + 0x6D2B79F5) | 0;
    let mixed = Math.imul(state ^ (state >>> 15), 1 | state);
    mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), 61 | mixed)) ^ mixed;
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 2 ** 32;
  };
}
