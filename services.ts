/**
 * Puts the program together from a configuration, a database and the world; starts nothing.
 *
 * @module
 */

import { loadRules } from "./access/load_rules.ts";
import { type Access, createAccess } from "./access/access.ts";
import { createBatches } from "./batches/batches.ts";
import type { Config } from "./config.ts";
import { createFiles } from "./files/files.ts";
import { createHooks } from "./hooks/hooks.ts";
import { createRaster, type Raster } from "./images/raster.ts";
import { createCallbacks } from "./jobs/callbacks.ts";
import { createCensus } from "./jobs/census.ts";
import { createEngine } from "./jobs/engine.ts";
import { createQueueWaker, supportsQueues } from "./jobs/queue_waker.ts";
import { createHealthBook, type HealthBook } from "./jobs/health.ts";
import { createJoins } from "./jobs/joins.ts";
import { createLine } from "./jobs/line.ts";
import { createJobRepo, type JobRepo } from "./jobs/repo.ts";
import { logBug } from "./jobs/log.ts";
import { createSeats } from "./jobs/seats.ts";
import { createSlots } from "./jobs/slots.ts";
import type { Circumstances } from "./jobs/steps.ts";
import { createTeller } from "./jobs/teller.ts";
import { createTimingBook } from "./jobs/timing_book.ts";
import { createTimerWaker } from "./jobs/timer_waker.ts";
import type { Waker } from "./jobs/waker.ts";
import { createJobNews } from "./jobs/watch.ts";
import { createWorker, type Worker } from "./jobs/worker.ts";
import { createOutside, type Outside } from "./net/guard.ts";
import { type CallContext, type Provider, SOLE_ACCOUNT } from "./providers/provider.ts";
import { createRegistry, namesOf } from "./providers/registry.ts";
import type { Readiness, Services } from "./routes/context.ts";
import { jobEvent } from "./routes/job_event.ts";
import type { Runtime } from "./runtime.ts";
import { createStats } from "./stats/stats.ts";
import type { Blobs } from "./store/blobs.ts";
import { createPreferences } from "./store/preferences.ts";
import { createSessions } from "./store/sessions.ts";
import { createStartedJobs } from "./store/started.ts";
import { createDownloader } from "./services/downloader.ts";
import { configuredProviders } from "./services/providers.ts";
import { openBlobs } from "./store/open_blobs.ts";

/** What the program is made from. */
export interface Ingredients {
  readonly config: Config;
  readonly kv: Deno.Kv;
  readonly runtime: Runtime;
  /** Absent: those that the configuration switches on. */
  readonly providers?: (raster: Raster) => readonly Provider[];
}

/** The program, ready to be started and served. */
export interface Darkroom {
  readonly services: Services;
  readonly worker: Worker;
  readonly waker: Waker["name"];
  /** Asks the upstreams which models they offer now; gives up after a while. */
  refreshModels(): Promise<void>;
  /** Removes days from the ledger that are older than it keeps them. */
  pruneUsage(): Promise<void>;
  /** Removes what crashed writers or time left in the blob store. */
  sweepBlobs(): Promise<void>;
  /** Stops working and hands back what is left; the database stays open. */
  close(graceMs: number): Promise<number>;
}

/** Time for all upstreams to list their models. */
const LISTING_MS = 10_000;

/** Puts everything together. */
export async function createDarkroom(ingredients: Ingredients): Promise<Darkroom> {
  const { config, kv, runtime } = ingredients;
  const raster = createRaster();
  const providers = ingredients.providers?.(raster) ?? configuredProviders(config, raster);
  const { defaultModel, modelRoutes: routes, modelPrices: prices } = config;
  const registry = createRegistry({ providers, defaultModel, routes, prices });
  const { blobStore: store, jobTtlMs: minLifeMs } = config;
  const blobs = await openBlobs({ store, kv, runtime, minLifeMs });
  const waker = await chooseWaker(config.waker, kv, runtime);
  const circumstances = (): Circumstances => ({
    now: runtime.now(),
    random: runtime.random(),
    registry,
    maxTries: config.maxTries,
    ...(config.onUnknownSubmit ? { onUnknownSubmit: config.onUnknownSubmit } : {}),
  });
  const { allowPrivateNetwork: allowPrivate, webhookSecret: secret, publicUrl } = config;
  const outlet = runtime.openOutlet();
  const { resolve, fetch: direct } = runtime;
  const outsideWith = (trustedOrigins: readonly string[]): Outside =>
    createOutside({ resolve, trustedOrigins, allowPrivate, direct, outlet: outlet.fetch });
  const outside = outsideWith([]);
  const hooks = createHooks({
    kv,
    runtime,
    outside,
    ...(secret === undefined ? {} : { secret }),
  });
  const load = async (id: string) => (await repo.load(id))?.value;
  const joins = createJoins({ kv, runtime, load });
  const stats = createStats({ kv, runtime });
  const tell = createTeller({ registry, note: stats.note });
  const access = createAccess({
    ...config.access,
    rules: await loadRules(config.access.contentRules),
    kv,
    runtime,
    namesOf: (model) => namesOf(registry.model(model) ?? { id: model }),
    ...(config.masterKey === undefined ? {} : { masterKey: config.masterKey }),
  });
  const repo: JobRepo = createJobRepo({
    kv,
    blobs,
    runtime,
    joins,
    settle: access.accounts.settle,
    record: access.ledger.add,
    seatFreed: (provider) => worker.seatFreed(provider),
    announce: (job) => hooks.outbox.prepare(jobEvent(job, publicUrl)),
    committed: tell.committed,
    ...(waker.attach ? { attach: waker.attach } : {}),
  });
  const health = createHealthBook(kv, runtime);
  const line = createLine(kv, runtime);
  const timing = createTimingBook(kv, runtime);
  const seats = createSeats({ kv, runtime, line, health, load });
  const news = createJobNews({ runtime, load });
  const worker: Worker = createWorker({
    kv,
    repo,
    waker,
    news,
    slots: createSlots(config.maxSteps),
    circumstances,
    services: {
      registry,
      blobs,
      raster,
      runtime,
      seats,
      health,
      timing,
      download: createDownloader(providers, outsideWith),
      ...(publicUrl?.startsWith("https:") ? { callbackBase: publicUrl } : {}),
    },
  });
  const { jobTimeoutMs, jobTtlMs: ttlMs } = config;
  const engine = tell.hearing(createEngine({
    admit: access.admit,
    hit: access.ledger.hit,
    repo,
    worker,
    news,
    registry,
    runtime,
    blobs,
    joins,
    health,
    timing,
    line,
    circumstances,
    jobTimeoutMs,
    ttlMs,
    logPrompts: config.logPrompts,
  }));
  const files = createFiles({ kv, blobs, runtime });
  const { outbox } = hooks;
  const concurrency = config.batchConcurrency;
  const batches = createBatches({
    kv,
    runtime,
    files,
    engine,
    outbox,
    concurrency,
    jobTtlMs: ttlMs,
  });
  const closing = new AbortController();
  return {
    services: {
      config,
      runtime,
      access,
      engine,
      hooks,
      blobs,
      files,
      batches,
      callbacks: createCallbacks({ repo, registry, runtime, wake: worker.wake }),
      outside,
      registry,
      raster,
      preferences: createPreferences({ kv, runtime }),
      sessions: createSessions({ kv, runtime }),
      started: createStartedJobs({ kv, runtime }),
      stats,
      census: createCensus({ kv, runtime }),
      ailing: health.ailing,
      closing: closing.signal,
      health: () => readiness({ health, waker, worker }),
    },
    worker,
    waker: waker.name,
    sweepBlobs: () => sweepBlobs(blobs, runtime),
    pruneUsage: () => pruneUsage(access, runtime),

    async refreshModels() {
      const done = new AbortController();
      const late = new AbortController();
      const alarm = runtime.sleep(LISTING_MS, done.signal).then(() => late.abort());
      await registry.refresh(listingContext(runtime, late.signal));
      done.abort();
      await alarm;
    },

    async close(graceMs) {
      // Callers go on waiting meanwhile: their pictures may still come.
      const [left] = await Promise.all([
        worker.drain(graceMs),
        hooks.dispatcher.drain(graceMs),
        batches.runner.drain(),
      ]);
      closing.abort();
      await Promise.all([stats.close(), raster.close(), outlet.close()]);
      return left;
    },
  };
}

async function chooseWaker(wanted: Config["waker"], kv: Deno.Kv, runtime: Runtime): Promise<Waker> {
  if (wanted !== "queue") return createTimerWaker(runtime);
  if (await supportsQueues(kv)) return createQueueWaker({ kv, runtime });
  throw new RangeError('WAKER is "queue", but this database has no queues: use "auto" or "timer"');
}

/** What adapters are given to list their models with. */
function listingContext(runtime: Runtime, signal: AbortSignal): CallContext {
  return {
    fetch: runtime.fetch,
    signal,
    idempotencyKey: "listing",
    attemptId: "listing",
    account: SOLE_ACCOUNT.id,
    now: () => runtime.now(),
    report: () => {},
  };
}

interface Parts {
  readonly health: HealthBook;
  readonly waker: Waker;
  readonly worker: Worker;
}

async function readiness({ health, waker, worker }: Parts): Promise<Readiness> {
  const resting = await health.resting().catch(() => undefined);
  return {
    ready: resting !== undefined && !worker.draining,
    kv: resting === undefined ? "unreachable" : "ok",
    waker: waker.name,
    draining: worker.draining,
    resting: resting ?? [],
  };
}

/** What could not be removed now is removed another time. */
async function pruneUsage({ ledger }: Access, runtime: Runtime): Promise<void> {
  try {
    while (await ledger.prune());
  } catch (error) {
    logBug(runtime, { where: "prune" }, error);
  }
}

/** What could not be swept now is swept another time. */
async function sweepBlobs(blobs: Blobs, runtime: Runtime): Promise<void> {
  try {
    const uploadsRemoved = await blobs.sweep();
    if (uploadsRemoved > 0) runtime.log({ event: "sweep", uploadsRemoved });
  } catch (error) {
    logBug(runtime, { where: "sweep" }, error);
  }
}
