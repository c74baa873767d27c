import { type Failure, failure } from "../failure.ts";
import type { Outcome } from "../providers/provider.ts";
import { type Counts, total } from "../stats/counts.ts";
import { quantileMs } from "../stats/histogram.ts";
import { merge, NO_ROUTE_TALLY, NO_TALLY, type RouteTally, type Tally } from "../stats/tally.ts";
import { assert, assertEquals } from "../tests/assert.ts";
import {
  createPendingProvider,
  type PendingProviderOptions,
} from "../tests/fakes/pending_provider.ts";
import { createWorld, type World } from "../tests/world.ts";
import type { Order } from "./order.ts";

const POLLED = { polls: 2, pollAfterMs: 1_000 };
const ROUTE = "pending/pending";

/** What a world has counted so far. */
async function tallyOf({ darkroom, runtime }: World): Promise<Tally> {
  const span = { unit: "day", from: 0, to: runtime.now() } as const;
  const periods = await darkroom.services.stats.read(span);
  return periods.map(({ tally }) => tally).reduce(merge, NO_TALLY);
}

/** Runs one order to its end, and tells what was counted. */
async function count(
  given: Partial<PendingProviderOptions>,
  { order, env }: { order?: Partial<Order>; env?: Readonly<Record<string, string>> } = {},
): Promise<{ tally: Tally; route: RouteTally }> {
  using kv = await Deno.openKv(":memory:");
  const provider = createPendingProvider({ ...POLLED, ...given });
  const { fetch } = provider;
  const world = await createWorld({ kv, providers: [provider], fetch, ...(env ? { env } : {}) });
  world.darkroom.worker.start();
  await world.end((await world.accept({}, order)).id);
  const tally = await tallyOf(world);
  await world.close();
  return { tally, route: tally.routes[ROUTE] ?? NO_ROUTE_TALLY };
}

/** An upstream whose first answer is a failure. */
function failsFirst(first: Failure): Pick<PendingProviderOptions, "onSubmit"> {
  const failed: Outcome = { kind: "failed", failure: first };
  return { onSubmit: (submits) => Promise.resolve(submits === 1 ? failed : undefined) };
}

const LOST = failure("no_answer", "The connection to the upstream was cut");
const BROKEN = failure("generation_failed", "The upstream could not draw this");

for (const by of ["inline", "url"] as const) {
  Deno.test(`a job with a picture ${by} counts once in everything`, async () => {
    const { tally, route } = await count({ by }, {
      env: { MODEL_PRICES: '{"pending/pending":0.04}' },
    });
    assertEquals([tally.calls, tally.jobs, tally.images], [{ accepted: 1 }, { completed: 1 }, 1]);
    assertEquals([total(tally.times), tally.failures], [1, {}]);
    assertEquals(route.attempts, { delivered: 1 });
    assertEquals(route.work, { polls: 2, found: 1, images: 1 });
    assertEquals(route.paid, { calls: 1, images: 1, microUsd: 40_000 });
    assertEquals([route.doubtful, route.saved], [{}, {}]);
  });
}

Deno.test("the lag of a picture is at most the time between the last two looks", async () => {
  const { tally, route } = await count({ polls: 1, pollAfterMs: 4_000 });
  const lagMs = quantileMs(route.lag, 1) ?? 0;
  assert(lagMs >= 4_000 && lagMs <= 4_400, `${lagMs}`);
  assertEquals(total(tally.times), 1);
});

Deno.test("a picture that comes with the answer to the submit was not polled", async () => {
  const { route } = await count({ polls: 0 });
  assertEquals([route.work, route.lag], [{ images: 1 }, {}]);
});

Deno.test("an attempt whose answer got lost may have been paid for", async () => {
  const { tally, route } = await count(failsFirst(LOST));
  assertEquals([tally.jobs, tally.failures], [{ failed: 1 }, { submission_unknown: 1 }]);
  assertEquals([route.attempts, route.failures], [{ failed: 1 }, { no_answer: 1 }]);
  assertEquals([route.paid, route.doubtful], [{}, { calls: 1, images: 1, unpricedImages: 1 }]);
  assertEquals(route.last?.message, LOST.message);
});

Deno.test("an attempt that is sent again after a lost answer may be paid for twice", async () => {
  const { route } = await count(failsFirst(LOST), { env: { ON_UNKNOWN_SUBMIT: "retry" } });
  assertEquals(route.attempts, { failed: 1, delivered: 1 });
  assertEquals([route.paid.calls, route.doubtful.calls], [1, 1]);
});

Deno.test("one that the upstream knows by its key is paid for once", async () => {
  const { route } = await count({ ...failsFirst(LOST), idempotentSubmit: true });
  assertEquals(route.attempts, { failed: 1, delivered: 1 });
  assertEquals([route.paid.calls, route.doubtful.calls], [1, undefined]);
});

Deno.test("an attempt that is known to have come to nothing is not paid for", async () => {
  const { tally, route } = await count(failsFirst(BROKEN));
  assertEquals([tally.jobs, tally.failures], [{ completed: 1 }, {}]);
  assertEquals([route.attempts, route.failures], [
    { failed: 1, delivered: 1 },
    { generation_failed: 1 },
  ]);
  assertEquals([route.paid.calls, route.doubtful], [1, {}]);
});

Deno.test("what costs nothing is on no bill", async () => {
  for (const given of [{}, failsFirst(LOST)]) {
    const { route } = await count({ ...given, paid: false });
    assertEquals([route.paid, route.doubtful], [{}, {}]);
  }
});

Deno.test("a cancelled job's attempt may be paid for, and its cancel is no poll", async () => {
  using kv = await Deno.openKv(":memory:");
  const provider = createPendingProvider({ polls: 1_000, pollAfterMs: 1_000 });
  const world = await createWorld({ kv, providers: [provider] });
  world.darkroom.worker.start();
  const { id } = await world.accept();
  await world.runtime.until(() => provider.polls === 3);
  const cancelled = world.darkroom.services.engine.cancel(id, "me");
  await world.runtime.pass(1_000);
  await cancelled;
  const tally = await tallyOf(world);
  const route = tally.routes[ROUTE];
  assertEquals([tally.jobs, tally.failures], [{ cancelled: 1 }, {}]);
  assertEquals(route?.attempts, { cancelled: 1 });
  assertEquals(route?.work.polls, provider.polls);
  assertEquals(route?.doubtful.calls, 1);
  await world.close();
});

Deno.test("a job that runs out of time leaves an attempt in doubt", async () => {
  const { tally, route } = await count({ polls: 1_000 }, { env: { JOB_TIMEOUT_SECONDS: "20" } });
  assertEquals([tally.failures, route.failures], [{ timed_out: 1 }, { timed_out: 1 }]);
  assertEquals(route.doubtful.calls, 1);
});

Deno.test("a refused order is no job", async () => {
  using kv = await Deno.openKv(":memory:");
  const world = await createWorld({ kv, providers: [createPendingProvider(POLLED)] });
  const request = { ...(await world.accept()).request, model: "nobody" };
  const { engine } = world.darkroom.services;
  assert(!(await engine.accept({ request, owner: "me", warnings: [] })).ok);
  const { calls, failures } = await tallyOf(world);
  assertEquals([calls, failures], [{ accepted: 1, refused: 1 }, { model_not_found: 1 }]);
  await world.close();
});

Deno.test("a request that finds its job saves what that costs", async () => {
  using kv = await Deno.openKv(":memory:");
  const provider = createPendingProvider(POLLED);
  const env = { MODEL_PRICES: '{"pending/pending":0.04}' };
  const world = await createWorld({ kv, providers: [provider], env });
  world.darkroom.worker.start();
  const cached = { identity: { cache: { read: true, scope: "owner" } } } as const;
  const keyed = { identity: { idempotencyKey: "click" } };
  const first = await world.accept({ prompt: "a" }, cached);
  await world.accept({ prompt: "a" }, cached);
  await world.end(first.id);
  await world.accept({ prompt: "a" }, cached);
  await world.accept({ prompt: "b", n: 2 }, keyed);
  await world.accept({ prompt: "b", n: 2 }, keyed);
  const { calls, routes } = await tallyOf(world);
  const counted: Counts = { accepted: 2, coalesced: 1, cached: 1, idempotency: 1 };
  assertEquals(calls, counted);
  assertEquals(routes[ROUTE]?.saved, { calls: 3, images: 4, microUsd: 160_000 });
  await world.close();
});

Deno.test("what was counted is there after a restart", async () => {
  using kv = await Deno.openKv(":memory:");
  const provider = createPendingProvider(POLLED);
  const first = await createWorld({ kv, providers: [provider] });
  first.darkroom.worker.start();
  await first.end((await first.accept()).id);
  await first.close();
  const startAt = first.runtime.now();
  const second = await createWorld({ kv, providers: [provider], startAt });
  second.darkroom.worker.start();
  await second.end((await second.accept()).id);
  assertEquals((await tallyOf(second)).jobs, { completed: 2 });
  await second.close();
});
