/**
 * What was learnt of the routes' times, shared through KV.
 *
 * @module
 */

import type { Runtime } from "../runtime.ts";
import { commit } from "../store/commit.ts";
import { KEYS } from "../store/keys.ts";
import { createRecent } from "../store/recent.ts";
import { createTable } from "../store/table.ts";
import type { Route } from "./job.ts";
import { learn, NO_TIMING, Timing } from "./timing.ts";

/** Times of a route that this process alone knows. */
interface Unwritten {
  readonly timesMs: readonly number[];
  readonly writtenAt: number;
}

/** The records. */
export interface TimingBook {
  read(route: Route): Promise<Timing>;
  /**
   * Adds a time; a long one is written at once, short ones now and then together. One that gets in
   * another's way, or was not yet written when the process ends, is left out: there will be more.
   */
  learn(route: Route, durationMs: number): Promise<void>;
}

/** A route that nobody used for so long is learnt anew. */
const KEPT_MS = 30 * 24 * 3_600_000;

/** Thousands of polls need not read it thousands of times. */
const REMEMBERED = { maxBytes: 1_000, maxAgeMs: 10_000 } as const;

/** A route of many quick pictures does not write each of their times. */
const WRITE_EVERY_MS = 5_000;
const MOST_UNWRITTEN = 50;

/** Creates the book. */
export function createTimingBook(kv: Deno.Kv, runtime: Runtime): TimingBook {
  const now = () => runtime.now();
  const table = createTable<Timing>({
    kv,
    runtime,
    schema: Timing,
    // Each time learnt keeps it for as long again.
    expiresAt: () => now() + KEPT_MS,
  });
  const recent = createRecent<Timing>({ now, ...REMEMBERED });
  const unwritten = new Map<string, Unwritten>();

  async function write({ provider, model }: Route, timesMs: readonly number[]): Promise<void> {
    const key = KEYS.timing(provider, model);
    const { value = NO_TIMING, versionstamp } = await table.look(key);
    const timing = timesMs.reduce(learn, value);
    const operation = kv.atomic().check({ key, versionstamp });
    await commit(table.set(operation, key, timing), runtime);
    recent.set(nameOf({ provider, model }), timing, 1);
  }

  return {
    async read(route) {
      const name = nameOf(route);
      const { provider, model } = route;
      const known = recent.get(name) ?? (await table.get(KEYS.timing(provider, model)))?.value;
      const timing = known ?? NO_TIMING;
      recent.set(name, timing, 1);
      return (unwritten.get(name)?.timesMs ?? []).reduce(learn, timing);
    },

    async learn(route, durationMs) {
      const name = nameOf(route);
      const { timesMs, writtenAt } = unwritten.get(name) ??
        { timesMs: [], writtenAt: now() - durationMs };
      const times = [...timesMs, durationMs].slice(-MOST_UNWRITTEN);
      if (now() - writtenAt < WRITE_EVERY_MS) {
        unwritten.set(name, { timesMs: times, writtenAt });
        return;
      }
      unwritten.set(name, { timesMs: [], writtenAt: now() });
      await write(route, times);
    },
  };
}

function nameOf({ provider, model }: Route): string {
  return `${provider}/${model}`;
}
