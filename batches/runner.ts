/**
 * Works on what is due: takes a batch's lease and runs it, a few batches at a time, until the process
 * drains.
 *
 * @module
 */

import { OVER } from "../follow.ts";
import type { Files } from "../files/files.ts";
import type { Engine } from "../jobs/engine.ts";
import { logBug } from "../jobs/log.ts";
import { createLookout } from "../jobs/lookout.ts";
import { createTimerWaker } from "../jobs/timer_waker.ts";
import type { Runtime } from "../runtime.ts";
import { dropDue, type Due, listDue } from "../store/due.ts";
import { type Batch, hasEnded, hold, LEASE_MS, release, requestCancel } from "./batch.ts";
import { BATCH_DUE, type BatchRepo } from "./batch_repo.ts";
import type { Press } from "./press.ts";
import { type Run, runBatch } from "./run.ts";

/** What a request to cancel came to. */
export type Cancelling =
  | { readonly kind: "cancelling"; readonly batch: Batch }
  | { readonly kind: "too_late"; readonly batch: Batch }
  | { readonly kind: "none" };

/** Runs batches in this process. */
export interface BatchRunner {
  /** Begins to work, and to look for due batches by itself. Before that it does nothing. */
  start(press: Press): void;
  /** Looks after a batch that has just been committed. */
  wake(): void;
  /** Asks whoever works on a batch to stop. */
  cancel(id: string, owner: string): Promise<Cancelling>;
  /** Works on what is due, and becomes due, for up to `ms`; returns early when nothing is pending. */
  shift(ms: number): Promise<void>;
  /** Frees the leases of dead holders at once; only for a process that knows to be the only one. */
  freeOrphans(): Promise<number>;
  /** Takes no more and hands back what is left, with what has come of it. */
  drain(): Promise<void>;
  /** Batches held at this moment. */
  readonly held: number;
}

/** What the runner needs. */
export interface BatchRunnerOptions {
  readonly kv: Deno.Kv;
  readonly runtime: Runtime;
  readonly repo: BatchRepo;
  readonly files: Files;
  readonly engine: Engine;
  /** Requests under way at a time, of all batches of this process together. */
  readonly concurrency: number;
  readonly jobTtlMs: number;
}

/** Batches at the same time; others wait in the due index. */
const MAX_RUNS = 8;

/** More batches than a database file will ever hold. */
const ALL_ROWS = 1_000_000_000;

/** Creates the runner. */
export function createBatchRunner(options: BatchRunnerOptions): BatchRunner {
  const { kv, runtime, repo, concurrency } = options;
  const instance = runtime.uuid();
  const waker = createTimerWaker(runtime);
  const active = new Map<string, Promise<void>>();
  const runs = new Map<string, Run>();
  const stopping = new AbortController();
  const lookout = createLookout({
    kv,
    runtime,
    index: BATCH_DUE,
    waker,
    signal: stopping.signal,
    found(due) {
      for (const one of due) launch(one);
    },
  });
  let press: Press | undefined;
  let claims = 0;

  /** Fair among those that run here. */
  function share(): number {
    return Math.max(1, Math.floor(concurrency / Math.max(1, runs.size)));
  }

  function launch(due: Due): void {
    if (stopping.signal.aborted || press === undefined || active.has(due.id)) return;
    if (active.size >= Math.min(MAX_RUNS, concurrency)) return;
    const done = claim(due, press)
      .catch((error) => logBug(runtime, { where: "batches" }, error))
      .finally(() => {
        active.delete(due.id);
        runs.delete(due.id);
        if (!stopping.signal.aborted) lookout.look();
      });
    active.set(due.id, done);
  }

  async function claim(due: Due, press: Press): Promise<void> {
    const { id } = due;
    const stored = await repo.load(id);
    const dueAt = stored?.value.dueAt;
    // An entry moves with its record: one without is left over from a record that is gone.
    if (dueAt === undefined) await dropDue(kv, due, runtime, { index: BATCH_DUE });
    const now = runtime.now();
    if (!stored || dueAt === undefined || dueAt > now) return;
    const held = await repo.replace(stored, hold(stored.value, `${instance}:${++claims}`, now));
    if (!held) return;
    const run = runBatch(held, { ...options, press, share, draining: stopping.signal });
    runs.set(id, run);
    await run.done;
  }

  return {
    wake: lookout.look,
    shift: lookout.shift,

    start(given) {
      press = given;
      waker.start(() => lookout.look());
      void lookout.patrol();
    },

    async cancel(id, owner) {
      for (;;) {
        const stored = await repo.load(id);
        if (stored?.value.owner !== owner) return { kind: "none" };
        const next = requestCancel(stored.value, runtime.now());
        if (next === undefined) return { kind: "too_late", batch: stored.value };
        if (next !== stored.value && !await repo.replace(stored, next)) continue;
        runs.get(id)?.look();
        lookout.look();
        return { kind: "cancelling", batch: next };
      }
    },

    async freeOrphans() {
      const now = runtime.now();
      const page = { index: BATCH_DUE, limit: ALL_ROWS };
      let freed = 0;
      for (const { id } of await listDue(kv, now + LEASE_MS, runtime, page)) {
        const stored = active.has(id) ? undefined : await repo.load(id);
        if (!stored?.value.holder || hasEnded(stored.value)) continue;
        if (await repo.replace(stored, release(stored.value, now))) freed++;
      }
      return freed;
    },

    async drain() {
      stopping.abort(OVER);
      waker.stop();
      await Promise.all(active.values());
      await lookout.idle();
    },

    get held() {
      return active.size;
    },
  };
}
