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
