/**
 * Puts the program together from a configuration, a database and the world; starts nothing.
 *
 * @module
 */

import type { Config } from "./config.ts";
import { downloadImage } from "./images/download.ts";
import { createRaster, type Raster } from "./images/raster.ts";
import { createEngine } from "./jobs/engine.ts";
import { createQueueWaker, supportsQueues } from "./jobs/queue_waker.ts";
import { createHealthBook } from "./jobs/health.ts";
import { createLine } from "./jobs/line.ts";
import { createJobRepo } from "./jobs/repo.ts";
import { createSeats } from "./jobs/seats.ts";
import { createSlots } from "./jobs/slots.ts";
import type { Circumstances } from "./jobs/steps.ts";
import { createTimerWaker } from "./jobs/timer_waker.ts";
import type { Waker } from "./jobs/waker.ts";
import { createJobNews } from "./jobs/watch.ts";
import { createWorker, type Worker } from "./jobs/worker.ts";
import type { Provider } from "./providers/provider.ts";
import { createRegistry } from "./providers/registry.ts";
import { createStudio } from "./providers/studio.ts";
import type { Readiness, Services } from "./routes/context.ts";
import type { Runtime } from "./runtime.ts";
import type { Blobs } from "./store/blobs.ts";
import { createKvBlobs } from "./store/kv_blobs.ts";

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
  /** Removes what crashed writers left in the blob store. */
  sweepBlobs(): Promise<void>;
  /** Stops working and hands back what is left; the database stays open. */
  close(graceMs: number): Promise<number>;
}

/** Largest picture fetched from an upstream. */
const MAX_DOWNLOAD_BYTES = 64 * 1_024 * 1_024;

/** Puts everything together. */
export async function createDarkroom(ingredients: Ingredients): Promise<Darkroom> {
  const { config, kv, runtime } = ingredients;
  const raster = createRaster();
  const providers = ingredients.providers?.(raster) ?? configured(config, raster);
  const registry = createRegistry({ providers, defaultModel: config.defaultModel });
  const blobs = createKvBlobs({ kv, runtime });
  const waker = await chooseWaker(config.waker, kv, runtime);
  const circumstances = (): Circumstances => ({
    now: runtime.now(),
    random: runtime.random(),
    registry,
    maxTries: config.maxTries,
    ...(config.onUnknownSubmit ? { onUnknownSubmit: config.onUnknownSubmit } : {}),
  });
  const repo = createJobRepo({
    kv,
    blobs,
    runtime,
    seatFreed: (provider) => worker.seatFreed(provider),
    ...(waker.attach ? { attach: waker.attach } : {}),
  });
  const load = async (id: string) => (await repo.load(id))?.value;
  const health = createHealthBook(kv, runtime);
  const seats = createSeats({ kv, runtime, line: createLine(kv, runtime), health, load });
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
      download: downloader(config, runtime),
    },
  });
  const { jobTimeoutMs, jobTtlMs: ttlMs } = config;
  const engine = createEngine({
    repo,
    worker,
    news,
    registry,
    runtime,
    circumstances,
    jobTimeoutMs,
    ttlMs,
  });
  const closing = new AbortController();
  return {
    services: {
      config,
      runtime,
      engine,
      blobs,
      registry,
      raster,
      closing: closing.signal,
      health: () => readiness(kv, waker, worker),
    },
    worker,
    waker: waker.name,
    sweepBlobs: () => sweepBlobs(blobs, runtime),

    async close(graceMs) {
      // Callers go on waiting meanwhile: their pictures may still come.
      const left = await worker.drain(graceMs);
      closing.abort();
      await raster.close();
      return left;
    },
  };
}

function configured(config: Config, raster: Raster): readonly Provider[] {
  return [createStudio({ raster, latencyMs: config.studioLatencyMs })];
}

async function chooseWaker(wanted: Config["waker"], kv: Deno.Kv, runtime: Runtime): Promise<Waker> {
  if (wanted !== "queue") return createTimerWaker(runtime);
  if (await supportsQueues(kv)) return createQueueWaker({ kv, runtime });
  throw new RangeError('WAKER is "queue", but this database has no queues: use "auto" or "timer"');
}

function downloader({ allowPrivateNetwork }: Config, runtime: Runtime) {
  return async (url: string, { signal }: { signal: AbortSignal }) =>
    await downloadImage(url, {
      fetch: runtime.fetch,
      signal,
      maxBytes: MAX_DOWNLOAD_BYTES,
      allowUrl: () =>
        Promise.resolve(
          allowPrivateNetwork
            ? undefined
            : "result addresses are fetched only with ALLOW_PRIVATE_NETWORK=true",
        ),
    });
}

async function readiness(kv: Deno.Kv, waker: Waker, worker: Worker): Promise<Readiness> {
  const reachable = await kv.get(["health"]).then(() => true, () => false);
  return {
    ready: reachable && !worker.draining,
    kv: reachable ? "ok" : "unreachable",
    waker: waker.name,
    draining: worker.draining,
  };
}

async function sweepBlobs(blobs: Blobs, runtime: Runtime): Promise<void> {
  const uploadsRemoved = await blobs.sweep();
  if (uploadsRemoved > 0) runtime.log({ event: "sweep", uploadsRemoved });
}
