/**
 * Keys in KV. Every change is one commit, fenced by the record's version, with its entry in the
 * audit log.
 *
 * @module
 */

import type { Runtime } from "../runtime.ts";
import { commit } from "../store/commit.ts";
import { KEYS, PREFIXES } from "../store/keys.ts";
import { createTable } from "../store/table.ts";
import type { Act, Actor, AuditLog } from "./audit.ts";
import { AccessKey } from "./key.ts";

/** Reads and changes keys. */
export interface KeyBook {
  /** Newest first; revoked and expired ones too. */
  list(): Promise<AccessKey[]>;
  find(id: string): Promise<AccessKey | undefined>;
  add(key: AccessKey, act: Omit<Act, "subject">, actor: Actor): Promise<void>;
  /**
   * Changes a key; undefined: there is none. `change` must be pure: it is applied again when
   * somebody else was quicker.
   */
  update(id: string, change: KeyChange, actor: Actor): Promise<AccessKey | undefined>;
}

/** A change; one that gives back the same record writes nothing. */
export interface KeyChange extends Omit<Act, "subject"> {
  next(key: AccessKey): AccessKey;
}

/** Creates the book. */
export function createKeyBook(
  { kv, runtime, audit }: {
    readonly kv: Deno.Kv;
    readonly runtime: Runtime;
    readonly audit: AuditLog;
  },
): KeyBook {
  const table = createTable<AccessKey>({ kv, runtime, schema: AccessKey });

  return {
    async list() {
      const rows = kv.list({ prefix: PREFIXES.accessKeys() }, { batchSize: 100 });
      const ids = (await Array.fromAsync(rows)).map(({ key }) => key);
      const keys = await Promise.all(ids.map((key) => table.get(key)));
      return keys.flatMap((key) => key?.value ?? []).toSorted(newestFirst);
    },

    async find(id) {
      return (await table.get(KEYS.accessKey(id)))?.value;
    },

    async add(key, act, actor) {
      const place = { key: KEYS.accessKey(key.id), versionstamp: null };
      const operation = table.set(kv.atomic().check(place), place.key, key);
      audit.add(operation, { ...act, subject: key.id }, actor);
      if (await commit(operation, runtime) === undefined) throw new Error(`${key.id} is taken`);
    },

    async update(id, { next, ...act }, actor) {
      const key = KEYS.accessKey(id);
      for (;;) {
        const stored = await table.get(key);
        if (stored === undefined) return undefined;
        const changed = next(stored.value);
        if (changed === stored.value) return changed;
        const operation = kv.atomic().check({ key, versionstamp: stored.versionstamp });
        audit.add(table.set(operation, key, changed), { ...act, subject: id }, actor);
        if (await commit(operation, runtime) !== undefined) return changed;
      }
    },
  };
}

function newestFirst(a: AccessKey, b: AccessKey): number {
  return b.createdAt - a.createdAt || (a.id < b.id ? -1 : 1);
}
