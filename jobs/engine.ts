/**
 * The job engine: accepts requests, claims what is due, advances it, wakes who waits for it.
 *
 * @module
 */

import { type Failure, failure } from "../failure.ts";
import { AUTO, type Registry, type RouteChoice, unknownModel } from "../providers/registry.ts";
import type { Runtime } from "../runtime.ts";
import type { Blobs } from "../store/blobs.ts";
import type { Admission, Admit, Allowance } from "./admission.ts";
import { copyInputs } from "./copy_inputs.ts";
import { type HealthBook, restsNow } from "./health.ts";
import { EVERYBODY, type Job } from "./job.ts";
import type { Joins } from "./joins.ts";
import type { Line } from "./line.ts";
import { logAccepted } from "./log.ts";
import { newJob } from "./new_job.ts";
import { lookAhead, type Outlook } from "./outlook.ts";
import { plan, type Planning } from "./plan.ts";
import type { InsertTerms, JobRepo, ListOptions, ListPage } from "./repo.ts";
import { removeJob } from "./removal.ts";
import type { Acceptance, Order } from "./order.ts";
import { bookAll, type Circumstances, settle } from "./steps.ts";
import type { TimingBook } from "./timing_book.ts";
import type { JobNews } from "./watch.ts";
import type { Worker } from "./worker.ts";

/** What would become of an order, and what it would probably take. */
export type Preview = Planning & {
  readonly outlook: Outlook;
  /** Those of the order, and of whoever admitted it. */
  readonly warnings: readonly string[];
};

/** What a cancel came to. */
export interface Cancellation {
  readonly job: Job;
  /**
   * `never_started`: no upstream had been asked. `stopped`: every upstream that was at work says that
   * it has stopped. `left`: nobody waits for it any more, but an upstream may finish it, and charge
   * for it. `too_late`: the job had ended before.
   */
  readonly outcome: "never_started" | "stopped" | "left" | "too_late";
}

/** What the HTTP side sees of the engine. */
export interface Engine {
  /**
   * Plans the request and commits the job before anything is sent anywhere; the first step is
   * taken in the background at once.
   */
  accept(order: Order): Promise<Acceptance>;
  /** What `accept` would do, without doing it, and what it would probably take. */
  plan(order: Order): Promise<Preview>;
  /**
   * The job, with its full texts; nudges it when it is due. Undefined: no such job of this owner,
   * who may be {@linkcode EVERYBODY}, here and in `list`.
   */
  find(id: string, owner: string): Promise<Job | undefined>;
  /** The job that a caller has under an idempotency key; undefined: none, or none any more. */
  named(key: string, owner: string): Promise<Job | undefined>;
  /** One page of a caller's jobs, newest first, without their full texts. */
  list(owner: string, options: ListOptions): Promise<ListPage>;
  /**
   * The job as it is now and after each change seen, until it has ended, the signal aborts or the
   * process drains. A watcher that goes away changes nothing for the job.
   */
  watch(id: string, signal: AbortSignal): AsyncIterable<Job>;
  /**
   * Tells of each change of an owner's jobs that this process makes; what others make is found by
   * listing. Gives what ends it.
   */
  follow(owner: string, tell: (job: Job) => void): () => void;
  /**
   * Ends what has not ended yet, and waits a moment for what the upstreams say to it. Undefined when
   * there is no such job of this owner.
   */
  cancel(id: string, owner: string): Promise<Cancellation | undefined>;
  /**
   * Cancels a job and forgets it with every byte that belongs to it; false when there is no such job
   * of this owner.
   */
  remove(id: string, owner: string): Promise<boolean>;
  /**
   * Told that a caller goes without an answer that settles the matter: for a while, the same request
   * finds this job.
   */
  expectRepeat(job: Job): Promise<void>;
  /** Told that such a caller has the pictures now. */
  forgetRepeat(job: Job): Promise<void>;
  /** The order for the same request once more, its inputs copied; undefined: no such job. */
  again(id: string, owner: string): Promise<Order | undefined>;
}

/** What the engine is made of. */
export interface EngineOptions {
  /** Asked about every order. Absent: all are welcome. */
  readonly admit?: Admit;
  /** Told of an order that is answered with the pictures of a job that is there already. */
  readonly hit?: (job: Job, owner: string) => Promise<void>;
  readonly repo: JobRepo;
  readonly worker: Worker;
  readonly news: JobNews;
  readonly registry: Registry;
  readonly runtime: Runtime;
  readonly blobs: Blobs;
  readonly joins: Joins;
  readonly health: HealthBook;
  readonly timing: TimingBook;
  readonly line: Line;
  readonly circumstances: () => Circumstances;
  /** How long a job may take from acceptance to its end. */
  readonly jobTimeoutMs: number;
  /** How long a job is kept after the latest time at which it can end. */
  readonly ttlMs: number;
  /** Whether the log says what pictures are to show. */
  readonly logPrompts: boolean;
}

/** Creates the engine. */
export function createEngine(options: EngineOptions): Engine {
  const { repo, worker, news, registry, runtime, health, circumstances } = options;

  async function load(id: string, owner: string) {
    const stored = await repo.load(id);
    return owner === EVERYBODY || stored?.value.owner === owner ? stored : undefined;
  }

  async function admit(order: Order): Promise<Admission> {
    return await options.admit?.(order) ?? { ok: true, order };
  }

  async function planFor({ request }: Order): Promise<Planning> {
    const model = registry.model(request.model);
    if (!model) return { ok: false, failure: unknownModel(request.model, registry) };
    const resting = model.id === AUTO ? await health.resting() : [];
    const { now, random } = circumstances();
    const isResting = (route: RouteChoice) => restsNow(route, resting);
    return plan(request, model, { now, random, isResting });
  }

  async function begin(order: Order, terms: InsertTerms): Promise<Acceptance | "taken"> {
    const refused = await terms.allowance?.look();
    if (refused) return { ok: false, failure: refused };
    const planning = await planFor(order);
    if (!planning.ok) return planning;
    const job = await worker.adopt(newJob(order, planning.plan, options), terms);
    if (job === "taken") return job;
    if (job === "draining") return { ok: false, failure: draining() };
    if ("refused" in job) return { ok: false, failure: job.refused };
    logAccepted(runtime, { id: job.id, request: order.request }, options);
    return { ok: true, job };
  }

  /** Finds the job that an order has already, or makes one. */
  async function findOrBegin(order: Order, allowance?: Allowance): Promise<Acceptance> {
    const { identity } = order;
    for (;;) {
      const found = identity && await options.joins.find({ ...order, identity });
      if (found?.kind === "conflict") return { ok: false, failure: found.failure };
      if (found?.kind === "job") {
        if (found.by === "cache") {
          const refused = await allowance?.count();
          if (refused) return { ok: false, failure: refused };
          await options.hit?.(found.job, order.owner);
        }
        return { ok: true, job: await repo.withTexts(found.job), joinedBy: found.by };
      }
      const accepted = await begin(order, { claims: found?.claims ?? [], allowance });
      if (accepted !== "taken") return accepted;
    }
  }

  return {
    async plan(given) {
      const admission = await admit(given);
      if (!admission.ok) return { ...admission, outlook: {}, warnings: given.warnings };
      const { order } = admission;
      const { warnings } = order;
      const planning = await planFor(order);
      if (!planning.ok) return { ...planning, outlook: {}, warnings };
      const outlook = await lookAhead(planning.plan, order.request, options);
      return { ...planning, outlook, warnings };
    },

    async accept(given) {
      const admission = await admit(given);
      if (!admission.ok) return admission;
      const { order, allowance } = admission;
      const accepted = await findOrBegin(order, allowance);
      return allowance ? { ...accepted, standing: allowance.standing } : accepted;
    },

    async find(id, owner) {
      const stored = await load(id, owner);
      if (!stored) return undefined;
      const { dueAt } = stored.value;
      if (dueAt !== undefined && dueAt <= runtime.now()) worker.wake(id);
      return await repo.withTexts(stored.value);
    },

    named: options.joins.named,

    list: repo.list,

    watch: news.watch,

    follow: (owner, tell) =>
      news.follow((job) => {
        if (job.owner === owner) tell(job);
      }),

    cancel,

    async remove(id, owner) {
      for (;;) {
        if (!await cancel(id, owner)) return false;
        const stored = await load(id, owner);
        if (!stored || await removeJob(stored, options)) return stored !== undefined;
      }
    },

    expectRepeat: async (job) => await options.joins.expectRepeat(await repo.withTexts(job)),
    forgetRepeat: async (job) => await options.joins.forgetRepeat(await repo.withTexts(job)),

    async again(id, owner) {
      const stored = await load(id, owner);
      if (!stored) return undefined;
      const job = await repo.withTexts(stored.value);
      const { request, priority, metadata, dialect, webhook, store } = job;
      const expiresAt = runtime.now() + options.jobTimeoutMs + options.ttlMs;
      return {
        request: await copyInputs(request, { blobs: options.blobs, expiresAt }),
        owner,
        priority,
        warnings: [],
        ...(metadata === undefined ? {} : { metadata }),
        ...(dialect === undefined ? {} : { dialect }),
        ...(webhook === undefined ? {} : { webhook }),
        ...(store === false ? { store } : {}),
      };
    },
  };

  async function cancel(id: string, owner: string): Promise<Cancellation | undefined> {
    for (;;) {
      const stored = await load(id, owner);
      if (!stored) return undefined;
      if (stored.value.endedAt !== undefined) return { job: stored.value, outcome: "too_late" };
      const now = circumstances();
      const { job, abandoned } = bookAll(stored.value, { type: "cancel_requested" }, now);
      const cancelled = await repo.replace(stored, {
        ...settle(job, false, now),
        cancelRequestedAt: now.now,
        revision: job.revision + 1,
        updatedAt: now.now,
      });
      if (!cancelled) continue;
      const stopped = await worker.cancelled(cancelled.value, abandoned);
      return { job: cancelled.value, outcome: outcomeOf(stored.value, stopped) };
    }
  }
}

/** @param stopped how many upstreams say that they have stopped */
function outcomeOf({ tasks }: Job, stopped: number): Cancellation["outcome"] {
  const atWork = tasks.filter(({ state }) =>
    state.status === "submitting" || state.status === "waiting"
  );
  const isMade = tasks.some(({ state }) => state.status === "saving" || state.status === "done");
  if (atWork.length === 0 && !isMade) return "never_started";
  return stopped === atWork.length && !isMade ? "stopped" : "left";
}

function draining(): Failure {
  return failure("draining", "The server is shutting down: nothing was started, try again", {
    retryAfterMs: 1_000,
  });
}
