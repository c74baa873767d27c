/**
 * The world stops at each commit of a job of a key with limits, before and after it; whatever the
 * next process finds, in the end nothing is held, and what was spent, and stands in the ledger, is
 * what was made.
 *
 * @module
 */

import { broughtTo, openJobs } from "../access/account.ts";
import { group, total } from "../access/ledger.ts";
import { newKey } from "../access/key.ts";
import { newKeyId, newToken } from "../access/token.ts";
import { failure } from "../failure.ts";
import { jobImages } from "../jobs/job.ts";
import { assert, assertEquals } from "./assert.ts";
import type { Crash } from "./fakes/kv.ts";
import { createPendingProvider, type PendingProviderOptions } from "./fakes/pending_provider.ts";
import { createWorld, storedJobs, type World } from "./world.ts";

const oneShot = { polls: 0, pollAfterMs: 1_000, paid: false };

/** Every other submit comes to nothing. */
const unsteady = {
  ...oneShot,
  onSubmit: (count: number) =>
    Promise.resolve(
      count % 2 === 0
        ? { kind: "failed", failure: failure("content_policy", "No") } as const
        : undefined,
    ),
};

const LIVES: readonly (readonly [string, PendingProviderOptions, boolean])[] = [
  ["one shot", oneShot, false],
  ["polled", { ...oneShot, polls: 2 }, false],
  ["half of it fails", unsteady, false],
  ["cancelled", { ...oneShot, polls: 1_000 }, true],
];

for (const [name, provider, isCancelled] of LIVES) {
  Deno.test(`limits are settled once, at whatever commit a process dies: ${name}`, async () => {
    const commits = await live({ provider, isCancelled });
    assert(commits >= 2, "the life has its commits");
    for (let atCommit = 1; atCommit <= commits; atCommit++) {
      for (const when of ["before", "after"] as const) {
        await live({ provider, isCancelled, crash: { atCommit, when } });
      }
    }
  });
}

interface Life {
  readonly provider: PendingProviderOptions;
  readonly isCancelled: boolean;
  readonly crash?: Crash;
}

/** Lives one life, perhaps with a death in it; returns how many commits it took. */
async function live({ provider: behaviour, isCancelled, crash }: Life): Promise<number> {
  using kv = await Deno.openKv(":memory:");
  const provider = createPendingProvider(behaviour);
  const owner = await makeKey(kv);
  const common = { kv, providers: [provider] };
  const first = await createWorld({ ...common, ...(crash ? { crash } : {}) });
  first.darkroom.worker.start();
  void first.accept({ n: 2 }, { owner });
  if (isCancelled) await cancelSoon(first, kv);
  await first.runtime.until(async () => first.watched.crashed || await hasEnded(kv, true));
  const { commits, crashed } = first.watched;
  if (!crashed) await first.close();
  const second = crashed
    ? await createWorld({ ...common, startAt: first.runtime.now() + 1 })
    : undefined;
  if (second) {
    second.darkroom.worker.start();
    if (isCancelled) await cancelSoon(second, kv);
    await second.runtime.until(() => hasEnded(kv, false));
    await second.close();
  }
  await check(kv, second ?? first, owner);
  return commits;
}

async function makeKey(kv: Deno.Kv): Promise<string> {
  const world = await createWorld({ kv, providers: [createPendingProvider(oneShot)] });
  const id = newKeyId();
  const limits = { imagesPerDay: 100, concurrency: 5, requestsPerMinute: 100 };
  const terms = { name: "A key", scopes: ["generate" as const], limits };
  const key = newKey(id, { terms, token: newToken(id), now: world.runtime.now() });
  const act = { action: "key.created", detail: {} } as const;
  await world.darkroom.services.access.keys.add(key, act, { owner: "operator" });
  await world.close();
  return id;
}

async function cancelSoon(world: World, kv: Deno.Kv): Promise<void> {
  await world.runtime.until(async () =>
    world.watched.crashed || (await storedJobs(kv)).length > 0 || world.watched.commits === 0
  );
  const [stored] = await storedJobs(kv);
  if (stored) void world.darkroom.services.engine.cancel(stored.job.id, stored.job.owner);
}

/** @param isStarted whether a request that has not become a job yet may still become one */
async function hasEnded(kv: Deno.Kv, isStarted: boolean): Promise<boolean> {
  const jobs = await storedJobs(kv);
  return isStarted && jobs.length === 0
    ? false
    : jobs.every(({ job }) => job.endedAt !== undefined);
}

async function check(kv: Deno.Kv, world: World, owner: string): Promise<void> {
  const jobs = (await storedJobs(kv)).map(({ job }) => job);
  const made = jobs.reduce((sum, job) => sum + jobImages(job).length, 0);
  const { accounts, ledger } = world.darkroom.services.access;
  const account = broughtTo(await accounts.read(owner), world.runtime.now());
  assertEquals([account.day.images, account.month.images, openJobs(account)], [made, made, 0]);
  const range = { owner, from: account.day.name, to: account.day.name };
  const used = total(group(await Array.fromAsync(ledger.read(range)), []));
  assertEquals([used.images, used.requests], [made, jobs.length]);
}
