import { assertEquals } from "../tests/assert.ts";
import { createVirtualRuntime } from "../tests/fakes/runtime.ts";
import { commit } from "./commit.ts";
import { dropDue, listDue, moveDue, nextDueAt } from "./due.ts";

const runtime = createVirtualRuntime();

async function move(
  kv: Deno.Kv,
  id: string,
  from: number | undefined,
  to: number | undefined,
): Promise<void> {
  await commit(moveDue(kv.atomic(), id, { from, to }), runtime);
}

Deno.test("listDue() gives what is due, the longest overdue first", async () => {
  using kv = await Deno.openKv(":memory:");
  await move(kv, "late", undefined, 100);
  await move(kv, "latest", undefined, 5);
  await move(kv, "now", undefined, 200);
  await move(kv, "soon", undefined, 201);
  const ids = (await listDue(kv, 200, runtime)).map(({ id }) => id);
  assertEquals(ids, ["latest", "late", "now"]);
  assertEquals(await nextDueAt(kv, 200, runtime), 201);
});

Deno.test("listDue() gives at most a page", async () => {
  using kv = await Deno.openKv(":memory:");
  for (const id of ["a", "b", "c"]) await move(kv, id, undefined, 1);
  assertEquals((await listDue(kv, 1, runtime, { limit: 2 })).length, 2);
});

Deno.test("moveDue() leaves one entry per record, and none in the end", async () => {
  using kv = await Deno.openKv(":memory:");
  await move(kv, "a", undefined, 100);
  await move(kv, "a", 100, 300);
  assertEquals(await listDue(kv, 1_000, runtime), [{ id: "a", dueAt: 300 }]);
  await move(kv, "a", 300, 300);
  assertEquals(await listDue(kv, 1_000, runtime), [{ id: "a", dueAt: 300 }]);
  await move(kv, "a", 300, undefined);
  assertEquals(await nextDueAt(kv, 0, runtime), undefined);
});

Deno.test("dropDue() removes an entry whose record is gone", async () => {
  using kv = await Deno.openKv(":memory:");
  await move(kv, "a", undefined, 100);
  await dropDue(kv, { id: "a", dueAt: 100 }, runtime);
  assertEquals(await listDue(kv, 1_000, runtime), []);
});

Deno.test("entries of one index are not seen in another", async () => {
  using kv = await Deno.openKv(":memory:");
  const index = "hook_due";
  await commit(moveDue(kv.atomic(), "a", { from: undefined, to: 100 }, { index }), runtime);
  assertEquals(await listDue(kv, 1_000, runtime), []);
  assertEquals(await nextDueAt(kv, 0, runtime), undefined);
  assertEquals(await listDue(kv, 1_000, runtime, { index }), [{ id: "a", dueAt: 100 }]);
  assertEquals(await nextDueAt(kv, 0, runtime, { index }), 100);
  await dropDue(kv, { id: "a", dueAt: 100 }, runtime, { index });
  assertEquals(await listDue(kv, 1_000, runtime, { index }), []);
});
