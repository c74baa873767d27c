import fc from "fast-check";
import type { Job } from "../jobs/job.ts";
import { assertEquals } from "../tests/assert.ts";
import { createVirtualRuntime } from "../tests/fakes/runtime.ts";
import { group, type Row, type Side, tally, total } from "./ledger.ts";
import { createLedgerBook } from "./ledger_book.ts";

const image = {
  blobId: "b",
  mediaType: "image/png" as const,
  widthPx: 1,
  heightPx: 1,
  sizeBytes: 1,
};

type State = Job["tasks"][number]["state"];

const STATES: Readonly<Record<string, (n: number) => State>> = {
  done: (n) => ({ status: "done", images: Array.from({ length: n }, () => image) }),
  failed: () => ({ status: "failed", failure: { kind: "timed_out", message: "Too late" } }),
  cancelled: () => ({ status: "cancelled" }),
};

/** A job that has ended somehow, on one of two days. */
const anyJob: fc.Arbitrary<Job> = fc.record({
  owner: fc.constantFrom("operator", "key_1", "key_2"),
  model: fc.constantFrom("auto", "studio"),
  day: fc.integer({ min: 0, max: 2 }),
  prices: fc.option(fc.array(fc.nat(90_000), { minLength: 2, maxLength: 2 }), { nil: undefined }),
  tasks: fc.array(
    fc.record({
      n: fc.integer({ min: 1, max: 3 }),
      route: fc.integer({ min: 0, max: 1 }),
      state: fc.constantFrom("done", "failed", "cancelled"),
    }),
    { minLength: 1, maxLength: 3 },
  ),
}).map(({ owner, model, day, prices, tasks }) => ({
  v: 1,
  id: "job_1",
  owner,
  secret: "s",
  priority: 0,
  revision: 1,
  createdAt: 0,
  updatedAt: 0,
  endedAt: Date.UTC(2030, 0, 1 + day, 12),
  deadlineAt: 0,
  expiresAt: 0,
  request: {
    operation: "generate",
    model,
    prompt: "a pear",
    n: tasks.reduce((sum, { n }) => sum + n, 0),
    outputFormat: "png",
    partialImages: 0,
    inputs: [],
  },
  routes: [{ provider: "one", model: "m" }, { provider: "two", model: "m" }],
  ...(prices === undefined ? {} : { prices }),
  tasks: tasks.map(({ n, route, state }, index) => ({
    n,
    firstImage: index,
    seed: 0,
    route,
    tries: 1,
    attempts: [],
    attemptsBegun: 1,
    state: STATES[state]?.(n) ?? { status: "cancelled" },
    previews: [],
  })),
  warnings: [],
}));

/** What jobs come to, counted by hand. */
function expected(jobs: readonly Job[]) {
  const done = jobs.flatMap(({ tasks, prices = [] }) =>
    tasks.flatMap(({ state, route }) =>
      state.status === "done" ? state.images.map(() => prices[route] ?? 0) : []
    )
  );
  const failed = jobs.filter(({ tasks }) =>
    tasks.every(({ state }) => state.status !== "done") &&
    tasks.some(({ state }) => state.status === "failed")
  );
  return {
    requests: jobs.length,
    images: done.length,
    cost: done.reduce((sum, price) => sum + price, 0),
    cacheHits: 0,
    failures: failed.length,
  };
}

const SIDES: readonly Side[] = ["day", "owner", "model", "provider"];

Deno.test("whatever rows are put together by, they add up to what the jobs were", () => {
  fc.assert(
    fc.property(fc.array(anyJob, { maxLength: 20 }), fc.subarray([...SIDES]), (jobs, sides) => {
      const groups = group(jobs.flatMap(tally), sides);
      assertEquals(total(groups), expected(jobs));
    }),
    { seed: 8, numRuns: 300 },
  );
});

Deno.test("what is read from the ledger is what was added to it, by owner and for all", async () => {
  await fc.assert(
    fc.asyncProperty(fc.array(anyJob, { maxLength: 12 }), async (jobs) => {
      using kv = await Deno.openKv(":memory:");
      const runtime = createVirtualRuntime();
      const ledger = createLedgerBook({ kv, runtime, keepMs: 1 });
      for (const job of jobs) {
        const operation = kv.atomic();
        ledger.add(operation, job);
        await operation.commit();
      }
      const read = async (owner: string) => {
        const rows: AsyncIterable<Row> = ledger.read({
          owner,
          from: "2030-01-01",
          to: "2030-01-02",
        });
        return total(group(await Array.fromAsync(rows), SIDES));
      };
      const inRange = jobs.filter(({ endedAt = 0 }) => endedAt < Date.UTC(2030, 0, 3));
      assertEquals(await read("*"), expected(inRange));
      for (const owner of ["operator", "key_1", "key_2"]) {
        assertEquals(await read(owner), expected(inRange.filter((job) => job.owner === owner)));
      }
    }),
    { seed: 8, numRuns: 20 },
  );
});

Deno.test("days that are older than they are kept are removed, and no others", async () => {
  using kv = await Deno.openKv(":memory:");
  const runtime = createVirtualRuntime({ startAt: Date.UTC(2030, 0, 4, 1) });
  const ledger = createLedgerBook({ kv, runtime, keepMs: 2 * 24 * 3_600_000 });
  const [job] = fc.sample(anyJob, { seed: 8, numRuns: 1 });
  for (const day of [1, 2, 3]) {
    const operation = kv.atomic();
    if (job) ledger.add(operation, { ...job, owner: "me", endedAt: Date.UTC(2030, 0, day) });
    await operation.commit();
  }
  assertEquals(await ledger.prune(), false);
  const rows = await Array.fromAsync(
    ledger.read({ owner: "*", from: "2030-01-01", to: "2030-01-04" }),
  );
  assertEquals([...new Set(rows.map(({ day }) => day))], ["2030-01-02", "2030-01-03"]);
});
