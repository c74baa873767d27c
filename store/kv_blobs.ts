/**
 * Blobs in KV: chunks first, the manifest last, every read verified.
 *
 * @module
 */

import { createHash } from "node:crypto";
import { z } from "zod";
import { BlobError, type BlobInfo, type Blobs, type ByteRange, type PutBlob } from "./blobs.ts";
import { commit, type CommitRuntime, unlocked } from "./commit.ts";
import { EMPTY, KEYS, PREFIXES } from "./keys.ts";
import { CHUNK_BYTES, CHUNKS_PER_COMMIT, MAX_GET_MANY } from "./limits.ts";
import type { Runtime } from "../runtime.ts";
import { createRecent } from "./recent.ts";
import { createTable } from "./table.ts";

const Manifest = z.object({
  v: z.literal(1),
  id: z.string(),
  mediaType: z.string(),
  sizeBytes: z.number().int().nonnegative(),
  sha256: z.string(),
  chunks: z.number().int().nonnegative(),
  /** Names this writer's chunks, so that two writers of one id never mix. */
  upload: z.string(),
  createdAt: z.number(),
  expiresAt: z.number(),
});
type Manifest = z.infer<typeof Manifest>;

/** How old an unfinished upload must be before it counts as left behind by a crash. */
const ABANDONED_AFTER_MS = 15 * 60_000;

/** Memory for what was stored in the last seconds; another process's delete is seen after them. */
const RECENT_BYTES = 64 * 1_024 * 1_024;
const RECENT_MS = 5_000;

interface Stored {
  readonly manifest: Manifest;
  readonly bytes: Uint8Array<ArrayBuffer>;
}

/** What the store needs. */
export interface KvBlobsOptions {
  readonly kv: Deno.Kv;
  readonly runtime: CommitRuntime & Pick<Runtime, "now" | "uuid" | "sha256">;
}

/** Creates the blob store over KV. */
export function createKvBlobs({ kv, runtime }: KvBlobsOptions): Blobs {
  const manifests = createTable({
    kv,
    runtime,
    schema: Manifest,
    expiresAt: (manifest) => manifest.expiresAt,
  });

  const recent = createRecent<Stored>({
    now: () => runtime.now(),
    maxBytes: RECENT_BYTES,
    maxAgeMs: RECENT_MS,
  });

  async function find(id: string): Promise<Manifest | undefined> {
    const stored = recent.get(id)?.manifest;
    if (stored && stored.expiresAt > runtime.now()) return stored;
    return (await manifests.get(KEYS.blob(id)))?.value;
  }

  async function put(bytes: Uint8Array<ArrayBuffer>, options: PutBlob): Promise<BlobInfo> {
    const manifest = await describe(bytes, options);
    const startedAt = runtime.now();
    const mark = KEYS.upload(startedAt, manifest.id, manifest.upload);
    const last = Math.max(0, Math.ceil(manifest.chunks / CHUNKS_PER_COMMIT) - 1);
    for (let batch = 0; batch <= last; batch++) {
      const operation = kv.atomic();
      addChunks(operation, bytes, manifest, batch);
      // A blob of one commit appears whole or not at all and needs no mark for the sweeper.
      if (batch === 0 && last > 0) operation.set(mark, EMPTY);
      if (batch === last) {
        operation.check({ key: KEYS.blob(manifest.id), versionstamp: null }).delete(mark);
        manifests.set(operation, KEYS.blob(manifest.id), manifest);
      }
      if (await commit(operation, runtime) === undefined) return await yieldTo(manifest, startedAt);
    }
    recent.set(manifest.id, { manifest, bytes }, bytes.length);
    return manifest;
  }

  /** Somebody else has stored this id meanwhile: theirs stays. */
  async function yieldTo(loser: Manifest, startedAt: number): Promise<BlobInfo> {
    await removeUpload(loser.id, loser.upload, startedAt);
    const winner = await find(loser.id);
    if (!winner) throw new BlobError(`Blob ${loser.id} expired while it was stored again`);
    return winner;
  }

  async function describe(bytes: Uint8Array<ArrayBuffer>, options: PutBlob): Promise<Manifest> {
    return {
      v: 1,
      id: options.id,
      mediaType: options.mediaType,
      sizeBytes: bytes.length,
      sha256: await runtime.sha256(bytes),
      chunks: Math.ceil(bytes.length / CHUNK_BYTES),
      upload: runtime.uuid(),
      createdAt: runtime.now(),
      expiresAt: options.expiresAt,
    };
  }

  function addChunks(
    operation: Deno.AtomicOperation,
    bytes: Uint8Array,
    manifest: Manifest,
    batch: number,
  ): void {
    const expireIn = Math.max(1, manifest.expiresAt - runtime.now());
    const first = batch * CHUNKS_PER_COMMIT;
    const end = Math.min(manifest.chunks, first + CHUNKS_PER_COMMIT);
    for (let index = first; index < end; index++) {
      const chunk = bytes.slice(index * CHUNK_BYTES, (index + 1) * CHUNK_BYTES);
      operation.set(KEYS.chunk(manifest.id, manifest.upload, index), chunk, { expireIn });
    }
  }

  /** Chunks `first` to `end - 1`, as many as one call gives; each of exactly its size. */
  async function readChunks(
    manifest: Manifest,
    first: number,
    end: number,
  ): Promise<Uint8Array<ArrayBuffer>[]> {
    const indices = Array.from({ length: end - first }, (_, offset) => first + offset);
    const keys = indices.map((index) => KEYS.chunk(manifest.id, manifest.upload, index));
    const entries = await unlocked(() => kv.getMany<Uint8Array<ArrayBuffer>[]>(keys), runtime);
    return entries.map((entry, offset) => {
      const expected = chunkSize(manifest, first + offset);
      if (entry.value?.length !== expected) {
        throw new BlobError(`Chunk ${first + offset} of blob ${manifest.id} is missing or cut`);
      }
      return entry.value;
    });
  }

  async function* chunksFrom(manifest: Manifest, first: number, end: number) {
    for (let at = first; at < end; at += MAX_GET_MANY) {
      yield* await readChunks(manifest, at, Math.min(end, at + MAX_GET_MANY));
    }
  }

  async function read(id: string): Promise<Uint8Array<ArrayBuffer> | undefined> {
    const manifest = await find(id);
    if (!manifest) return undefined;
    const stored = recent.get(id)?.bytes;
    if (stored) return stored;
    const bytes = new Uint8Array(manifest.sizeBytes);
    let offset = 0;
    for await (const chunk of chunksFrom(manifest, 0, manifest.chunks)) {
      bytes.set(chunk, offset);
      offset += chunk.length;
    }
    if (await runtime.sha256(bytes) !== manifest.sha256) throw corrupt(manifest);
    return bytes;
  }

  async function* whole(manifest: Manifest) {
    const hash = createHash("sha256");
    for await (const chunk of chunksFrom(manifest, 0, manifest.chunks)) {
      hash.update(chunk);
      yield chunk;
    }
    if (hash.digest("hex") !== manifest.sha256) throw corrupt(manifest);
  }

  async function* part(manifest: Manifest, { start, end }: ByteRange) {
    const first = Math.floor(start / CHUNK_BYTES);
    let position = first * CHUNK_BYTES;
    for await (const chunk of chunksFrom(manifest, first, Math.floor(end / CHUNK_BYTES) + 1)) {
      yield chunk.subarray(Math.max(0, start - position), Math.max(0, end + 1 - position));
      position += chunk.length;
    }
  }

  async function* bytesOf(info: BlobInfo, range?: ByteRange) {
    const manifest = await find(info.id);
    if (!manifest) throw new BlobError(`Blob ${info.id} does not exist`);
    yield* range ? part(manifest, range) : whole(manifest);
  }

  async function removeUpload(id: string, upload: string, startedAt: number): Promise<void> {
    for await (const { key } of kv.list({ prefix: PREFIXES.chunks(id, upload) })) {
      await unlocked(() => kv.delete(key), runtime);
    }
    await unlocked(() => kv.delete(KEYS.upload(startedAt, id, upload)), runtime);
  }

  return {
    put,
    head: find,
    read,
    stream: (info, range) => ReadableStream.from(bytesOf(info, range)),

    async delete(id) {
      const manifest = await find(id);
      if (!manifest) return;
      recent.delete(id);
      // Without its manifest the blob is gone; the mark lets the sweeper finish what a crash cuts off.
      const { createdAt, upload } = manifest;
      const mark = KEYS.upload(createdAt, id, upload);
      await commit(kv.atomic().delete(KEYS.blob(id)).set(mark, EMPTY), runtime);
      await removeUpload(id, upload, createdAt);
    },

    async sweep() {
      const end = KEYS.upload(runtime.now() - ABANDONED_AFTER_MS, "", "");
      let removed = 0;
      for await (const { key } of kv.list({ prefix: PREFIXES.uploads(), end })) {
        const [, startedAt, id, upload] = key;
        await removeUpload(String(id), String(upload), Number(startedAt));
        removed++;
      }
      return removed;
    },
  };
}

function chunkSize(manifest: Manifest, index: number): number {
  return Math.min(CHUNK_BYTES, manifest.sizeBytes - index * CHUNK_BYTES);
}

function corrupt(manifest: Manifest): BlobError {
  return new BlobError(`Blob ${manifest.id} does not have the SHA-256 of its manifest`);
}
