/**
 * Blobs in an S3-compatible bucket: one object each, what is known of it in its metadata, every
 * read verified.
 *
 * @module
 */

import { createHash } from "node:crypto";
import type { Bucket, Credentials } from "../blob_store.ts";
import type { Runtime } from "../runtime.ts";
import { BlobError, type BlobInfo, type Blobs, type ByteRange, type PutBlob } from "./blobs.ts";
import { createRecent } from "./recent.ts";
import { createS3Client, type S3Answer } from "./s3_client.ts";
import { type ListedObject, type Listing, readListing } from "./s3_listing.ts";
import { metadataOf, readMetadata } from "./s3_metadata.ts";

/** What the store needs. */
export interface S3BlobsOptions {
  readonly bucket: Bucket;
  readonly credentials: Credentials;
  readonly runtime: Pick<Runtime, "fetch" | "now" | "random" | "sha256" | "sleep">;
  /** Sweeps pass over what is younger: nothing is stored for less than this. */
  readonly minLifeMs: number;
  /** Objects that one sweep lists, 1,000 at most. */
  readonly sweepSize?: number;
}

/** Blobs, and whether they can be had. */
export interface S3Blobs extends Blobs {
  /** Asks the bucket for a list; a {@linkcode BlobError} says what is wrong. */
  check(): Promise<void>;
}

interface Stored {
  readonly info: BlobInfo;
  readonly bytes: Uint8Array<ArrayBuffer>;
}

/** Memory for what was stored in the last seconds; another process's delete is seen after them. */
const RECENT_BYTES = 64 * 1_024 * 1_024;
const RECENT_MS = 5_000;

/** How long a presigned address is good for: for a page to load, not for a link to be kept. */
const PRESIGNED_MS = 10 * 60_000;

const SWEEP_SIZE = 1_000;
/** Objects looked at side by side. */
const SWEEP_WIDTH = 8;

const OK = 200;
const NO_CONTENT = 204;
const PART = 206;
const NOT_FOUND = 404;
const EXISTS = 412;
const NOT_IMPLEMENTED = 501;

/** Creates the blob store over a bucket; asks nothing yet. */
export function createS3Blobs(options: S3BlobsOptions): S3Blobs {
  const { bucket, runtime, minLifeMs, sweepSize = SWEEP_SIZE } = options;
  const client = createS3Client(options);
  const recent = createRecent<Stored>({
    now: () => runtime.now(),
    maxBytes: RECENT_BYTES,
    maxAgeMs: RECENT_MS,
  });
  /** Older servers refuse the condition; what they have is found by looking first. */
  let knowsConditions = true;
  /** The key after which the next sweep goes on. */
  let sweptUntil = "";

  const isLive = (info: BlobInfo | undefined) =>
    info !== undefined && info.expiresAt > runtime.now() ? info : undefined;

  function infoOf(id: string, { status, headers }: S3Answer): BlobInfo | undefined {
    if (status === NOT_FOUND) return undefined;
    const info = readMetadata(id, headers);
    if (info === undefined) throw new BlobError(`The object of blob ${id} is not Darkroom's`);
    return info;
  }

  async function look(id: string): Promise<BlobInfo | undefined> {
    const call = { method: "HEAD", key: id, expect: [OK, NOT_FOUND] } as const;
    return await client.ask(call, (answer) => infoOf(id, answer));
  }

  async function find(id: string): Promise<BlobInfo | undefined> {
    return isLive(recent.get(id)?.info ?? await look(id));
  }

  async function put(bytes: Uint8Array<ArrayBuffer>, wanted: PutBlob): Promise<BlobInfo> {
    // Looked for first: not every server heeds the condition of the upload.
    const found = recent.get(wanted.id)?.info ?? await look(wanted.id);
    if (found && isLive(found)) return found;
    if (found) await remove(found.id);
    const info = await describe(bytes, wanted);
    if (!await upload(bytes, info)) return await yieldTo(info);
    recent.set(info.id, { info, bytes }, bytes.length);
    return info;
  }

  /** Somebody else, or an upload of ours whose answer was lost, has stored this id meanwhile. */
  async function yieldTo({ id }: BlobInfo): Promise<BlobInfo> {
    const winner = isLive(await look(id));
    if (!winner) throw new BlobError(`Blob ${id} expired while it was stored again`);
    return winner;
  }

  async function describe(bytes: Uint8Array<ArrayBuffer>, wanted: PutBlob): Promise<BlobInfo> {
    return {
      id: wanted.id,
      mediaType: wanted.mediaType,
      sizeBytes: bytes.length,
      sha256: await runtime.sha256(bytes),
      createdAt: runtime.now(),
      expiresAt: wanted.expiresAt,
    };
  }

  /** False: there is such an object already. */
  async function upload(bytes: Uint8Array<ArrayBuffer>, info: BlobInfo): Promise<boolean> {
    const headers = {
      ...metadataOf(info),
      "content-type": info.mediaType,
      "x-amz-content-sha256": info.sha256,
      ...(knowsConditions ? { "if-none-match": "*" } : {}),
    };
    const expect = knowsConditions ? [OK, EXISTS, NOT_IMPLEMENTED] : [OK];
    const call = { method: "PUT", key: info.id, headers, body: bytes, expect } as const;
    const status = await client.ask(call, statusOf);
    if (status !== NOT_IMPLEMENTED) return status === OK;
    knowsConditions = false;
    return await upload(bytes, info);
  }

  async function read(id: string): Promise<Uint8Array<ArrayBuffer> | undefined> {
    const stored = recent.get(id);
    if (stored && isLive(stored.info)) return stored.bytes;
    const call = { method: "GET", key: id, expect: [OK, NOT_FOUND] } as const;
    return await client.ask(call, async (answer) => {
      const info = isLive(infoOf(id, answer));
      if (info) return await collect(info, whole(info, answer));
      await answer.discard();
      return undefined;
    });
  }

  async function* bytesOf(info: BlobInfo, range?: ByteRange) {
    const headers = range ? { range: `bytes=${range.start}-${range.end}` } : {};
    const expect = [range ? PART : OK, NOT_FOUND];
    const call = { method: "GET", key: info.id, headers, expect } as const;
    const { answer, found } = await client.ask(call, (answer) => ({
      answer,
      found: isLive(infoOf(info.id, answer)),
    }));
    if (found?.sha256 === info.sha256) {
      yield* range ? part(info, range, answer) : whole(info, answer);
      return;
    }
    await answer.discard();
    throw new BlobError(`Blob ${info.id} ${found ? "is another one now" : "does not exist"}`);
  }

  async function remove(id: string): Promise<void> {
    recent.delete(id);
    // Servers differ in how they say that there was nothing.
    await client.ask({ method: "DELETE", key: id, expect: [OK, NO_CONTENT, NOT_FOUND] }, statusOf);
  }

  /** ListObjects of the first version: its marker is a key, which no server lets go stale. */
  async function list(after: string, size: number): Promise<Listing> {
    const query = {
      "max-keys": String(size),
      ...(bucket.prefix === "" ? {} : { prefix: bucket.prefix }),
      ...(after === "" ? {} : { marker: after }),
    };
    return await client.ask({ method: "GET", query, expect: [OK] }, async (answer) => {
      const listing = readListing(await answer.text());
      if (!listing) throw new BlobError(`The bucket "${bucket.name}" answered without a list`);
      return listing;
    });
  }

  /** Whether it was one of ours, expired, and is removed now. */
  async function removeExpired({ key, modifiedAt }: ListedObject): Promise<boolean> {
    if (modifiedAt > runtime.now() - minLifeMs) return false;
    const id = key.slice(bucket.prefix.length);
    const call = { method: "HEAD", key: id, expect: [OK, NOT_FOUND] } as const;
    const info = await client.ask(call, ({ headers }) => readMetadata(id, headers));
    if (!info || isLive(info)) return false;
    await remove(id);
    return true;
  }

  async function sweep(): Promise<number> {
    const { objects, isTruncated } = await list(sweptUntil, sweepSize);
    let removed = 0;
    for (let at = 0; at < objects.length; at += SWEEP_WIDTH) {
      const done = await Promise.all(objects.slice(at, at + SWEEP_WIDTH).map(removeExpired));
      removed += done.filter((isRemoved) => isRemoved).length;
    }
    sweptUntil = isTruncated ? objects.at(-1)?.key ?? "" : "";
    return removed;
  }

  return {
    put,
    head: find,
    read,
    stream: (info, range) => ReadableStream.from(bytesOf(info, range)),
    delete: remove,
    sweep,
    check: async () => void await list("", 1),
    ...(bucket.reads === "proxied" ? {} : {
      async publicUrl(info) {
        const lifeMs = Math.min(PRESIGNED_MS, info.expiresAt - runtime.now());
        const seconds = Math.max(1, Math.floor(lifeMs / 1_000));
        const query = { "response-cache-control": `public, max-age=${seconds}, immutable` };
        const url = await client.presign(info.id, { seconds, query });
        return { url, expiresAt: runtime.now() + seconds * 1_000 };
      },
    }),
  };
}

async function statusOf(answer: S3Answer): Promise<number> {
  await answer.discard();
  return answer.status;
}

/** The bytes; at their end it is an error when they are not what the metadata says. */
async function* whole(info: BlobInfo, answer: S3Answer) {
  const hash = createHash("sha256");
  let length = 0;
  for await (const chunk of answer.chunks()) {
    length += chunk.length;
    if (length > info.sizeBytes) throw ofOtherSize(info, length);
    hash.update(chunk);
    yield chunk;
  }
  if (length !== info.sizeBytes) throw ofOtherSize(info, length);
  if (hash.digest("hex") === info.sha256) return;
  throw new BlobError(`Blob ${info.id} does not have the SHA-256 of its metadata`);
}

/** A server may send more than it was asked for, but not from another place. */
async function* part(info: BlobInfo, { start, end }: ByteRange, answer: S3Answer) {
  const [, from, total] =
    /^bytes (\d+)-\d+\/(\d+)$/.exec(answer.headers.get("content-range") ?? "") ??
      [];
  const isAsked = Number(from) === start && Number(total) === info.sizeBytes;
  let left = isAsked ? end - start + 1 : 0;
  for await (const chunk of answer.chunks()) {
    if (left > 0) yield chunk.subarray(0, left);
    left -= chunk.length;
    if (left <= 0) break;
  }
  if (isAsked && left <= 0) return;
  throw new BlobError(`Blob ${info.id} came with other bytes than asked for`);
}

async function collect(
  info: BlobInfo,
  chunks: AsyncIterable<Uint8Array>,
): Promise<Uint8Array<ArrayBuffer>> {
  const bytes = new Uint8Array(info.sizeBytes);
  let offset = 0;
  for await (const chunk of chunks) {
    bytes.set(chunk, offset);
    offset += chunk.length;
  }
  return bytes;
}

/** Too few may be a broken connection; too many are another object. */
function ofOtherSize({ id, sizeBytes }: BlobInfo, length: number): BlobError {
  const isPassing = length < sizeBytes;
  return new BlobError(`Blob ${id} has ${sizeBytes} bytes, but ${length} came`, { isPassing });
}
