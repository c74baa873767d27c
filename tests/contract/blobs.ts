/**
 * What every blob store must do, whatever holds the bytes.
 *
 * @module
 */

import { assert, assertEquals, assertRejects } from "../assert.ts";
import { createVirtualRuntime, type VirtualRuntime } from "../fakes/runtime.ts";
import { BlobError, type Blobs, randomBlobId } from "../../store/blobs.ts";

/** A store under test. */
export interface BlobsUnderTest {
  readonly blobs: Blobs;
  close(): void | Promise<void>;
}

/** Sizes around a chunk, and one of several commits. */
const SIZES = [0, 1, 59_999, 60_000, 60_001, 720_000, 720_001, 2_000_000];

/** How the suite is run. */
export interface BlobsContractOptions {
  /** Epoch milliseconds at the start of each test, for stores that compare clocks. */
  readonly startAt?: () => number;
}

/** Registers the suite. */
export function blobsContract(
  name: string,
  create: (runtime: VirtualRuntime) => Promise<BlobsUnderTest>,
  { startAt }: BlobsContractOptions = {},
): void {
  async function withStore(
    test: (blobs: Blobs, runtime: VirtualRuntime) => Promise<void>,
  ): Promise<void> {
    const runtime = createVirtualRuntime(startAt ? { startAt: startAt() } : {});
    const store = await create(runtime);
    try {
      await test(store.blobs, runtime);
    } finally {
      await store.close();
    }
  }

  function put(blobs: Blobs, runtime: VirtualRuntime, bytes: Uint8Array<ArrayBuffer>) {
    const expiresAt = runtime.now() + 60_000;
    return blobs.put(bytes, { id: randomBlobId(), mediaType: "image/png", expiresAt });
  }

  Deno.test(`${name} gives back the bytes of any size, whole and as a stream`, () =>
    withStore(async (blobs, runtime) => {
      for (const size of SIZES) {
        const bytes = pattern(size);
        const info = await put(blobs, runtime, bytes);
        assertEquals(info.sizeBytes, size);
        assertEquals(await blobs.head(info.id), info);
        assert(equal(await blobs.read(info.id) ?? new Uint8Array(1), bytes));
        assert(equal(await collect(blobs.stream(info)), bytes));
      }
    }));

  Deno.test(`${name} gives ranges, across the borders of chunks too`, () =>
    withStore(async (blobs, runtime) => {
      const bytes = pattern(150_000);
      const info = await put(blobs, runtime, bytes);
      const ranges = [[0, 0], [0, 149_999], [59_999, 60_000], [60_000, 119_999], [
        149_999,
        149_999,
      ]];
      for (const [start = 0, end = 0] of ranges) {
        const part = await collect(blobs.stream(info, { start, end }));
        assert(equal(part, bytes.subarray(start, end + 1)), `${start}-${end}`);
      }
    }));

  Deno.test(`${name} takes the bytes of a view, not of its buffer`, () =>
    withStore(async (blobs, runtime) => {
      const info = await put(blobs, runtime, pattern(100).subarray(10, 20));
      assert(equal(await blobs.read(info.id) ?? new Uint8Array(), pattern(100).subarray(10, 20)));
    }));

  Deno.test(`${name} keeps the first of two writers of one id`, () =>
    withStore(async (blobs, runtime) => {
      for (const size of [10, 1_000_000]) {
        const first = pattern(size);
        const options = {
          id: randomBlobId(),
          mediaType: "image/png",
          expiresAt: runtime.now() + 60_000,
        };
        const kept = await blobs.put(first, options);
        const again = await blobs.put(pattern(size).fill(7), options);
        assertEquals(again, kept);
        assert(equal(await blobs.read(options.id) ?? new Uint8Array(), first));
      }
    }));

  Deno.test(`${name} knows nothing of what is deleted, expired or never was`, () =>
    withStore(async (blobs, runtime) => {
      const deleted = await put(blobs, runtime, pattern(100_000));
      const expired = await put(blobs, runtime, pattern(100));
      await blobs.delete(deleted.id);
      await blobs.delete("never");
      await runtime.pass(60_000);
      for (const id of [deleted.id, expired.id, "never"]) {
        assertEquals([await blobs.head(id), await blobs.read(id)], [undefined, undefined]);
      }
    }));

  Deno.test(`${name} does not give a range of what is not there`, () =>
    withStore(async (blobs, runtime) => {
      const info = await put(blobs, runtime, pattern(1_000));
      await blobs.delete(info.id);
      for (const range of [undefined, { start: 0, end: 9 }]) {
        await assertRejects(() => collect(blobs.stream(info, range)), BlobError, "does not exist");
      }
    }));

  Deno.test(`${name} has nothing to sweep when no writer crashed`, () =>
    withStore(async (blobs, runtime) => {
      const info = await put(blobs, runtime, pattern(2_000_000));
      await runtime.pass(3_600);
      assertEquals(await blobs.sweep(), 0);
      assertEquals((await blobs.head(info.id))?.id, info.id);
    }));
}

/** Bytes that differ from place to place. */
function pattern(size: number): Uint8Array<ArrayBuffer> {
  return Uint8Array.from({ length: size }, (_, index) => (index * 31 + (index >> 8)) & 255);
}

/** Byte by byte: a failed comparison of megabytes need not be printed. */
function equal(a: Uint8Array, b: Uint8Array): boolean {
  return a.length === b.length && a.every((byte, index) => byte === b[index]);
}

async function collect(stream: ReadableStream<Uint8Array<ArrayBuffer>>): Promise<Uint8Array> {
  return new Uint8Array(await new Response(stream).arrayBuffer());
}
