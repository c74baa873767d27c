/**
 * The claim loop: finds what is due, takes its lease, advances it, as many at a time as there are
 * slots; lets go of everything when the process drains.
 *
 * @module
 */

import type { Json } from "../failure.ts";
import { dropDue, type Due } from "../store/due.ts";
import type { Versioned } from "../store/table.ts";
import type { Action } from "./action.ts";
import type { Refused } from "./admission.ts";
import { advance, type AdvanceServices } from "./advance.ts";
import { sayGoodbye } from "./farewell.ts";
import { forecastAll } from "./forecast.ts";
import { hedge } from "./hedge.ts";
import type { Job } from "./job.ts";
import { createLease, type Lease } from "./lease.ts";
import { logBug, logEnd } from "./log.ts";
import { createLookout } from "./lookout.ts";
import { freeOrphans } from "./orphans.ts";
import type { InsertTerms, JobRepo } from "./repo.ts";
import { dueTasks } from "./schedule.ts";
import { assignSeats, returnSeats } from "./seating.ts";
import type { Seating } from "./seats.ts";
import { settledWithin } from "./settled.ts";
import { type Slots, takeUpTo } from "./slots.ts";
import { begin, callUp, type Circumstances, hold } from "./steps.ts";
import type { Waker } from "./waker.ts";
import type { JobNews } from "./watch.ts";

/** Advances jobs in this process. */
export interface Worker {
  /**
   * Stores a new job and takes its first step at once if a slot is free. `taken`: what it depends on
   * has changed, such as a name that is another job's by now, and nothing was stored.
   */
  adopt(job: Job, terms?: InsertTerms): Promise<Job | "draining" | "taken" | Refused>;
  /** Looks after one job, or after all that is due. */
  wake(id?: string): void;
  /** Told that a seat of a provider is free: whoever is first in its line is looked after. */
  seatFreed(provider: string): void;
  /**
   * Told of a job that was ended by a cancel, with the handles that nobody waits for any more.
   * Resolves to how many of their upstreams say that they have stopped.
   */
  cancelled(job: Job, abandoned: ReadonlyMap<number, Json>): Promise<number>;
  /**
   * Works on what is due, and becomes due, for up to `ms`; returns early when nothing is pending.
   * What a cron tick does where instances without traffic would sleep.
   */
  shift(ms: number): Promise<void>;
  /** Frees the leases of dead holders at once; only for a process that knows to be the only one. */
  freeOrphans(): Promise<number>;
  /** Begins to look for due jobs by itself. */
  start(): void;
  /** Stops claiming, waits, hands back what is left; returns how many jobs that was. */
  drain(graceMs: number): Promise<number>;
  /** Jobs held at this moment. */
  readonly held: number;
  readonly draining: boolean;
}

/** What the worker needs. */
export interface WorkerOptions {
  readonly kv: Deno.Kv;
  readonly repo: JobRepo;
  readonly waker: Waker;
  readonly news: JobNews;
  readonly slots: Slots;
  readonly circumstances: () => Circumstances;
  readonly services: Omit<AdvanceServices, "slots" | "withTexts" | "circumstances" | "draining">;
}

/** A job in hand, its actions begun. */
interface Taken extends ReturnType<typeof begin> {
  readonly seatings: ReadonlyMap<number, Seating>;
}

/** Time for aborted calls to return before the process goes. */
const ABORT_MS = 500;

/** Creates the worker; it does nothing before `start`, except for jobs that it adopts. */
export function createWorker(options: WorkerOptions): Worker {
  const { kv, repo, waker, news, slots, circumstances } = options;
  const { runtime } = options.services;
  const instance = runtime.uuid();
  const ready = new Map<string, Due | undefined>();
  const active = new Map<string, Promise<void>>();
  const leases = new Map<string, Lease>();
  /** Jobs that something woke us for while we were not yet done with them. */
  const again = new Set<string>();
  /** Jobs in a provider's line for which a seat may have become free. */
  const called = new Set<string>();
  const stopping = new AbortController();
  const aborting = new AbortController();
  const services: AdvanceServices = {
    ...options.services,
    slots,
    withTexts: repo.withTexts,
    circumstances,
    draining: aborting.signal,
  };
  const lookout = createLookout({
    kv,
    runtime,
    waker,
    signal: stopping.signal,
    found(due) {
      for (const one of due) ready.set(one.id, one);
      pump();
    },
  });
  let claims = 0;

  function committed(job: Job): void {
    news.publish(job);
    if (job.dueAt !== undefined && !job.holder) waker.scheduled(job.dueAt);
    logEnd(runtime, job);
  }

  /** Marks the job as ours and begins actions for as many slots as the caller holds. */
  async function take(job: Job, slotsTaken: number): Promise<Taken> {
    // A job that is out of time begins nothing more.
    const limit = runtime.now() >= job.deadlineAt ? 0 : slotsTaken;
    const indices = dueTasks(job, runtime.now()).slice(0, limit);
    const seatings = await assignSeats(job, indices, services);
    const forecasts = await forecastAll(job, indices, services);
    const now = circumstances();
    const held = hold(job, `${instance}:${++claims}`, now.now);
    return { ...begin(held, { indices, seatings, forecasts }, now), seatings };
  }

  async function adopt(
    job: Job,
    terms: InsertTerms = {},
  ): Promise<Job | "draining" | "taken" | Refused> {
    if (stopping.signal.aborted) return "draining";
    const taken = takeUpTo(slots, job.tasks.length);
    if (taken === 0) return await enqueue(job, terms);
    try {
      const begun = await take(job, taken);
      const stored = await repo.insert(begun.job, terms);
      if (!stored || "refused" in stored) {
        await returnSeats(job, begun.seatings, services);
        for (let slot = 0; slot < taken; slot++) slots.release();
        return stored ?? "taken";
      }
      const used = Math.max(1, begun.actions.size);
      for (let unused = used; unused < taken; unused++) slots.release();
      launch(job.id, () => run(stored, begun.actions));
      return stored.value;
    } catch (error) {
      for (let slot = 0; slot < taken; slot++) slots.release();
      throw error;
    }
  }

  async function enqueue(job: Job, terms: InsertTerms): Promise<Job | "taken" | Refused> {
    const stored = await repo.insert(job, terms);
    if (!stored || "refused" in stored) return stored ?? "taken";
    wake(job.id);
    return stored.value;
  }

  /** Runs in a slot that the caller has taken. */
  function launch(id: string, work: () => Promise<void>): void {
    const done = work()
      .catch((error) => logBug(runtime, { where: "worker", jobId: id }, error))
      .finally(() => {
        active.delete(id);
        leases.delete(id);
        slots.release();
        if (again.delete(id)) ready.set(id, undefined);
        pump();
      });
    active.set(id, done);
  }

  async function run(
    stored: Versioned<Job>,
    actions: ReadonlyMap<number, Action>,
  ): Promise<void> {
    const lease = createLease(stored, { repo, now: runtime.now, committed });
    leases.set(stored.value.id, lease);
    await advance(lease, actions, services);
    if (lease.lost.aborted) runtime.log({ event: "lease_lost", jobId: stored.value.id });
  }

  async function claim(id: string, due: Due | undefined): Promise<void> {
    const stored = await repo.load(id);
    const dueAt = stored?.value.dueAt;
    // An entry moves with its record: one without is left over from a record that is gone.
    if (due && dueAt === undefined) await dropDue(kv, due, runtime);
    const isCalled = called.delete(id) && !stored?.value.holder;
    if (!stored || dueAt === undefined || (dueAt > runtime.now() && !isCalled)) return;
    const now = runtime.now();
    const found = hedge(isCalled ? callUp(stored.value, now) : stored.value, now);
    const wanted = dueTasks(found, now).length;
    const held = await takeLease(stored, found, takeUpTo(slots, wanted - 1));
    if (!held) return;
    news.publish(held.stored.value);
    await run(held.stored, held.actions);
  }

  /** In the slot that the caller has, and `extra` ones, of which those not needed are given back. */
  async function takeLease(
    stored: Versioned<Job>,
    found: Job,
    extra: number,
  ): Promise<{ stored: Versioned<Job>; actions: ReadonlyMap<number, Action> } | undefined> {
    let used = 1;
    try {
      const { job, actions, seatings } = await take(found, 1 + extra);
      const next = { ...job, revision: job.revision + 1, updatedAt: runtime.now() };
      const held = await repo.replace(stored, next);
      if (held) used = Math.max(1, actions.size);
      else await returnSeats(found, seatings, services);
      return held && { stored: held, actions };
    } finally {
      for (let unused = used; unused < 1 + extra; unused++) slots.release();
    }
  }

  async function callNext(provider: string): Promise<void> {
    for (const id of await services.seats.next(provider)) {
      called.add(id);
      wake(id);
    }
  }

  function pump(): void {
    while (ready.size > 0 && !stopping.signal.aborted && slots.tryTake()) {
      const [[id, due] = ["", undefined]] = ready;
      ready.delete(id);
      if (active.has(id)) {
        again.add(id);
        slots.release();
      } else launch(id, () => claim(id, due));
    }
    if (ready.size === 0) lookout.lookForMore();
  }

  function wake(id?: string): void {
    if (stopping.signal.aborted) return;
    if (id === undefined) return lookout.look();
    if (!ready.has(id)) ready.set(id, undefined);
    pump();
  }

  async function drain(graceMs: number): Promise<number> {
    stopping.abort();
    waker.stop();
    ready.clear();
    await settledWithin(graceMs, active.values(), runtime);
    const left = active.size;
    aborting.abort();
    await settledWithin(ABORT_MS, active.values(), runtime);
    await lookout.idle();
    news.close();
    return left;
  }

  return {
    adopt,
    wake,
    shift: lookout.shift,
    freeOrphans: () => freeOrphans({ kv, repo, runtime, isOurs: (id) => active.has(id) }),
    drain,

    seatFreed(provider) {
      if (stopping.signal.aborted) return;
      callNext(provider).catch((error) => logBug(runtime, { where: "worker" }, error));
    },

    async cancelled(job, abandoned) {
      committed(job);
      await leases.get(job.id)?.verify();
      const farewells = [...abandoned].map(([index, handle]) =>
        sayGoodbye(job, index, handle, services)
      );
      return (await Promise.all(farewells)).filter((hasStopped) => hasStopped).length;
    },

    start() {
      waker.start(wake);
      void lookout.patrol();
    },

    get held() {
      return active.size;
    },

    get draining() {
      return stopping.signal.aborted;
    },
  };
}
