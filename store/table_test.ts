import { z } from "zod";
import { assertEquals, assertExists, assertRejects, assertThrows } from "../tests/assert.ts";
import { createVirtualRuntime } from "../tests/fakes/runtime.ts";
import { commit } from "./commit.ts";
import { createTable, RecordError } from "./table.ts";

const Note = z.object({ v: z.literal(1), text: z.string(), expiresAt: z.number() });
const KEY = ["note", "a"];

function notes(kv: Deno.Kv) {
  const runtime = createVirtualRuntime();
  const expiresAt = (note: z.infer<typeof Note>) => note.expiresAt;
  return { runtime, table: createTable({ kv, runtime, schema: Note, expiresAt }) };
}

Deno.test("Table gives back what was set, with its version", async () => {
  using kv = await Deno.openKv(":memory:");
  const { runtime, table } = notes(kv);
  const note = { v: 1, text: "晚霞", expiresAt: runtime.now() + 1_000 } as const;
  const versionstamp = await commit(table.set(kv.atomic(), KEY, note), runtime);
  assertEquals(await table.get(KEY), { value: note, versionstamp: versionstamp ?? "" });
});

Deno.test("Table writes JSON bytes that any Deno can read", async () => {
  using kv = await Deno.openKv(":memory:");
  const { runtime, table } = notes(kv);
  const note = { v: 1, text: "x", expiresAt: runtime.now() + 1_000 } as const;
  await commit(table.set(kv.atomic(), KEY, note), runtime);
  const { value } = await kv.get<Uint8Array>(KEY);
  assertEquals(JSON.parse(new TextDecoder().decode(value ?? new Uint8Array())), note);
});

Deno.test("Table keeps to the exact expiry although KV is late", async () => {
  using kv = await Deno.openKv(":memory:");
  const { runtime, table } = notes(kv);
  const note = { v: 1, text: "x", expiresAt: runtime.now() + 1_000 } as const;
  await commit(table.set(kv.atomic(), KEY, note), runtime);
  await runtime.pass(999);
  assertEquals((await table.get(KEY))?.value.text, "x");
  await runtime.pass(1);
  assertEquals(await table.get(KEY), undefined);
});

Deno.test("Table names a record of another version instead of passing it off as absent", async () => {
  using kv = await Deno.openKv(":memory:");
  const { table } = notes(kv);
  await kv.set(KEY, new TextEncoder().encode('{"v":2,"text":"x","expiresAt":9e15}'));
  await assertRejects(() => table.get(KEY), RecordError, "note/a");
});

Deno.test("Table refuses a record that KV would not take", async () => {
  using kv = await Deno.openKv(":memory:");
  const { table } = notes(kv);
  const note = { v: 1, text: "晚".repeat(30_000), expiresAt: 1 } as const;
  assertThrows(() => table.set(kv.atomic(), KEY, note), RangeError, "KV takes 65536");
});

Deno.test("Table.look() has the version of a record that has expired and is still there", async () => {
  using kv = await Deno.openKv(":memory:");
  const { runtime, table } = notes(kv);
  assertEquals(await table.look(KEY), { value: undefined, versionstamp: null });
  const note = { v: 1, text: "x", expiresAt: runtime.now() + 1_000 } as const;
  await commit(table.set(kv.atomic(), KEY, note), runtime);
  await runtime.pass(1_000);
  const { value, versionstamp } = await table.look(KEY);
  assertEquals(value, undefined);
  const next = { ...note, expiresAt: runtime.now() + 1_000 };
  const replaced = table.set(kv.atomic().check({ key: KEY, versionstamp }), KEY, next);
  assertExists(await commit(replaced, runtime), "it can be replaced at once");
});

Deno.test("a record under a key longer than KV takes is not there, instead of a bug", async () => {
  using kv = await Deno.openKv(":memory:");
  const runtime = createVirtualRuntime();
  const table = createTable({ kv, runtime, schema: z.object({ v: z.literal(1) }) });
  for (const id of ["a".repeat(2_045), "\0".repeat(1_023), "é".repeat(1_023), "a".repeat(9_999)]) {
    assertEquals(await table.get(["job", id]), undefined);
  }
  for (const id of ["a".repeat(2_030), "\0".repeat(1_015), "é".repeat(1_015)]) {
    await kv.set(["job", id], new TextEncoder().encode('{"v":1}'));
    assertEquals((await table.get(["job", id]))?.value, { v: 1 }, "what KV takes is found");
  }
});
