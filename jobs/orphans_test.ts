import { assert, assertEquals } from "../tests/assert.ts";
import { createPendingProvider } from "../tests/fakes/pending_provider.ts";
import { newJob } from "../tests/jobs.ts";
import { countKeys, createWorld } from "../tests/world.ts";
import { createHealthBook } from "./health.ts";
import { createLine } from "./line.ts";
import { createSeats } from "./seats.ts";

const provider = createPendingProvider({
  polls: 1,
  pollAfterMs: 1_000,
  accounts: [{ id: "a", concurrency: 1 }],
});

Deno.test("freeOrphans() frees places that no record knows of, and leaves the others", async () => {
  using kv = await Deno.openKv(":memory:");
  // It dies when it has taken the seat, and when another stands in line, before their records.
  const dead = await createWorld({ kv, providers: [provider] });
  const { runtime } = dead;
  const seats = createSeats({
    kv,
    runtime,
    line: createLine(kv, runtime),
    health: createHealthBook(kv, runtime),
    load: () => Promise.resolve(undefined),
  });
  const deadlineAt = runtime.now() + 60_000;
  for (const id of ["job_1", "job_2"]) await seats.assign(newJob({ id, deadlineAt }), 0, provider);
  assertEquals([await countKeys(kv, "seat"), await countKeys(kv, "line")], [1, 1]);

  const next = await createWorld({ kv, providers: [provider], beside: dead });
  assertEquals(await next.darkroom.worker.freeOrphans(), 0);
  assertEquals([await countKeys(kv, "seat"), await countKeys(kv, "line")], [0, 0]);

  next.darkroom.worker.start();
  const first = await next.accept();
  const second = await next.accept();
  await runtime.until(async () => (await next.find(second.id)).tasks[0]?.line !== undefined);
  assertEquals([await countKeys(kv, "seat"), await countKeys(kv, "line")], [1, 1]);
  await dead.darkroom.worker.freeOrphans();
  assertEquals([await countKeys(kv, "seat"), await countKeys(kv, "line")], [1, 1]);
  for (const { id } of [first, second]) assert((await next.end(id)).endedAt !== undefined);
  await dead.close();
  await next.close();
});
