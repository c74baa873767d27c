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
 * | `seat, provider, account, number` | who has one of an account's places: JSON |
 * | `line, provider, rank, round, ticket` | a task that waits for a seat: JSON; the first in order is the next |
 * | `round, provider, owner` | the last round in which a caller's task stands in the line |
 * | `served, provider` | the round that is being served |
 * | `health, provider, account or model, id` | why it is not to be used now, and until when; absent: all is well |
 * | `timing, provider, model` | how long its pictures took |
 * | `stats, unit, startAt` | what happened in a minute, an hour or a day: JSON |
 * | `request, kind, scope, digest` | the job that a request already has: by the caller's own key, by an SDK's repeat, or by what was asked for |
 * | `preferences, owner` | what a caller asked us to remember: JSON |
 * | `started, owner, dialect, id` | empty; a job whose end the door of that dialect has not yet seen |
 * | `session, digest` | the key with which somebody signed in, sealed: JSON |
 * | `hook_endpoints, owner` | all of a caller's webhook endpoints, with their secrets: JSON |
 * | `hook_delivery, id` | an event on its way to one receiver, and its log: JSON, versioned |
 * | `hook_due, dueAt, id` | empty; as `due`, for deliveries |
 * | `owner_hook, owner, id` | receiver and status of a delivery, for listing: JSON |
 * | `file, owner, id` | an uploaded file, or one that a batch wrote: JSON; ids are time-ordered |
 * | `file_part, id, index` | where a part of a file is: JSON |
 * | `batch, id` | a batch: JSON, versioned |
 * | `batch_due, dueAt, id` | empty; as `due`, for batches |
 * | `owner_batch, owner, id` | empty; as `owner_job`, for batches |
 * | `hook_lane, receiver, subject, id` | empty; a delivery that has not ended: later ones about the same subject wait for it |
 * | `access_key, id` | a key that opens the door, with the digests of its texts: JSON, versioned |
 * | `account, owner` | what a caller has used of its limits, and what its open jobs hold: JSON |
 * | `usage, day, owner, model, provider, count` | what was used: a sum |
 * | `audit, id` | what was done with administrative power: JSON; ids are time-ordered |
 *
 * @module
 */

/** A place in a provider's waiting line: lower is earlier, `rank` first. */
export interface LinePlace {
  readonly rank: number;
  readonly round: number;
  readonly ticket: string;
}

/** The indices of what wants attention: jobs, deliveries of webhooks, and batches. */
export type DueIndex = "due" | "hook_due" | "batch_due";

/** What use is counted by. */
export interface UsagePlace {
  readonly day: string;
  readonly owner: string;
  readonly model: string;
  readonly provider: string;
}

/** Builds each key. */
export const KEYS = {
  job: (id: string): Deno.KvKey => ["job", id],
  due: (dueAt: number, id: string, index: DueIndex = "due"): Deno.KvKey => [index, dueAt, id],
  ownerJob: (owner: string, id: string): Deno.KvKey => ["owner_job", owner, id],
  blob: (id: string): Deno.KvKey => ["blob", id],
  chunk: (id: string, upload: string, index: number): Deno.KvKey => ["chunk", id, upload, index],
  upload: (
    startedAt: number,
    id: string,
    upload: string,
  ): Deno.KvKey => ["upload", startedAt, id, upload],
  seat: (provider: string, account: string, number: number): Deno.KvKey => [
    "seat",
    provider,
    account,
    number,
  ],
  line: (provider: string, place: LinePlace): Deno.KvKey => [
    "line",
    provider,
    place.rank,
    place.round,
    place.ticket,
  ],
  round: (provider: string, owner: string): Deno.KvKey => ["round", provider, owner],
  served: (provider: string): Deno.KvKey => ["served", provider],
  health: (provider: string, kind: "account" | "model", id: string): Deno.KvKey => [
    "health",
    provider,
    kind,
    id,
  ],
  timing: (provider: string, model: string): Deno.KvKey => ["timing", provider, model],
  stats: (unit: "minute" | "hour" | "day", startAt: number): Deno.KvKey => ["stats", unit, startAt],
  request: (
    kind: "idempotency" | "repeat" | "again" | "cache",
    scope: string,
    digest: string,
  ): Deno.KvKey => ["request", kind, scope, digest],
  preferences: (owner: string): Deno.KvKey => ["preferences", owner],
  started: (owner: string, dialect: string, id: string): Deno.KvKey => [
    "started",
    owner,
    dialect,
    id,
  ],
  session: (digest: string): Deno.KvKey => ["session", digest],
  hookEndpoints: (owner: string): Deno.KvKey => ["hook_endpoints", owner],
  hookDelivery: (id: string): Deno.KvKey => ["hook_delivery", id],
  ownerHook: (owner: string, id: string): Deno.KvKey => ["owner_hook", owner, id],
  hookLane: (receiver: string, subject: string, id: string): Deno.KvKey => [
    "hook_lane",
    receiver,
    subject,
    id,
  ],
  file: (owner: string, id: string): Deno.KvKey => ["file", owner, id],
  filePart: (id: string, index: number): Deno.KvKey => ["file_part", id, index],
  batch: (id: string): Deno.KvKey => ["batch", id],
  ownerBatch: (owner: string, id: string): Deno.KvKey => ["owner_batch", owner, id],
  accessKey: (id: string): Deno.KvKey => ["access_key", id],
  account: (owner: string): Deno.KvKey => ["account", owner],
  usage: (
    { day, owner, model, provider }: UsagePlace,
    count: string,
  ): Deno.KvKey => ["usage", day, owner, model, provider, count],
  audit: (id: string): Deno.KvKey => ["audit", id],
} as const;

/** Prefixes for listing. */
export const PREFIXES = {
  due: (index: DueIndex = "due"): Deno.KvKey => [index],
  jobs: (): Deno.KvKey => ["job"],
  ownerJobs: (owner: string): Deno.KvKey => ["owner_job", owner],
  chunks: (id: string, upload: string): Deno.KvKey => ["chunk", id, upload],
  uploads: (): Deno.KvKey => ["upload"],
  seats: (provider: string, account: string): Deno.KvKey => ["seat", provider, account],
  allSeats: (): Deno.KvKey => ["seat"],
  line: (provider: string): Deno.KvKey => ["line", provider],
  allLines: (): Deno.KvKey => ["line"],
  health: (): Deno.KvKey => ["health"],
  started: (owner: string, dialect: string): Deno.KvKey => ["started", owner, dialect],
  ownerHooks: (owner: string): Deno.KvKey => ["owner_hook", owner],
  hookLane: (receiver: string, subject: string): Deno.KvKey => ["hook_lane", receiver, subject],
  files: (owner: string): Deno.KvKey => ["file", owner],
  fileParts: (id: string): Deno.KvKey => ["file_part", id],
  ownerBatches: (owner: string): Deno.KvKey => ["owner_batch", owner],
  accessKeys: (): Deno.KvKey => ["access_key"],
  usage: (): Deno.KvKey => ["usage"],
  usageOn: (day: string): Deno.KvKey => ["usage", day],
  usageOf: (day: string, owner: string): Deno.KvKey => ["usage", day, owner],
  audit: (): Deno.KvKey => ["audit"],
} as const;

/** Value of a key that says all by itself. */
export const EMPTY: Uint8Array = new Uint8Array(0);
