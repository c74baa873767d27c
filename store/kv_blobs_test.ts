import { assertEquals, assertRejects } from "../tests/assert.ts";
import { blobsContract } from "../tests/contract/blobs.ts";
import { watchKv } from "../tests/fakes/kv.ts";
import { createVirtualRuntime } from "../tests/fakes/runtime.ts";
import { BlobError, type BlobInfo } from "./blobs.ts";
import { createKvBlobs } from "./kv_blobs.ts";

blobsContract("KvBlobs", async (runtime) => {
  const kv = await Deno.openKv(":memory:");
  return { blobs: createKvBlobs({ kv, runtime }), close: () => kv.close() };
});

const BIG = new Uint8Array(1_500_000).fill(3);
const put = { id: "big", mediaType: "image/png", expiresAt: Date.UTC(2031, 0, 1) };

Deno.test("KvBlobs has no blob before its manifest, wherever a writer dies", async () => {
  using kv = await Deno.openKv(":memory:");
  for (const atCommit of [1, 2, 3]) {
    for (const when of ["before", "after"] as const) {
      const id = `${atCommit}-${when}`;
      const dying = watchKv(kv, { atCommit, when });
      const runtime = createVirtualRuntime({ busy: () => dying.pending > 0 });
      void createKvBlobs({ kv: dying.kv, runtime }).put(BIG, { ...put, id });
      await runtime.until(() => dying.crashed);
      const blobs = createKvBlobs({ kv, runtime });
      const whole = atCommit === 3 && when === "after";
      assertEquals((await blobs.read(id))?.length, whole ? BIG.length : undefined, id);
    }
  }
});

Deno.test("KvBlobs sweeps the chunks that a dead writer left, and only those", async () => {
  using kv = await Deno.openKv(":memory:");
  const dying = watchKv(kv, { atCommit: 2, when: "after" });
  const runtime = createVirtualRuntime({ busy: () => dying.pending > 0 });
  void createKvBlobs({ kv: dying.kv, runtime }).put(BIG, put);
  await runtime.until(() => dying.crashed);
  const blobs = createKvBlobs({ kv, runtime });
  await blobs.put(BIG, { ...put, id: "kept" });
  assertEquals(await blobs.sweep(), 0, "it might still be writing");
  await runtime.pass(16 * 60_000);
  assertEquals(await blobs.sweep(), 1);
  assertEquals(await keysOf(kv, "big"), 0);
  assertEquals((await blobs.read("kept"))?.length, BIG.length);
});

Deno.test("KvBlobs leaves nothing behind of what is deleted", async () => {
  using kv = await Deno.openKv(":memory:");
  const blobs = createKvBlobs({ kv, runtime: createVirtualRuntime() });
  await blobs.put(BIG, put);
  await blobs.delete("big");
  assertEquals(await keysOf(kv, "big"), 0);
});

Deno.test("KvBlobs refuses to give bytes that are not what was stored", async () => {
  using kv = await Deno.openKv(":memory:");
  const info = await createKvBlobs({ kv, runtime: createVirtualRuntime() }).put(BIG, put);
  // Another process, which does not have the bytes in memory.
  const blobs = createKvBlobs({ kv, runtime: createVirtualRuntime() });
  const [chunk] = await Array.fromAsync(kv.list({ prefix: ["chunk", "big"] }, { limit: 1 }));
  await kv.set(chunk?.key ?? [], new Uint8Array(60_000).fill(4));
  await assertRejects(() => blobs.read("big"), BlobError, "SHA-256");
  await assertRejects(() => drain(blobs.stream(info)), BlobError, "SHA-256");
  await kv.delete(chunk?.key ?? []);
  await assertRejects(() => blobs.read("big"), BlobError, "missing or cut");
  await assertRejects(() => drain(blobs.stream(info, { start: 0, end: 9 })), BlobError, "missing");
});

Deno.test("KvBlobs ends a stream with an error when the blob is gone", async () => {
  using kv = await Deno.openKv(":memory:");
  const blobs = createKvBlobs({ kv, runtime: createVirtualRuntime() });
  const info: BlobInfo = { ...put, sizeBytes: 1, sha256: "", createdAt: 0 };
  await assertRejects(() => drain(blobs.stream(info)), BlobError, "does not exist");
});

async function drain(stream: ReadableStream): Promise<void> {
  await new Response(stream).arrayBuffer();
}

/** Keys of a blob: its manifest, chunks and marks. */
async function keysOf(kv: Deno.Kv, id: string): Promise<number> {
  const entries = await Array.fromAsync(kv.list({ prefix: [] }));
  return entries.filter(({ key }) => key.includes(id)).length;
}
