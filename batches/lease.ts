/**
 * One batch's lease in the hands of this process: its commits, one after another, each fenced.
 *
 * @module
 */

import { OVER } from "../follow.ts";
import type { Versioned } from "../store/table.ts";
import { type Batch, hold } from "./batch.ts";
import type { Addition, BatchRepo } from "./batch_repo.ts";

/** The right to work on a batch, until it is lost or let go. */
export interface Lease {
  /** The batch as this holder last committed or found it. */
  readonly batch: Batch;
  /** Aborts when another holder took over. */
  readonly lost: AbortSignal;
  /**
   * Commits a change after all changes before it, and with it that the lease goes on unless the
   * change ends it. `change` must be pure: it is applied again when a cancel changed the record.
   * False: the lease is lost and nothing was written.
   */
  update(
    change: (batch: Batch) => Batch,
    add?: (before: Batch) => Addition,
  ): Promise<boolean>;
}

/** What a lease needs. */
export interface LeaseOptions {
  readonly repo: BatchRepo;
  readonly now: () => number;
  /** Told of every version that is found or written. */
  readonly changed: (batch: Batch) => void;
}

/** Takes charge of a batch whose stored version names this holder. */
export function createLease(held: Versioned<Batch>, options: LeaseOptions): Lease {
  const { repo, now, changed } = options;
  const { holder = "" } = held.value;
  const lost = new AbortController();
  let newest = held;
  let turn: Promise<unknown> = Promise.resolve();

  async function write(
    change: (batch: Batch) => Batch,
    add?: (before: Batch) => Addition,
  ): Promise<boolean> {
    // One that was let go of is no longer ours to write.
    while (!lost.signal.aborted && newest.value.holder === holder) {
      const next = change(newest.value);
      const kept = next.holder === undefined ? next : hold(next, holder, now());
      const stored = await repo.replace(newest, kept, add?.(newest.value));
      if (stored) {
        newest = stored;
        changed(kept);
        return true;
      }
      await reload();
    }
    return false;
  }

  async function reload(): Promise<void> {
    const fresh = await repo.load(newest.value.id);
    if (fresh) newest = fresh;
    if (fresh?.value.holder !== holder) lost.abort(OVER);
    changed(newest.value);
  }

  return {
    get batch() {
      return newest.value;
    },
    lost: lost.signal,
    update(change, add) {
      const written = turn.then(() => write(change, add));
      turn = written.catch(() => undefined);
      return written;
    },
  };
}
