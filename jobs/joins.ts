/**
 * Requests that already have a job: repeated under the caller's own key, repeated by an SDK that lost
 * the answer or got one that settled nothing, or asked for before. The names under which a job can be found are written in the commit
 * that makes it, so that of two equal requests at the same moment only one makes a job.
 *
 * @module
 */

import { z } from "zod";
import { type Failure, failure, FAILURES } from "../failure.ts";
import type { Runtime } from "../runtime.ts";
import { commit } from "../store/commit.ts";
import { KEYS } from "../store/keys.ts";
import { createTable } from "../store/table.ts";
import { type CacheUse, digestOf, fingerprintOf, type Identity } from "./identity.ts";
import { type Job, jobFailure, jobImages, jobStatus } from "./job.ts";
import type { Asked } from "./identity.ts";

/** A name of a job. */
const Name = z.object({
  v: z.literal(1),
  job: z.string(),
  /** Of what was asked for under it. */
  fingerprint: z.string(),
  expiresAt: z.number(),
});
type Name = z.infer<typeof Name>;

/** How a request came to a job that it did not make. */
export type JoinedBy = "idempotency" | "repeat" | "cache";

/** A name that is to be given to a job in the commit that makes it. */
export interface Claim {
  readonly key: Deno.KvKey;
  /** What must still stand there; undefined: whatever does. */
  readonly versionstamp?: string | null;
  readonly fingerprint: string;
  /** How long it lasts from now, in ms; never longer than the job. */
  readonly ttlMs: number;
}

/** What was found for a request. */
export type Found =
  | { readonly kind: "job"; readonly job: Job; readonly by: JoinedBy }
  | { readonly kind: "conflict"; readonly failure: Failure }
  | { readonly kind: "none"; readonly claims: readonly Claim[] };

/** Finds jobs by what was asked for. */
export interface Joins {
  find(asked: Asked & { readonly owner: string; readonly identity: Identity }): Promise<Found>;
  /**
   * Lets the next request of the same caller for the same find this job: its answer did not settle
   * the matter, and there are clients that repeat themselves without saying so.
   */
  expectRepeat(job: Job): Promise<void>;
  /** The caller has the pictures now: the same request is another click again. */
  forgetRepeat(job: Job): Promise<void>;
  /** The job that an owner has under an idempotency key, whatever was asked for under it. */
  named(key: string, owner: string): Promise<Job | undefined>;
  /** Adds a job's names to the operation that makes it. */
  claim(operation: Deno.AtomicOperation, job: Job, claims: readonly Claim[]): void;
}

/** What it takes. */
export interface JoinsOptions {
  readonly kv: Deno.Kv;
  readonly runtime: Runtime;
  readonly load: (id: string) => Promise<Job | undefined>;
}

/** As long as Stripe and OpenAI keep such keys. */
const IDEMPOTENCY_MS = 24 * 3_600_000;

/** SDKs repeat for a few seconds to a minute; a stalled one may take its ten-minute time-out. */
const REPEAT_MS = 10 * 60_000;

/** A failure that may have cost money is given again for so long; a person may try again then. */
const DOUBT_MS = 60_000;

/** An answer that is about to vanish is not given to another. */
const LEAST_LEFT_MS = 60_000;

/** Where names of all callers stand. */
const EVERYBODY = "*";

/** Creates it. */
export function createJoins({ kv, runtime, load }: JoinsOptions): Joins {
  const names = createTable<Name>({
    kv,
    runtime,
    schema: Name,
    expiresAt: (name) => name.expiresAt,
  });

  async function look(key: Deno.KvKey) {
    const { value: name, versionstamp } = await names.look(key);
    const job = name && await load(name.job);
    return { name, versionstamp, job };
  }

  /** The job that an answer left open; one whose pictures are there by now is given once. */
  async function findOpen(owner: string, fingerprint: string): Promise<Job | undefined> {
    const key = KEYS.request("again", owner, fingerprint);
    const { job, versionstamp } = await look(key);
    if (!job || !mayBePaidFor(job)) return undefined;
    if (jobStatus(job) !== "completed") return job;
    const taken = await commit(kv.atomic().check({ key, versionstamp }).delete(key), runtime);
    return taken === undefined ? undefined : job;
  }

  return {
    async find({ owner, identity, ...asked }) {
      const { idempotencyKey, retryCount, cache, fresh = false } = identity;
      const fingerprint = fingerprintOf(asked);
      const claims: Claim[] = [];
      // Who has a key or counts its tries says by itself whether it repeats itself.
      if (idempotencyKey === undefined && retryCount === undefined && !fresh) {
        const job = await findOpen(owner, fingerprint);
        if (job) return { kind: "job", job, by: "repeat" };
      }
      if (idempotencyKey !== undefined) {
        const key = KEYS.request("idempotency", owner, digestOf(idempotencyKey));
        const { name, versionstamp, job } = await look(key);
        if (name && job) {
          if (name.fingerprint === fingerprint) {
            return { kind: "job", job, by: "idempotency" };
          }
          return { kind: "conflict", failure: conflict(idempotencyKey) };
        }
        claims.push({ key, versionstamp, fingerprint, ttlMs: IDEMPOTENCY_MS });
      }
      if (retryCount !== undefined) {
        const key = KEYS.request("repeat", owner, fingerprint);
        const job = retryCount > 0 ? (await look(key)).job : undefined;
        if (job && mayBePaidFor(job)) return { kind: "job", job, by: "repeat" };
        claims.push({ key, fingerprint, ttlMs: REPEAT_MS });
      }
      if (cache) {
        const key = KEYS.request("cache", scopeOf(cache, owner), fingerprint);
        const { versionstamp, job } = await look(key);
        if (cache.read && job && isUseful(job, runtime.now())) {
          return { kind: "job", job, by: "cache" };
        }
        // One that must not be read may be overwritten, whatever it is by then.
        const fence = cache.read ? { versionstamp } : {};
        claims.push({ key, fingerprint, ttlMs: cache.ttlMs ?? Infinity, ...fence });
      }
      return { kind: "none", claims };
    },

    async expectRepeat(job) {
      const ttlMs = job.endedAt === undefined ? REPEAT_MS : isInDoubt(job) ? DOUBT_MS : 0;
      if (ttlMs === 0) return;
      const fingerprint = fingerprintOf(job);
      const key = KEYS.request("again", job.owner, fingerprint);
      const expiresAt = Math.min(job.expiresAt, runtime.now() + ttlMs);
      await commit(
        names.set(kv.atomic(), key, { v: 1, job: job.id, fingerprint, expiresAt }),
        runtime,
      );
    },

    async forgetRepeat(job) {
      const key = KEYS.request("again", job.owner, fingerprintOf(job));
      const { value: name, versionstamp } = await names.look(key);
      if (name?.job !== job.id) return;
      await commit(kv.atomic().check({ key, versionstamp }).delete(key), runtime);
    },

    async named(key, owner) {
      return (await look(KEYS.request("idempotency", owner, digestOf(key)))).job;
    },

    claim(operation, job, claims) {
      for (const { key, versionstamp, fingerprint, ttlMs } of claims) {
        if (versionstamp !== undefined) operation.check({ key, versionstamp });
        const expiresAt = Math.min(job.expiresAt, runtime.now() + ttlMs);
        names.set(operation, key, { v: 1, job: job.id, fingerprint, expiresAt });
      }
    },
  };
}

function scopeOf({ scope }: CacheUse, owner: string): string {
  return scope === "shared" ? EVERYBODY : owner;
}

/** A job that is known to have come to nothing is no reason not to try again. */
function mayBePaidFor(job: Job): boolean {
  if (jobStatus(job) !== "failed") return true;
  const kind = jobFailure(job)?.kind ?? "internal";
  const { repeat } = FAILURES[kind];
  return repeat === "if_idempotent" || repeat === "never";
}

/** It failed in a way that may have cost money all the same. */
function isInDoubt(job: Job): boolean {
  const kind = jobStatus(job) === "failed" ? jobFailure(job)?.kind : undefined;
  return kind !== undefined && FAILURES[kind].repeat === "if_idempotent";
}

/** On its way, or there with all of its pictures for a while to come. */
function isUseful(job: Job, now: number): boolean {
  if (job.cancelRequestedAt !== undefined) return false;
  if (job.endedAt === undefined) return true;
  return jobImages(job).length >= job.request.n && job.expiresAt - now > LEAST_LEFT_MS;
}

function conflict(key: string): Failure {
  const shown = key.length > 40 ? `${key.slice(0, 40)}…` : key;
  return failure(
    "idempotency_conflict",
    `Idempotency-Key "${shown}" was used for another request: use a new key for a new request`,
    { param: "Idempotency-Key" },
  );
}
