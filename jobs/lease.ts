/**
 * One job's lease in the hands of this process: its commits, one after another, each fenced.
 *
 * @module
 */

import { OVER } from "../follow.ts";
import type { Versioned } from "../store/table.ts";
import type { Job } from "./job.ts";
import type { JobRepo } from "./repo.ts";

/** The right to advance a job, until it is lost or let go. */
export interface Lease {
  /** The job as this holder last committed or found it. */
  readonly job: Job;
  /** Aborts when the lease is lost: another holder took over, or the job was ended by a cancel. */
  readonly lost: AbortSignal;
  /**
   * Commits a change after all changes before it; `change` must be pure, because it is applied
   * again when another request (a cancel) changed the record under our lease. Returning the job
   * unchanged commits nothing. False: the lease is lost and nothing was written.
   */
  update(change: (job: Job) => Job): Promise<boolean>;
  /** Looks whether the lease is still ours, for those who know of a change. */
  verify(): Promise<void>;
}

/** What a lease needs. */
export interface LeaseOptions {
  readonly repo: JobRepo;
  readonly now: () => number;
  readonly committed: (job: Job) => void;
}

/** Takes charge of a job whose stored version names this holder. */
export function createLease(
  held: Versioned<Job>,
  { repo, now, committed }: LeaseOptions,
): Lease {
  const { holder } = held.value;
  const lost = new AbortController();
  let newest = held;
  let turn: Promise<unknown> = Promise.resolve();

  async function write(change: (job: Job) => Job): Promise<boolean> {
    while (!lost.signal.aborted) {
      const changed = change(newest.value);
      if (changed === newest.value) return true;
      const job = { ...changed, revision: newest.value.revision + 1, updatedAt: now() };
      const stored = await repo.replace(newest, job);
      if (stored) {
        newest = stored;
        committed(job);
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
  }

  function inTurn<T>(write: () => Promise<T>): Promise<T> {
    const written = turn.then(write);
    turn = written.catch(() => undefined);
    return written;
  }

  return {
    get job() {
      return newest.value;
    },
    lost: lost.signal,
    update: (change) => inTurn(() => write(change)),
    verify: () => inTurn(reload),
  };
}
