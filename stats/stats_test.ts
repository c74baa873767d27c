import { assertEquals } from "../tests/assert.ts";
import { watchKv } from "../tests/fakes/kv.ts";
import { createVirtualRuntime, type VirtualRuntime } from "../tests/fakes/runtime.ts";
import { countKeys } from "../tests/world.ts";
import type { Fact } from "./fact.ts";
import { KEPT_MS, type Unit, UNIT_MS } from "./period.ts";
import { createStats, FLUSH_MS, type Stats } from "./stats.ts";

const NOON = Date.UTC(2030, 5, 15, 12, 0, 30);
const ACCEPTED: Fact = { kind: "accepted" };

interface Process {
  readonly kv: Deno.Kv;
  readonly runtime: VirtualRuntime;
  readonly stats: Stats;
}

async function open(startAt = NOON): Promise<Process & Disposable> {
  const watch = watchKv(await Deno.openKv(":memory:"));
  const { kv } = watch;
  const runtime = createVirtualRuntime({ startAt, busy: () => watch.pending > 0 });
  const stats = createStats({ kv, runtime });
  return { kv, runtime, stats, [Symbol.dispose]: () => kv.close() };
}

/** Requests accepted in each stretch, by its start. */
async function accepted({ stats, runtime }: Process, unit: Unit): Promise<[string, number][]> {
  const periods = await stats.read({ unit, from: 0, to: runtime.now() });
  return periods.map(({ startAt, tally }) => [
    new Date(startAt).toISOString().slice(0, 16),
    tally.calls.accepted ?? 0,
  ]);
}

Deno.test("stats count to the minute, the hour and the day", async () => {
  using one = await open();
  one.stats.note(ACCEPTED);
  one.stats.note(ACCEPTED);
  await one.runtime.pass(UNIT_MS.minute);
  one.stats.note(ACCEPTED);
  await one.runtime.pass(UNIT_MS.hour);
  one.stats.note(ACCEPTED);
  assertEquals(await accepted(one, "minute"), [
    ["2030-06-15T12:00", 2],
    ["2030-06-15T12:01", 1],
    ["2030-06-15T13:01", 1],
  ]);
  assertEquals(await accepted(one, "hour"), [["2030-06-15T12:00", 3], ["2030-06-15T13:00", 1]]);
  assertEquals(await accepted(one, "day"), [["2030-06-15T00:00", 4]]);
});

Deno.test("stats read the stretches that were asked for", async () => {
  using one = await open();
  for (let minute = 0; minute < 5; minute++) {
    one.stats.note(ACCEPTED);
    await one.runtime.pass(UNIT_MS.minute);
  }
  const from = NOON + UNIT_MS.minute;
  const read = await one.stats.read({ unit: "minute", from, to: from + 2 * UNIT_MS.minute });
  assertEquals(read.map(({ startAt }) => new Date(startAt).getUTCMinutes()), [1, 2, 3]);
});

Deno.test("stats write nothing until some seconds have passed, and then write once", async () => {
  using one = await open();
  const closed = one.stats.start();
  await one.runtime.pass(1);
  one.stats.note(ACCEPTED);
  await one.runtime.pass(FLUSH_MS - 100);
  assertEquals(await countKeys(one.kv, "stats"), 0);
  await one.runtime.pass(100);
  assertEquals(await countKeys(one.kv, "stats"), 3);
  await one.stats.close();
  await closed;
  assertEquals(await accepted(one, "day"), [["2030-06-15T00:00", 1]]);
});

Deno.test("stats that close write what they have", async () => {
  using one = await open();
  one.stats.note(ACCEPTED);
  await one.stats.close();
  const next: Process = { ...one, stats: createStats(one) };
  assertEquals(await accepted(next, "minute"), [["2030-06-15T12:00", 1]]);
});

Deno.test("processes that write at the same moment count together, each fact once", async () => {
  using one = await open();
  const processes = Array.from({ length: 6 }, () => createStats(one));
  for (let round = 0; round < 10; round++) {
    for (const stats of processes) stats.note(ACCEPTED);
    await Promise.all(processes.map((stats) => stats.flush()));
  }
  for (const stats of processes) await stats.close();
  assertEquals(await accepted(one, "day"), [["2030-06-15T00:00", 60]]);
  assertEquals(await countKeys(one.kv, "stats"), 3);
});

Deno.test("stats keep what the database does not take, and write it later", async () => {
  const memory = await Deno.openKv(":memory:");
  const { kv } = watchKv(memory, { atCommit: 1, when: "fails" });
  const runtime = createVirtualRuntime({ startAt: NOON });
  const stats = createStats({ kv, runtime });
  stats.note(ACCEPTED);
  await stats.flush();
  assertEquals(runtime.events.map(({ event }) => event), ["bug"]);
  assertEquals(await countKeys(kv, "stats"), 0);
  assertEquals(await accepted({ kv, runtime, stats }, "day"), [["2030-06-15T00:00", 1]]);
  kv.close();
});

for (const unit of ["minute", "hour", "day"] as const) {
  Deno.test(`stats forget each ${unit} when its time is over`, async () => {
    using one = await open(NOON - NOON % UNIT_MS[unit]);
    one.stats.note(ACCEPTED);
    await one.stats.flush();
    await one.runtime.pass(UNIT_MS[unit] + KEPT_MS[unit] - 1);
    assertEquals((await accepted(one, unit)).length, 1);
    await one.runtime.pass(1);
    assertEquals(await accepted(one, unit), []);
  });
}
