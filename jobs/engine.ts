/**
 * The job engine: accepts requests, claims what is due, advances it, wakes who waits for it.
 *
 * @module
 */

import { type Failure, failure, type Json } from "../failure.ts";
import type { ImageRequest } from "../images/request.ts";
import { SOLE_ACCOUNT } from "../providers/provider.ts";
import { AUTO, type Registry, unknownModel } from "../providers/registry.ts";
import type { Runtime } from "../runtime.ts";
import { randomBlobId } from "../store/blobs.ts";
import type { HealthBook } from "./health.ts";
import type { Job } from "./job.ts";
import type { Line } from "./line.ts";
import { lookAhead, type Outlook } from "./outlook.ts";
import { type Plan, plan, type Planning } from "./plan.ts";
import type { JobRepo } from "./repo.ts";
import { bookAll, type Circumstances, settle } from "./steps.ts";
import type { TimingBook } from "./timing_book.ts";
import type { JobNews } from "./watch.ts";
import type { Worker } from "./worker.ts";

/** A request on its way in. */
export interface Order {
  readonly request: ImageRequest;
  /** Whose job it will be. */
  readonly owner: string;
  /** What the door already mapped or dropped, in words for the caller. */
  readonly warnings: readonly string[];
  /** -10 to 10; higher goes first where there is a line. @default {0} */
  readonly priority?: number;
  /** Kept with the job for an answer in the caller's dialect; at most a few kilobytes. */
  readonly dialect?: Json;
  /** Where to tell of the end; `base`: our address as the caller sees it. */
  readonly webhook?: { readonly url: string; readonly base?: string };
}

/** Accepted with a durable job, or refused with nothing started. */
export type Acceptance =
  | { readonly ok: true; readonly job: Job }
  | { readonly ok: false; readonly failure: Failure };

/** One page of a caller's jobs, newest first. */
export interface JobPage {
  readonly jobs: readonly Job[];
  readonly hasMore: boolean;
}

/** What the HTTP side sees of the engine. */
export interface Engine {
  /**
   * Plans the request and commits the job before anything is sent anywhere; the first step is
   * taken in the background at once.
   */
  accept(order: Order): Promise<Acceptance>;
  /** What `accept` would do, without doing it, and what it would probably take. */
  plan(order: Order): Promise<Planning & { readonly outlook: Outlook }>;
  /** The job, with its full texts; nudges it when it is due. Undefined: no such job of this owner. */
  find(id: string, owner: string): Promise<Job | undefined>;
  list(owner: string, options: { limit: number; after?: string }): Promise<JobPage>;
  /**
   * The job as it is now and after each change seen, until it has ended, the signal aborts or the
   * process drains. A watcher that goes away changes nothing for the job.
   */
  watch(id: string, signal: AbortSignal): AsyncIterable<Job>;
  /** Ends what has not ended yet; undefined when there is no such job of this owner. */
  cancel(id: string, owner: string): Promise<Job | undefined>;
}

/** What the engine is made of. */
export interface EngineOptions {
  readonly repo: JobRepo;
  readonly worker: Worker;
  readonly news: JobNews;
  readonly registry: Registry;
  readonly runtime: Runtime;
  readonly health: HealthBook;
  readonly timing: TimingBook;
  readonly line: Line;
  readonly circumstances: () => Circumstances;
  /** How long a job may take from acceptance to its end. */
  readonly jobTimeoutMs: number;
  /** How long a job is kept after the latest time at which it can end. */
  readonly ttlMs: number;
}

/** Creates the engine. */
export function createEngine(options: EngineOptions): Engine {
  const { repo, worker, news, registry, runtime, health, circumstances } = options;

  async function load(id: string, owner: string) {
    const stored = await repo.load(id);
    return stored?.value.owner === owner ? stored : undefined;
  }

  async function planFor({ request }: Order): Promise<Planning> {
    const model = registry.model(request.model);
    if (!model) return { ok: false, failure: unknownModel(request.model, registry) };
    const resting = model.id === AUTO ? await restingProviders() : new Set();
    const { now, random } = circumstances();
    return plan(request, model, { now, random, isResting: (id) => resting.has(id) });
  }

  /** Providers all of whose accounts are left alone for now. */
  async function restingProviders(): Promise<ReadonlySet<string>> {
    const byProvider = Map.groupBy(await health.resting(), ({ provider }) => provider);
    const all = [...byProvider].filter(([id, resting]) =>
      resting.length >= (registry.provider(id)?.accounts ?? [SOLE_ACCOUNT]).length
    );
    return new Set(all.map(([id]) => id));
  }

  function newJob(order: Order, planned: Plan): Job {
    const { request, owner, warnings, priority = 0, dialect, webhook } = order;
    const now = runtime.now();
    const deadlineAt = now + options.jobTimeoutMs;
    return {
      v: 1,
      id: `job_${runtime.uuid()}`,
      owner,
      secret: randomBlobId(),
      priority,
      revision: 0,
      createdAt: now,
      updatedAt: now,
      deadlineAt,
      expiresAt: deadlineAt + options.ttlMs,
      request,
      routes: [...planned.routes],
      ...(planned.hedgeAfter === undefined ? {} : { hedgeAfter: planned.hedgeAfter }),
      tasks: [...planned.tasks],
      warnings: [...warnings, ...planned.warnings],
      ...(dialect === undefined ? {} : { dialect }),
      ...(webhook === undefined ? {} : { webhook }),
      dueAt: now,
    };
  }

  return {
    async plan(order) {
      const planning = await planFor(order);
      if (!planning.ok) return { ...planning, outlook: {} };
      return { ...planning, outlook: await lookAhead(planning.plan, order.request, options) };
    },

    async accept(order) {
      const planning = await planFor(order);
      if (!planning.ok) return planning;
      const job = await worker.adopt(newJob(order, planning.plan));
      return job ? { ok: true, job } : { ok: false, failure: draining() };
    },

    async find(id, owner) {
      const stored = await load(id, owner);
      if (!stored) return undefined;
      const { dueAt } = stored.value;
      if (dueAt !== undefined && dueAt <= runtime.now()) worker.wake(id);
      return await repo.withTexts(stored.value);
    },

    async list(owner, { limit, after }) {
      const page = { limit: limit + 1, ...(after === undefined ? {} : { after }) };
      const jobs = await repo.list(owner, page);
      return { jobs: jobs.slice(0, limit), hasMore: jobs.length > limit };
    },

    watch: news.watch,

    async cancel(id, owner) {
      for (;;) {
        const stored = await load(id, owner);
        if (!stored || stored.value.endedAt !== undefined) return stored?.value;
        const now = circumstances();
        const { job, abandoned } = bookAll(stored.value, { type: "cancel_requested" }, now);
        const cancelled = await repo.replace(stored, {
          ...settle(job, false, now),
          cancelRequestedAt: now.now,
          revision: job.revision + 1,
          updatedAt: now.now,
        });
        if (!cancelled) continue;
        await worker.cancelled(cancelled.value, abandoned);
        return cancelled.value;
      }
    },
  };
}

function draining(): Failure {
  return failure("draining", "The server is shutting down: nothing was started, try again", {
    retryAfterMs: 1_000,
  });
}
