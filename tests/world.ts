/**
 * A whole engine in virtual time over a shared database: one process of a service, as it were, that
 * tests can start, pause, kill and start again.
 *
 * @module
 */

import { readConfig } from "../config.ts";
import type { ImageRequest } from "../images/request.ts";
import { type Job, Job as JobRecord, jobStatus } from "../jobs/job.ts";
import type { Order } from "../jobs/order.ts";
import type { Provider } from "../providers/provider.ts";
import { createDarkroom, type Darkroom } from "../services.ts";
import { assert } from "./assert.ts";
import { type Crash, type KvWatch, watchKv } from "./fakes/kv.ts";
import { createVirtualRuntime, type VirtualRuntime } from "./fakes/runtime.ts";
import { imageRequest } from "./jobs.ts";

/** One process. */
export interface World {
  readonly darkroom: Darkroom;
  readonly runtime: VirtualRuntime;
  readonly watched: KvWatch;
  /** Accepts a request for the model `pending`. */
  accept(request?: Partial<ImageRequest>, order?: Partial<Order>): Promise<Job>;
  find(id: string): Promise<Job>;
  /** Lets time pass until the job has ended. */
  end(id: string): Promise<Job>;
  close(): Promise<void>;
}

/** What a world is made of. */
export interface WorldOptions {
  readonly kv: Deno.Kv;
  readonly providers: readonly Provider[];
  readonly fetch?: typeof fetch;
  readonly startAt?: number;
  readonly crash?: Crash;
  readonly env?: Readonly<Record<string, string>>;
  /** Another process of the same service: it shares that one's clock and view of the database. */
  readonly beside?: World;
}

/** Builds a process; its worker looks for due jobs only after `darkroom.worker.start()`. */
export async function createWorld(options: WorldOptions): Promise<World> {
  const watched = options.beside?.watched ?? watchKv(options.kv, options.crash);
  const runtime = options.beside?.runtime ?? createVirtualRuntime({
    busy: () => watched.pending > 0,
    ...(options.fetch ? { fetch: options.fetch } : {}),
    ...(options.startAt === undefined ? {} : { startAt: options.startAt }),
  });
  const darkroom = await createDarkroom({
    config: readConfig({
      DEFAULT_MODEL: "pending",
      ALLOW_PRIVATE_NETWORK: "true",
      ...options.env,
    }),
    kv: watched.kv,
    runtime,
    providers: () => options.providers,
  });
  const { engine } = darkroom.services;

  async function find(id: string): Promise<Job> {
    const job = await engine.find(id, "me");
    assert(job, `Job ${id} is there`);
    return job;
  }

  return {
    darkroom,
    runtime,
    watched,
    find,

    async accept(request, order) {
      const accepted = await engine.accept({
        request: imageRequest({ model: "pending", ...request }),
        owner: "me",
        warnings: [],
        ...order,
      });
      assert(accepted.ok);
      return accepted.job;
    },

    async end(id) {
      await runtime.until(async () => (await find(id)).endedAt !== undefined);
      return await find(id);
    },

    async close() {
      // What is written to end in order comes after all that a life is about.
      watched.survive();
      const closed = darkroom.close(0);
      await runtime.pass(10_000);
      await closed;
    },
  };
}

/** A job as it is in the database. */
export interface StoredJob {
  readonly job: Job;
  readonly versionstamp: string;
}

/** The jobs in a database, whoever made them. */
export async function storedJobs(kv: Deno.Kv): Promise<StoredJob[]> {
  const entries = await Array.fromAsync(kv.list<Uint8Array>({ prefix: ["job"] }));
  return entries.map(({ value, versionstamp }) => ({
    job: JobRecord.parse(JSON.parse(new TextDecoder().decode(value))),
    versionstamp,
  }));
}

/** How many entries there are under a prefix. */
export async function countKeys(kv: Deno.Kv, prefix: string): Promise<number> {
  return (await Array.fromAsync(kv.list({ prefix: [prefix] }))).length;
}

/** A job in a line, for messages of failed assertions. */
export function describeJob(job: Job): string {
  const tasks = job.tasks.map(({ state }) => state.status).join(" ");
  return `${job.id} ${jobStatus(job)} (${tasks}) revision ${job.revision}`;
}
