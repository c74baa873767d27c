/**
 * Jobs in KV: every write is one atomic operation, fenced by the record's version, that moves the
 * due entry along. A writer whose version is stale writes nothing.
 *
 * @module
 */

import type { Blobs } from "../store/blobs.ts";
import { commit, unlocked } from "../store/commit.ts";
import { moveDue } from "../store/due.ts";
import { EMPTY, KEYS, PREFIXES } from "../store/keys.ts";
import { createTable, type Versioned } from "../store/table.ts";
import type { Runtime } from "../runtime.ts";
import { EVERYBODY, Job } from "./job.ts";
import type { Allowance, Booking, Refused } from "./admission.ts";
import type { Claim, Joins } from "./joins.ts";
import { offloadTexts, restoreTexts } from "./long_texts.ts";

/** Jobs as they are stored. */
export interface JobRepo {
  /**
   * Stores a new job; its long texts go to a blob. Undefined: one of the names that it claims has
   * been given to another job meanwhile, or its owner's limits have changed; ask again.
   */
  insert(job: Job, terms?: InsertTerms): Promise<Versioned<Job> | Refused | undefined>;
  load(id: string): Promise<Versioned<Job> | undefined>;
  /** Replaces exactly the version given; undefined when it is no longer the newest. */
  replace(old: Versioned<Job>, job: Job): Promise<Versioned<Job> | undefined>;
  /** Removes the record and its place in the caller's list; false: it is not the newest version. */
  remove(stored: Versioned<Job>): Promise<boolean>;
  /** The job with its long texts back in place. */
  withTexts(job: Job): Promise<Job>;
  /** Newest first. */
  list(owner: string, options: ListOptions): Promise<ListPage>;
}

/** On what a new job depends. */
export interface InsertTerms {
  /** Names that are to be its own. */
  readonly claims?: readonly Claim[];
  /** Absent: its owner has no limits. */
  readonly allowance?: Allowance | undefined;
}

/** Which jobs to list. */
export interface ListOptions {
  readonly limit: number;
  /** The id before the page. */
  readonly after?: string;
  /** Absent: all of them. */
  readonly where?: (job: Job) => boolean;
  /** Epoch milliseconds: nothing that was made before is looked at. */
  readonly since?: number;
}

/** A page of jobs. */
export interface ListPage {
  readonly jobs: readonly Job[];
  /** The last job that was looked at, where the next page begins; undefined: there is no more. */
  readonly next?: string;
}

/** Adds to the operation that schedules a job what a waker needs. */
export type Attach = (operation: Deno.AtomicOperation, id: string, dueAt: number) => void;

/** What has to be committed together with the fact that it tells of. */
export interface Announcement {
  /** Adds to the operation that makes the fact true. */
  add(operation: Deno.AtomicOperation): void;
  /** Called once that operation is committed. */
  committed(): void;
}

/** What the repo needs. */
export interface JobRepoOptions {
  readonly kv: Deno.Kv;
  readonly blobs: Blobs;
  readonly runtime: Runtime;
  readonly joins: Pick<Joins, "claim">;
  readonly attach?: Attach;
  /** Told of a provider one of whose seats a commit has made free. */
  readonly seatFreed?: (provider: string) => void;
  /** What the commit that ends a job settles of its owner's limits; undefined: nothing. */
  readonly settle?: (ended: Job) => Promise<Booking | undefined>;
  /** Adds what was used to the commit that ends a job. */
  readonly record?: (operation: Deno.AtomicOperation, ended: Job) => void;
  /** What the commit that ends a job has to carry with it; undefined: nobody wants to hear of it. */
  readonly announce?: (ended: Job) => Promise<Announcement | undefined>;
  /** Told of every commit, with the record that was there before; absent: it is a new job. */
  readonly committed?: (job: Job, before: Job | undefined) => void;
}

/** Jobs that one page looks at in search of those wanted. */
const MOST_LOOKED_AT = 2_000;

/** Creates the repo. */
export function createJobRepo(options: JobRepoOptions): JobRepo {
  const { kv, blobs, runtime, joins, attach, seatFreed } = options;
  const { settle, record, announce, committed } = options;

  const jobs = createTable<Job>({
    kv,
    runtime,
    schema: Job,
    expiresAt: (job) => job.expiresAt,
  });

  async function write(
    operation: Deno.AtomicOperation,
    job: Job,
    old: Job | undefined,
  ): Promise<Versioned<Job> | undefined> {
    const move = { from: old?.dueAt, to: job.dueAt };
    moveDue(jobs.set(operation, KEYS.job(job.id), job), job.id, move);
    const ends = job.endedAt !== undefined && old?.endedAt === undefined;
    const announcement = ends ? await announce?.(job) : undefined;
    announcement?.add(operation);
    if (ends) record?.(operation, job);
    // A held job needs no waker: its holder goes on by itself.
    if (job.dueAt !== undefined && !job.holder) attach?.(operation, job.id, job.dueAt);
    const versionstamp = await book(operation, ends ? await settle?.(job) : undefined);
    if (versionstamp === undefined) return undefined;
    announcement?.committed();
    committed?.(job, old);
    return { value: job, versionstamp };
  }

  async function book(
    operation: Deno.AtomicOperation,
    booking: Booking | undefined,
  ): Promise<string | undefined> {
    try {
      booking?.add(operation);
      return await commit(operation, runtime);
    } finally {
      booking?.over();
    }
  }

  async function insertOne(
    job: Job,
    claims: readonly Claim[],
    booking?: Booking,
  ): Promise<Versioned<Job> | undefined> {
    const key = KEYS.job(job.id);
    const expireIn = Math.max(1, job.expiresAt - runtime.now());
    const operation = kv.atomic()
      .check({ key, versionstamp: null })
      .set(KEYS.ownerJob(job.owner, job.id), EMPTY, { expireIn });
    joins.claim(operation, job, claims);
    booking?.add(operation);
    return await write(operation, job, undefined);
  }

  async function insertReserved(
    job: Job,
    claims: readonly Claim[],
    allowance: Allowance,
  ): Promise<Versioned<Job> | Refused | undefined> {
    const booking = await allowance.reserve(job);
    if ("refused" in booking) return booking;
    try {
      return await insertOne(booking.job, claims, booking);
    } finally {
      booking.over();
    }
  }

  return {
    async insert(given, { claims = [], allowance } = {}) {
      const job = await offloadTexts(given, blobs);
      const stored = allowance
        ? await insertReserved(job, claims, allowance)
        : await insertOne(job, claims);
      if (stored && "versionstamp" in stored) return stored;
      if (job.textsBlobId !== undefined) await blobs.delete(job.textsBlobId);
      if (!stored && claims.length === 0 && !allowance) {
        throw new Error(`Job ${job.id} exists already`);
      }
      return stored;
    },

    async remove({ value: { id, owner, dueAt }, versionstamp }) {
      const operation = kv.atomic()
        .check({ key: KEYS.job(id), versionstamp })
        .delete(KEYS.job(id))
        .delete(KEYS.ownerJob(owner, id));
      moveDue(operation, id, { from: dueAt, to: undefined });
      return await commit(operation, runtime) !== undefined;
    },

    load: (id) => jobs.get(KEYS.job(id)),

    async replace(old, job) {
      const operation = kv.atomic()
        .check({ key: KEYS.job(job.id), versionstamp: old.versionstamp });
      const kept = holdingsOf(job);
      const left = holdingsOf(old.value).filter((holding) => !kept.some(isSame(holding)));
      for (const { key } of left) operation.delete(key);
      const stored = await write(operation, job, old.value);
      if (!stored) return undefined;
      for (const { provider, isSeat } of left) {
        if (isSeat) seatFreed?.(provider);
      }
      return stored;
    },

    withTexts: (job) => restoreTexts(job, blobs),

    async list(owner, { limit, after, since = 0, where = () => true }) {
      const selector = selectorOf(owner, after);
      const rows = kv.list(selector, { reverse: true, batchSize: 100 });
      const found: Job[] = [];
      let lookedAt = 0;
      for await (const { key } of rows) {
        const id = String(key.at(-1));
        const record = await jobs.get(KEYS.job(id));
        if (!record) await unlocked(() => kv.delete(key), runtime);
        else if (record.value.createdAt < since) break;
        else if (where(record.value)) found.push(record.value);
        if (found.length > limit) {
          return { jobs: found.slice(0, limit), next: lastOf(found, limit) };
        }
        if (++lookedAt === MOST_LOOKED_AT) return { jobs: found, next: id };
      }
      return { jobs: found };
    },
  };
}

/** What everybody's jobs are found under are the records themselves. */
function selectorOf(owner: string, after: string | undefined): Deno.KvListSelector {
  const isAll = owner === EVERYBODY;
  const prefix = isAll ? PREFIXES.jobs() : PREFIXES.ownerJobs(owner);
  if (!after) return { prefix };
  return { prefix, end: isAll ? KEYS.job(after) : KEYS.ownerJob(owner, after) };
}

function lastOf(jobs: readonly Job[], limit: number): string {
  return jobs[limit - 1]?.id ?? "";
}

/** A key that stands for something a task has: a seat, or a place in line. */
export interface Holding {
  readonly provider: string;
  readonly key: Deno.KvKey;
  readonly isSeat: boolean;
}

/** Seats and places in line that are a job's by its own record. */
export function holdingsOf(job: Job): Holding[] {
  return job.tasks.flatMap(({ account, seat, line, route }) => {
    const provider = job.routes[route]?.provider;
    if (provider === undefined) return [];
    const place = line ? [{ provider, key: KEYS.line(provider, line), isSeat: false }] : [];
    if (seat === undefined || account === undefined) return place;
    return [...place, { provider, key: KEYS.seat(provider, account, seat), isSeat: true }];
  });
}

function isSame({ key }: Holding): (other: Holding) => boolean {
  return (other) => other.key.join() === key.join();
}
