/**
 * Batches in KV: every write is one atomic operation, fenced by the record's version, that moves the
 * due entry along.
 *
 * @module
 */

import type { Announcement } from "../jobs/repo.ts";
import type { Runtime } from "../runtime.ts";
import { commit, unlocked } from "../store/commit.ts";
import { moveDue } from "../store/due.ts";
import { type DueIndex, EMPTY, KEYS, PREFIXES } from "../store/keys.ts";
import { createTable, type Versioned } from "../store/table.ts";
import { Batch } from "./batch.ts";

/** Where batches stand that want attention. */
export const BATCH_DUE: DueIndex = "batch_due";

/** What a write carries besides the record. */
export type Addition = (operation: Deno.AtomicOperation) => void;

/** Batches as they are stored. */
export interface BatchRepo {
  insert(batch: Batch): Promise<void>;
  load(id: string): Promise<Versioned<Batch> | undefined>;
  /** Replaces exactly the version given; undefined when it is no longer the newest. */
  replace(
    old: Versioned<Batch>,
    batch: Batch,
    add?: Addition,
  ): Promise<Versioned<Batch> | undefined>;
  /** Newest first; `after`: the id before the page. */
  list(
    owner: string,
    page: { readonly limit: number; readonly after?: string | undefined },
  ): Promise<Batch[]>;
}

/** What the repo needs. */
export interface BatchRepoOptions {
  readonly kv: Deno.Kv;
  readonly runtime: Runtime;
  /** What the commit that ends a batch has to carry with it; undefined: nobody wants to hear of it. */
  readonly announce: (ended: Batch) => Promise<Announcement | undefined>;
}

/** Creates the repo. */
export function createBatchRepo({ kv, runtime, announce }: BatchRepoOptions): BatchRepo {
  const records = createTable<Batch>({
    kv,
    runtime,
    schema: Batch,
    expiresAt: (batch) => batch.keptUntil,
  });

  function write(operation: Deno.AtomicOperation, batch: Batch, old?: Batch): void {
    records.set(operation, KEYS.batch(batch.id), batch);
    const move = { from: old?.dueAt, to: batch.dueAt };
    moveDue(operation, batch.id, move, { index: BATCH_DUE });
  }

  async function load(id: string): Promise<Versioned<Batch> | undefined> {
    return await records.get(KEYS.batch(id));
  }

  return {
    load,

    async insert(batch) {
      const expireIn = Math.max(1, batch.keptUntil - runtime.now());
      const operation = kv.atomic()
        .set(KEYS.ownerBatch(batch.owner, batch.id), EMPTY, { expireIn });
      write(operation, batch);
      await commit(operation, runtime);
    },

    async replace(old, batch, add) {
      const key = KEYS.batch(batch.id);
      const operation = kv.atomic().check({ key, versionstamp: old.versionstamp });
      write(operation, batch, old.value);
      add?.(operation);
      const ends = batch.ended !== undefined && old.value.ended === undefined;
      const announcement = ends ? await announce(batch) : undefined;
      announcement?.add(operation);
      const versionstamp = await commit(operation, runtime);
      if (versionstamp === undefined) return undefined;
      announcement?.committed();
      return { value: batch, versionstamp };
    },

    async list(owner, { limit, after }) {
      const prefix = PREFIXES.ownerBatches(owner);
      const selector = after === undefined
        ? { prefix }
        : { prefix, end: KEYS.ownerBatch(owner, after) };
      const read = () => Array.fromAsync(kv.list(selector, { reverse: true, limit }));
      const ids = (await unlocked(read, runtime)).map(({ key }) => String(key[2]));
      const found = await Promise.all(ids.map(load));
      return found.flatMap((stored) => stored ? [stored.value] : []);
    },
  };
}
