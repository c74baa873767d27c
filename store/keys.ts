/**
 * Every key in KV and what stands under it. Nothing else builds keys.
 *
 * | key | value |
 * |---|---|
 * | `job, id` | the job record: JSON, versioned |
 * | `due, dueAt, id` | empty; the job wants attention from `dueAt` (epoch ms) on. While somebody advances it, `dueAt` is the end of the lease |
 * | `owner_job, owner, id` | empty; ids are time-ordered, so this lists a caller's jobs |
 * | `blob, id` | manifest: type, size, chunk count, SHA-256 |
 * | `chunk, id, upload, index` | up to 60 kB of the blob, as one writer put it |
 * | `upload, startedAt, id, upload` | empty; a blob of several commits is being written |
 *
 * @module
 */

/** Builds each key. */
export const KEYS = {
  job: (id: string): Deno.KvKey => ["job", id],
  due: (dueAt: number, id: string): Deno.KvKey => ["due", dueAt, id],
  ownerJob: (owner: string, id: string): Deno.KvKey => ["owner_job", owner, id],
  blob: (id: string): Deno.KvKey => ["blob", id],
  chunk: (id: string, upload: string, index: number): Deno.KvKey => ["chunk", id, upload, index],
  upload: (
    startedAt: number,
    id: string,
    upload: string,
  ): Deno.KvKey => ["upload", startedAt, id, upload],
} as const;

/** Prefixes for listing. */
export const PREFIXES = {
  due: (): Deno.KvKey => ["due"],
  ownerJobs: (owner: string): Deno.KvKey => ["owner_job", owner],
  chunks: (id: string, upload: string): Deno.KvKey => ["chunk", id, upload],
  uploads: (): Deno.KvKey => ["upload"],
} as const;

/** Value of a key that says all by itself. */
export const EMPTY: Uint8Array = new Uint8Array(0);
