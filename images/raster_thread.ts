/**
 * One raster worker seen from outside: a promise for each job.
 *
 * @module
 */

import type { RasterAnswer, RasterJob } from "./raster_job.ts";

/** Something that does one job at a time. */
export interface RasterThread {
  /** Resolves with the worker's answer; rejects when it crashed, after which it is of no use. */
  perform(job: RasterJob): Promise<RasterAnswer>;
  terminate(): void;
}

/** Starts a worker; `startWorker` differs in tests only. */
export function startRasterThread(startWorker: () => Worker = startRasterWorker): RasterThread {
  const worker = startWorker();
  return {
    perform(job) {
      const { promise, resolve, reject } = Promise.withResolvers<RasterAnswer>();
      worker.onmessage = (message: MessageEvent<RasterAnswer>) => resolve(message.data);
      worker.onerror = (event) => {
        event.preventDefault(); // else the error would end the whole process
        reject(new Error(`The image worker crashed: ${event.message}`));
      };
      worker.postMessage(job);
      return promise;
    },
    terminate: () => worker.terminate(),
  };
}

function startRasterWorker(): Worker {
  return new Worker(new URL("./raster_worker.ts", import.meta.url), { type: "module" });
}
