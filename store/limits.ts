/**
 * What Deno KV can take, a little below its own limits. Source: Deno's KV documentation
 * (deploy/kv/transactions) and measurements on the SQLite backend of Deno 2.5 and 2.9.
 *
 * @module
 */

/** Largest value: 64 KiB. */
export const MAX_VALUE_BYTES = 65_536;

/** Bytes of a blob in one value. */
export const CHUNK_BYTES = 60_000;

/** Chunks in one atomic operation beside a manifest: an operation takes 800 KiB in all. */
export const CHUNKS_PER_COMMIT = 12;

/** Keys in one `getMany`. */
export const MAX_GET_MANY = 10;

/** Rows that one look at the due index takes. */
export const DUE_PAGE_ROWS = 500;

/** Largest key that KV reads. */
const MAX_KEY_BYTES = 2_048;

/** What KV adds to each part of a key: its kind and its end. */
const PART_BYTES = 2;

/** Whether KV can have a record under a key. Parts that callers chose may be of any length. */
export function fitsKv(key: Deno.KvKey): boolean {
  return key.reduce<number>((sum, part) => sum + bytesOf(part), 0) <= MAX_KEY_BYTES;
}

function bytesOf(part: Deno.KvKeyPart): number {
  if (typeof part !== "string") return PART_BYTES + 8;
  const zeros = part.split("\0").length - 1; // each is written as two bytes
  return PART_BYTES + new TextEncoder().encode(part).length + zeros;
}
