/**
 * Decodes, draws and encodes pictures on worker threads, so that the event loop never stalls:
 * sharp blocks it on Deno before 2.8, and our own filters would on any version.
 *
 * @module
 */

import type { RasterAnswer, RasterImage, RasterJob } from "./raster_job.ts";
import { type RasterThread, startRasterThread } from "./raster_thread.ts";

/** A given picture cannot be used. The message wants a subject: `is damaged or cut short`. */
export class ImageError extends Error {
  override readonly name = "ImageError";
}

/** Settings of one {@linkcode Raster.run}. */
export interface RasterRunOptions {
  /** Gives up waiting: a job in line is dropped, one under way is finished for nobody. */
  readonly signal?: AbortSignal;
}

/** Does raster jobs. */
export interface Raster extends AsyncDisposable {
  /**
   * Does one job. The job's bytes are copied, never taken away. Rejects with {@linkcode ImageError}
   * when an encoded source cannot be decoded, and with the signal's reason when that aborts.
   */
  run(job: RasterJob, options?: RasterRunOptions): Promise<RasterImage>;
  /** Ends the workers; jobs that are not done reject. */
  close(): Promise<void>;
}

/** Settings of {@linkcode createRaster}. */
export interface RasterOptions {
  /** Most worker threads; each starts when it is first needed. @default {2} */
  readonly workers?: number;
  /** Starts a thread. @default {startRasterThread} */
  readonly startThread?: () => RasterThread;
}

/** A raster whose workers start on first use. Close it: workers keep a process alive. */
export function createRaster(options: RasterOptions = {}): Raster {
  return new RasterPool(options);
}

interface Ticket {
  readonly job: RasterJob;
  readonly settled: PromiseWithResolvers<RasterImage>;
}

class RasterPool implements Raster {
  readonly #size: number;
  readonly #startThread: () => RasterThread;
  readonly #idle: RasterThread[] = [];
  readonly #busy = new Map<RasterThread, Ticket>();
  readonly #line: Ticket[] = [];
  #closed = false;

  constructor({ workers = 2, startThread = startRasterThread }: RasterOptions) {
    this.#size = workers;
    this.#startThread = startThread;
  }

  async run(job: RasterJob, { signal }: RasterRunOptions = {}): Promise<RasterImage> {
    signal?.throwIfAborted();
    if (this.#closed) throw closedError();
    const ticket = { job, settled: Promise.withResolvers<RasterImage>() };
    const giveUp = () => this.#drop(ticket, signal?.reason);
    signal?.addEventListener("abort", giveUp, { once: true });
    this.#line.push(ticket);
    this.#assign();
    try {
      return await ticket.settled.promise;
    } finally {
      signal?.removeEventListener("abort", giveUp);
    }
  }

  close(): Promise<void> {
    this.#closed = true;
    const unfinished = [...this.#busy.values(), ...this.#line.splice(0)];
    for (const thread of [...this.#busy.keys(), ...this.#idle.splice(0)]) thread.terminate();
    this.#busy.clear();
    for (const { settled } of unfinished) settled.reject(closedError());
    return Promise.resolve();
  }

  [Symbol.asyncDispose](): Promise<void> {
    return this.close();
  }

  #drop(ticket: Ticket, reason: unknown): void {
    const place = this.#line.indexOf(ticket);
    if (place >= 0) this.#line.splice(place, 1);
    ticket.settled.reject(reason);
  }

  /** Gives waiting jobs to threads as long as there are both. */
  #assign(): void {
    while (this.#line.length > 0) {
      const thread = this.#idle.pop() ?? this.#startIfRoom();
      const ticket = thread && this.#line.shift();
      if (thread === undefined || ticket === undefined) return;
      this.#busy.set(thread, ticket);
      void this.#perform(thread, ticket);
    }
  }

  #startIfRoom(): RasterThread | undefined {
    return this.#busy.size < this.#size ? this.#startThread() : undefined;
  }

  async #perform(thread: RasterThread, { job, settled }: Ticket): Promise<void> {
    try {
      settle(settled, await thread.perform(job));
      if (!this.#closed) this.#idle.push(thread);
    } catch (error) {
      thread.terminate(); // crashed: the next job gets a new one
      settled.reject(error);
    }
    this.#busy.delete(thread);
    this.#assign();
  }
}

function settle(settled: PromiseWithResolvers<RasterImage>, answer: RasterAnswer): void {
  switch (answer.kind) {
    case "image":
      return settled.resolve(answer.image);
    case "bad_source":
      return settled.reject(new ImageError(answer.message));
    case "bug":
      return settled.reject(new Error(`A raster job failed: ${answer.message}`));
  }
}

function closedError(): Error {
  return new Error("The raster is closed");
}
