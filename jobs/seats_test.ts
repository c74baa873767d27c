import { assert, assertEquals } from "../tests/assert.ts";
import {
  createPendingProvider,
  type PendingProviderOptions,
} from "../tests/fakes/pending_provider.ts";
import { createVirtualRuntime } from "../tests/fakes/runtime.ts";
import { newJob } from "../tests/jobs.ts";
import { countKeys, createWorld, storedJobs, type World } from "../tests/world.ts";
import { failure } from "../failure.ts";
import type { Outcome } from "../providers/provider.ts";
import { BREAK_AFTER, createHealthBook, isOpen, SET_ASIDE_MS } from "./health.ts";
import { type Job, jobFailure, jobStatus } from "./job.ts";
import { createLine } from "./line.ts";
import { createSeats } from "./seats.ts";

const polled = { polls: 2, pollAfterMs: 1_000 };

function limited(concurrency: number, options: Partial<PendingProviderOptions> = {}) {
  const accounts = [{ id: "a", concurrency }];
  return createPendingProvider({ ...polled, accounts, ...options });
}

async function endAll(world: World, jobs: readonly Job[]): Promise<Job[]> {
  const ended: Job[] = [];
  for (const { id } of jobs) ended.push(await world.end(id));
  return ended;
}

Deno.test("an account never has more attempts at a time than it allows, on two engines either", async () => {
  using kv = await Deno.openKv(":memory:");
  const provider = limited(2);
  const one = await createWorld({ kv, providers: [provider] });
  const two = await createWorld({ kv, providers: [provider], beside: one });
  one.darkroom.worker.start();
  two.darkroom.worker.start();
  const jobs: Job[] = [];
  for (let count = 0; count < 6; count++) jobs.push(await (count % 2 ? one : two).accept({ n: 2 }));
  for (const job of await endAll(one, jobs)) assertEquals(jobStatus(job), "completed");
  assertEquals([provider.submits, provider.mostAtOnce], [12, 2]);
  assertEquals([await countKeys(kv, "seat"), await countKeys(kv, "line")], [0, 0]);
  await one.close();
  await two.close();
});

Deno.test("several accounts share the work, the least busy first", async () => {
  using kv = await Deno.openKv(":memory:");
  const accounts = [{ id: "a", concurrency: 2 }, { id: "b", concurrency: 2 }];
  const provider = createPendingProvider({ ...polled, accounts });
  const world = await createWorld({ kv, providers: [provider] });
  world.darkroom.worker.start();
  const jobs: Job[] = [];
  for (let count = 0; count < 4; count++) jobs.push(await world.accept());
  await world.runtime.pass(500);
  assertEquals(provider.submitters.toSorted(), ["a", "a", "b", "b"]);
  await endAll(world, jobs);
  await world.close();
});

Deno.test("a job is polled with the account that submitted it", async () => {
  using kv = await Deno.openKv(":memory:");
  const provider = limited(1);
  const world = await createWorld({ kv, providers: [provider] });
  world.darkroom.worker.start();
  const job = await world.end((await world.accept()).id);
  assertEquals(job.tasks[0]?.attempts[0]?.account, "a");
  await world.close();
});

Deno.test("one caller's many jobs do not come before another's first", async () => {
  using kv = await Deno.openKv(":memory:");
  const provider = limited(1);
  const world = await createWorld({ kv, providers: [provider] });
  world.darkroom.worker.start();
  const many: Job[] = [];
  for (let count = 0; count < 8; count++) many.push(await world.accept({}, { owner: "many" }));
  const one = await world.accept({}, { owner: "one" });
  await world.runtime.until(async () => {
    const stored = await storedJobs(kv);
    return stored.some(({ job }) => job.id === one.id && job.endedAt !== undefined);
  });
  const ended = (await storedJobs(kv)).filter(({ job }) => job.endedAt !== undefined);
  assert(ended.length <= 3, `${ended.length} had to end before it`);
  await world.close();
});

Deno.test("a higher priority goes first, and the line tells its places", async () => {
  using kv = await Deno.openKv(":memory:");
  const provider = limited(1);
  const world = await createWorld({ kv, providers: [provider] });
  world.darkroom.worker.start();
  const jobs: Job[] = [];
  for (const priority of [0, 0, 0, 5]) jobs.push(await world.accept({}, { priority }));
  await world.runtime.pass(100);
  const places = (await storedJobs(kv)).map(({ job }) => job.tasks[0]?.queuePosition);
  assertEquals(places, [undefined, 0, 1, 0]);
  const urgent = await world.end(jobs[3]?.id ?? "");
  const before = (await storedJobs(kv)).filter(({ job }) =>
    job.endedAt !== undefined && job.endedAt < (urgent.endedAt ?? 0)
  );
  assertEquals(before.length, 1);
  await endAll(world, jobs);
  await world.close();
});

Deno.test("a dead process leaves no seat taken", async () => {
  using kv = await Deno.openKv(":memory:");
  const provider = limited(1);
  // Its third commit would be the outcome of the submit: the seat, the job, the outcome.
  const dying = await createWorld({
    kv,
    providers: [provider],
    crash: { atCommit: 3, when: "before" },
  });
  dying.darkroom.worker.start();
  void dying.accept();
  await dying.runtime.until(() => dying.watched.crashed);
  assertEquals(await countKeys(kv, "seat"), 1);
  const next = await createWorld({
    kv,
    providers: [provider],
    startAt: dying.runtime.now() + 1,
  });
  next.darkroom.worker.start();
  const job = await next.accept();
  assertEquals(jobStatus(await next.end(job.id)), "completed");
  await next.runtime.pass(60_000);
  assertEquals(await countKeys(kv, "seat"), 0);
  await next.close();
});

function failing(kind: "upstream_auth" | "rate_limited" | "unavailable", times = Infinity) {
  return (count: number): Promise<Outcome | undefined> =>
    Promise.resolve(
      count <= times
        ? { kind: "failed", failure: failure(kind, `The upstream says ${kind}`) }
        : undefined,
    );
}

Deno.test("an account whose credential is refused is set aside, and the job says why", async () => {
  using kv = await Deno.openKv(":memory:");
  const provider = limited(1, { onSubmit: failing("upstream_auth") });
  const world = await createWorld({ kv, providers: [provider] });
  world.darkroom.worker.start();
  for (let count = 0; count < 3; count++) {
    const job = await world.end((await world.accept()).id);
    assertEquals(jobFailure(job)?.kind, "upstream_auth");
  }
  assertEquals(provider.submits, 1, "it is not asked again");
  const { ready, resting } = await world.darkroom.services.health();
  assertEquals([ready, resting.map(({ patient, kind }) => ({ ...patient, kind }))], [
    true,
    [{ provider: "pending", account: "a", kind: "upstream_auth" }],
  ]);
  await world.runtime.pass(SET_ASIDE_MS);
  await world.end((await world.accept()).id);
  assertEquals(provider.submits, 2, "until it may have been mended");
  await world.close();
});

Deno.test("a limit rests one account only; the other goes on", async () => {
  using kv = await Deno.openKv(":memory:");
  const accounts = [{ id: "a" }, { id: "b" }];
  const provider = createPendingProvider({
    ...polled,
    accounts,
    onSubmit: failing("rate_limited", 1),
  });
  const world = await createWorld({ kv, providers: [provider] });
  world.darkroom.worker.start();
  assertEquals(jobStatus(await world.end((await world.accept()).id)), "completed");
  assertEquals(new Set(provider.submitters).size, 2);
  await world.close();
});

for (const accounts of [[{ id: "a" }], undefined]) {
  const whose = accounts ? "with accounts" : "without";
  Deno.test(`after failures in a row a route's breaker opens, ${whose}, and one attempt finds out`, async () => {
    using kv = await Deno.openKv(":memory:");
    const provider = createPendingProvider({
      ...polled,
      ...(accounts ? { accounts } : {}),
      onSubmit: failing("unavailable", BREAK_AFTER),
    });
    const world = await createWorld({ kv, providers: [provider], env: { MAX_TRIES: "10" } });
    world.darkroom.worker.start();
    const jobs = [await world.accept(), await world.accept(), await world.accept()];
    const book = createHealthBook(kv, world.runtime);
    await world.runtime.until(async () =>
      !isOpen(
        (await book.read({ provider: "pending", model: "pending" }))?.value,
        world.runtime.now(),
      )
    );
    const { submits } = provider;
    await world.runtime.pass(5_000);
    assertEquals(provider.submits, submits, "nobody is sent while it is open");
    for (const job of await endAll(world, jobs)) assertEquals(jobStatus(job), "completed");
    assertEquals(await countKeys(kv, "health"), 0, "all is well again");
    await world.close();
  });
}

Deno.test("a route that is behind its breaker is passed over, and another model's is not", async () => {
  using kv = await Deno.openKv(":memory:");
  const broken = createPendingProvider({ ...polled, onSubmit: failing("unavailable") });
  const [card] = Object.values(broken.models);
  const other = { ...createPendingProvider({ ...polled, id: "spare" }) };
  const models = card ? { pending: card, second: card } : {};
  const two = Object.defineProperty(broken, "models", { value: models });
  const world = await createWorld({ kv, providers: [two, other], env: { MAX_TRIES: "5" } });
  world.darkroom.worker.start();
  for (let count = 0; count < 3; count++) {
    assertEquals(jobStatus(await world.end((await world.accept()).id)), "completed");
  }
  assertEquals(broken.submits, BREAK_AFTER, "not once more than it takes to know");
  const { resting } = await world.darkroom.services.health();
  assertEquals(resting.map(({ patient }) => patient), [{ provider: "pending", model: "pending" }]);
  const job = await world.accept({ model: "second" });
  await world.runtime.pass(0);
  assertEquals(broken.submits, BREAK_AFTER + 1);
  await world.darkroom.services.engine.cancel(job.id, "me");
  await world.close();
});

Deno.test("a job goes to the next route when every account of the first rests", async () => {
  using kv = await Deno.openKv(":memory:");
  const resting = createPendingProvider({
    ...polled,
    accounts: [{ id: "a" }],
    onSubmit: failing("upstream_auth"),
  });
  const spare = { ...createPendingProvider(polled), id: "spare" };
  const world = await createWorld({ kv, providers: [resting, spare] });
  world.darkroom.worker.start();
  for (let count = 0; count < 2; count++) {
    const job = await world.end((await world.accept()).id);
    assertEquals([jobStatus(job), job.tasks[0]?.route], ["completed", 1]);
  }
  assertEquals(resting.submits, 1);
  await world.close();
});

Deno.test("assign() gives the last seat to one of those who ask at the same moment", async () => {
  using kv = await Deno.openKv(":memory:");
  const runtime = createVirtualRuntime();
  const provider = limited(1);
  const seats = createSeats({
    kv,
    runtime,
    line: createLine(kv, runtime),
    health: createHealthBook(kv, runtime),
    load: () => Promise.resolve(undefined),
  });
  const deadlineAt = runtime.now() + 60_000;
  const jobs = Array.from({ length: 8 }, (_, index) => newJob({ id: `job_${index}`, deadlineAt }));
  const seatings = await Promise.all(jobs.map((job) => seats.assign(job, 0, provider)));
  assertEquals(seatings.filter(({ kind }) => kind === "seated").length, 1);
  assertEquals(await countKeys(kv, "seat"), 1);
});
