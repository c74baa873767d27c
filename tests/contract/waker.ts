/**
 * What every way of waking must come to: work that is due gets done, and none is done twice.
 *
 * @module
 */

import { assert, assertEquals } from "../assert.ts";
import { createPendingProvider, type PendingProvider } from "../fakes/pending_provider.ts";
import { imageRequest } from "../jobs.ts";
import { readConfig } from "../../config.ts";
import type { Job } from "../../jobs/job.ts";
import { jobStatus } from "../../jobs/job.ts";
import { systemRuntime } from "../../runtime.ts";
import { createDarkroom, type Darkroom } from "../../services.ts";

/** How a waker is put to work. */
export interface WakerUnderTest {
  /** The `WAKER` setting. */
  readonly setting: "queue" | "timer";
  /** Begins to wake; what it returns ends it. */
  start(darkroom: Darkroom): () => Promise<void> | void;
}

/** Registers the suite. Time is real here, because queues and crons know no other. */
export function wakerContract(name: string, waker: WakerUnderTest): void {
  async function withEngine(
    test: (darkroom: Darkroom, provider: PendingProvider, kv: Deno.Kv) => Promise<void>,
  ): Promise<void> {
    const kv = await Deno.openKv(":memory:");
    const provider = createPendingProvider({ polls: 3, pollAfterMs: 20 });
    const darkroom = await createDarkroom({
      config: readConfig({ DEFAULT_MODEL: "pending", WAKER: waker.setting }),
      kv,
      runtime: systemRuntime(() => {}),
      providers: () => [provider],
    });
    const stop = waker.start(darkroom);
    try {
      await test(darkroom, provider, kv);
    } finally {
      await darkroom.close(1_000);
      await stop();
      kv.close();
    }
  }

  Deno.test(`${name} brings a job through its polls to its end`, () =>
    withEngine(async (darkroom, provider) => {
      const job = await accept(darkroom);
      assertEquals(jobStatus(await ended(darkroom, job)), "completed");
      assertEquals([provider.submits, provider.polls], [1, 3]);
    }));

  Deno.test(`${name} brings many jobs to their ends, each submitted once`, () =>
    withEngine(async (darkroom, provider) => {
      const jobs = await Promise.all(Array.from({ length: 30 }, () => accept(darkroom)));
      for (const job of jobs) assertEquals(jobStatus(await ended(darkroom, job)), "completed");
      assertEquals([provider.submits, provider.polls], [30, 90]);
    }));

  Deno.test(`${name} leaves nothing due when all is done`, () =>
    withEngine(async (darkroom, _, kv) => {
      await ended(darkroom, await accept(darkroom));
      assertEquals(await Array.fromAsync(kv.list({ prefix: ["due"] })), []);
    }));
}

async function accept({ services }: Darkroom): Promise<Job> {
  const accepted = await services.engine.accept({
    request: imageRequest({ model: "pending" }),
    owner: "me",
    warnings: [],
  });
  assert(accepted.ok);
  return accepted.job;
}

async function ended({ services }: Darkroom, { id }: Job): Promise<Job> {
  let newest: Job | undefined;
  for await (const job of services.engine.watch(id, new AbortController().signal)) newest = job;
  assert(newest?.endedAt !== undefined, "it has ended");
  return newest;
}
