/**
 * What callers asked us to remember: a few settings each, by name.
 *
 * @module
 */

import { z } from "zod";
import type { Json } from "../failure.ts";
import type { Runtime } from "../runtime.ts";
import { commit } from "./commit.ts";
import { KEYS } from "./keys.ts";
import { createTable } from "./table.ts";

/** Settings by their names. */
export type Settings = Readonly<Record<string, Json>>;

/** Everybody's settings; nobody's change anybody else's. */
export interface Preferences {
  /** All that an owner has set. */
  get(owner: string): Promise<Settings>;
  /**
   * Adds to an owner's settings, or replaces those of the same names.
   *
   * @throws {RangeError} when all of them together are larger than a record may be
   */
  set(owner: string, changes: Settings): Promise<void>;
}

/** What preferences need. */
export interface PreferencesOptions {
  readonly kv: Deno.Kv;
  readonly runtime: Runtime;
}

const Json: z.ZodType<Json> = z.json();
const Record = z.object({ v: z.literal(1), settings: z.record(z.string(), Json) });

/** Creates the store of preferences. */
export function createPreferences({ kv, runtime }: PreferencesOptions): Preferences {
  const table = createTable({ kv, runtime, schema: Record });
  return {
    async get(owner) {
      return (await table.get(KEYS.preferences(owner)))?.value.settings ?? {};
    },

    async set(owner, changes) {
      const key = KEYS.preferences(owner);
      for (;;) {
        const old = await table.get(key);
        const operation = kv.atomic().check({ key, versionstamp: old?.versionstamp ?? null });
        const settings = { ...old?.value.settings, ...changes };
        const stored = await commit(table.set(operation, key, { v: 1, settings }), runtime);
        if (stored !== undefined) return;
      }
    },
  };
}
