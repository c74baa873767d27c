/**
 * The world stops at each commit of a job's life, before and after it; a new process opens the same
 * database and goes on.
 *
 * @module
 */

import type { ImageRequest } from "../images/request.ts";
import { jobFailure, jobImages, jobStatus } from "../jobs/job.ts";
import { assert, assertEquals } from "./assert.ts";
import { createPendingProvider, type PendingProviderOptions } from "./fakes/pending_provider.ts";
import { noisyPng } from "./fakes/noisy_png.ts";
import type { Crash } from "./fakes/kv.ts";
import { countKeys, createWorld, describeJob, storedJobs } from "./world.ts";

interface Life {
  readonly name: string;
  readonly provider: PendingProviderOptions;
  readonly request?: Partial<ImageRequest>;
  /** What an operator's setting allows when a submit's fate is unknown. */
  readonly mayRepeat: boolean;
}

const oneShot = { polls: 0, pollAfterMs: 1_000 };
const polled = { polls: 2, pollAfterMs: 1_000 };

const LIVES: readonly Life[] = [
  { name: "one shot, paid", provider: oneShot, mayRepeat: false },
  { name: "one shot, free", provider: { ...oneShot, paid: false }, mayRepeat: true },
  {
    name: "one shot, idempotent",
    provider: { ...oneShot, idempotentSubmit: true },
    mayRepeat: true,
  },
  { name: "polled, paid", provider: polled, mayRepeat: false },
  { name: "named by us, paid", provider: { ...polled, named: true }, mayRepeat: false },
  { name: "delivered by URL", provider: { ...polled, by: "url" }, mayRepeat: false },
  { name: "three pictures", provider: polled, request: { n: 3 }, mayRepeat: false },
  {
    name: "a picture of several commits",
    provider: { ...oneShot, picture: noisyPng({ widthPx: 600, heightPx: 600 }) },
    mayRepeat: false,
  },
  {
    name: "a prompt that has a blob of its own",
    provider: oneShot,
    request: { prompt: "海".repeat(20_000) },
    mayRepeat: false,
  },
];

for (const life of LIVES) {
  Deno.test(`a job survives a death at any commit: ${life.name}`, async () => {
    const commits = await live(life);
    assert(commits >= 3, "the life has its commits");
    for (let atCommit = 1; atCommit <= commits; atCommit++) {
      for (const when of ["before", "after"] as const) await live(life, { atCommit, when });
    }
  });
}

Deno.test("a paid picture that was stored before the death is found again, not lost", async () => {
  using kv = await Deno.openKv(":memory:");
  const provider = createPendingProvider(oneShot);
  // Its commits: the job, the picture, the end.
  const crash = { atCommit: 3, when: "before" } as const;
  const first = await createWorld({ kv, providers: [provider], crash });
  void first.accept();
  await first.runtime.until(() => first.watched.crashed);
  const second = await createWorld({
    kv,
    providers: [provider],
    startAt: first.runtime.now() + 1,
  });
  second.darkroom.worker.start();
  const [stored] = await storedJobs(kv);
  const job = await second.end(stored?.job.id ?? "");
  assertEquals([jobStatus(job), jobImages(job).length, provider.submits], ["completed", 1, 1]);
  await second.close();
});

/** Lives one life, perhaps with a death in it, and checks its end; returns how many commits it took. */
async function live(life: Life, crash?: Crash): Promise<number> {
  using kv = await Deno.openKv(":memory:");
  const provider = createPendingProvider(life.provider);
  const common = { kv, providers: [provider], fetch: provider.fetch };
  const first = await createWorld({ ...common, ...(crash ? { crash } : {}) });
  first.darkroom.worker.start();
  void first.accept(life.request);
  const isOver = async () => first.watched.crashed || await ended(first);
  await first.runtime.until(isOver);
  if (!first.watched.crashed) {
    const commits = first.watched.commits;
    await check(life, first, provider.submits, kv, crash);
    await first.close();
    return commits;
  }
  const second = await createWorld({ ...common, startAt: first.runtime.now() + 1 });
  second.darkroom.worker.start();
  await second.runtime.until(() => ended(second));
  await check(life, second, provider.submits, kv, crash);
  await second.close();
  return first.watched.commits;

  /** A request that died before its commit was never accepted: there is nothing to end. */
  async function ended(world: typeof first): Promise<boolean> {
    const jobs = await storedJobs(kv);
    return jobs.length === 0 ? world !== first : jobs.every(({ job }) => job.endedAt !== undefined);
  }
}

async function check(
  life: Life,
  world: Awaited<ReturnType<typeof createWorld>>,
  submits: number,
  kv: Deno.Kv,
  crash: Crash | undefined,
): Promise<void> {
  const before = await storedJobs(kv);
  const where = `${life.name}, died ${crash?.when ?? "never"} ${crash?.atCommit ?? ""}`;
  const n = life.request?.n ?? 1;
  let pictures = 0;
  for (const { job } of before) {
    const says = `${where}: ${describeJob(job)}`;
    const attempts = job.tasks.reduce((sum, task) => sum + task.attemptsBegun, 0);
    assert(submits <= attempts, `${says}: ${submits} submits in ${attempts} attempts`);
    if (!life.mayRepeat) assert(submits <= n, `${says}: paid ${submits} times`);
    const images = jobImages(job);
    pictures += images.length;
    for (const { blobId } of images) {
      assert(await world.darkroom.services.blobs.read(blobId), `${says}: picture ${blobId}`);
    }
    if (jobStatus(job) === "completed" && images.length === n) continue;
    // Nothing but the one ambiguous point may cost a picture.
    assert(!life.mayRepeat && !life.provider.named, says);
    const open = job.tasks.filter(({ state }) => state.status !== "done");
    for (const { state } of open) {
      assert(state.status === "failed", says);
      assertEquals(state.failure.kind, "submission_unknown", says);
    }
    assert(jobFailure(job)?.message.includes("may have accepted"), says);
  }
  assertEquals(await countKeys(kv, "due"), 0, `${where}: nothing is due`);
  assertEquals(world.darkroom.worker.held, 0, `${where}: nothing is held`);
  assert(await storedPictures(kv) <= Math.max(pictures, submits), `${where}: pictures exist once`);
  await world.runtime.pass(60_000);
  assertEquals(await storedJobs(kv), before, `${where}: an ended job never changes`);
}

async function storedPictures(kv: Deno.Kv): Promise<number> {
  const manifests = await Array.fromAsync(kv.list<Uint8Array>({ prefix: ["blob"] }));
  const texts = manifests.map(({ value }) => new TextDecoder().decode(value));
  return texts.filter((text) => text.includes("image/png")).length;
}
