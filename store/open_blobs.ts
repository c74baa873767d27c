/**
 * The blob store that the operator chose.
 *
 * @module
 */

import type { BlobStore } from "../blob_store.ts";
import { BlobError, type Blobs } from "./blobs.ts";
import { createKvBlobs, type KvBlobsOptions } from "./kv_blobs.ts";
import type { S3BlobsOptions } from "./s3_blobs.ts";

/** What either store may need. */
export interface OpenBlobsOptions {
  readonly store: BlobStore;
  readonly kv: Deno.Kv;
  readonly runtime: KvBlobsOptions["runtime"] & S3BlobsOptions["runtime"];
  /** Nothing will be stored for less. */
  readonly minLifeMs: number;
}

/**
 * Opens the store. A bucket is asked once, so that a wrong name or key is known at the start.
 *
 * @throws {RangeError} when the bucket cannot be used
 */
export async function openBlobs(options: OpenBlobsOptions): Promise<Blobs> {
  const { store, kv, runtime, minLifeMs } = options;
  if (store.kind === "kv") return createKvBlobs({ kv, runtime });
  // Whoever stays with KV need not load what signs requests.
  const { createS3Blobs } = await import("./s3_blobs.ts");
  const blobs = createS3Blobs({ ...store, runtime, minLifeMs });
  try {
    await blobs.check();
  } catch (error) {
    if (!(error instanceof BlobError)) throw error;
    throw new RangeError(`BLOB_STORE cannot be used: ${error.message}`, { cause: error });
  }
  return blobs;
}
