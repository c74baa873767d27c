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

/** The records. */
export interface TimingBook {
  read(route: Route): Promise<Timing>;
  /** Adds a time. One that gets in another's way is left out: there will be more. */
  learn(route: Route, durationMs: number): Promise<void>;
}

/** A route that nobody used for so long is learnt anew. */
const KEPT_MS = 30 * 24 * 3_600_000;

/** Thousands of polls need not read it thousands of times. */
const REMEMBERED = { maxBytes: 1_000, maxAgeMs: 10_000 } as const;

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

  return {
    async read({ provider, model }) {
      const key = `${provider}/${model}`;
      const known = recent.get(key) ?? (await table.get(KEYS.timing(provider, model)))?.value;
      const timing = known ?? NO_TIMING;
      recent.set(key, timing, 1);
      return timing;
    },

    async learn({ provider, model }, durationMs) {
      const key = KEYS.timing(provider, model);
      const found = await table.get(key);
      const timing = learn(found?.value ?? NO_TIMING, durationMs);
      const operation = kv.atomic().check({ key, versionstamp: found?.versionstamp ?? null });
      await commit(table.set(operation, key, timing), runtime);
      recent.set(`${provider}/${model}`, timing, 1);
    },
  };
}
