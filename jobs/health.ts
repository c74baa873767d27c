/**
 * When an account is left alone: cooling down after a limit, set aside after a refusal of its
 * credential, or behind a circuit breaker after failures in a row. The rules are pure; the records
 * are shared through KV.
 *
 * @module
 */

import { z } from "zod";
import { type Failure, type FailureKind, FAILURES } from "../failure.ts";
import type { Runtime } from "../runtime.ts";
import { commit, unlocked } from "../store/commit.ts";
import { KEYS, PREFIXES } from "../store/keys.ts";
import { createTable, type Table, type Versioned } from "../store/table.ts";

/** Why an account is not used, and until when. An account without a record is well. */
export const Health = z.object({
  v: z.literal(1),
  /** Epoch milliseconds; from then on one attempt at a time finds out whether it is well again. */
  closedUntil: z.number(),
  /** Failures in a row. */
  failures: z.number().int().positive(),
  kind: z.custom<FailureKind>((kind) => typeof kind === "string" && Object.hasOwn(FAILURES, kind)),
  /** What the upstream said last. */
  message: z.string(),
  since: z.number(),
});
/** See {@linkcode Health}. */
export type Health = z.infer<typeof Health>;

/** Failures in a row after which the breaker opens. */
export const BREAK_AFTER = 5;

/** A refused credential is tried again after this: the operator may have mended it. */
export const SET_ASIDE_MS = 10 * 60_000;

/** First and longest pause of a breaker, and of a limit that names no time. */
const PAUSE_MS = { first: 15_000, longest: 5 * 60_000 } as const;

/** How long one attempt has the account to itself, to find out whether it is well. */
export const PROBE_MS = 60_000;

/** Bookings for one account at the same moment; one that is lost all the same does no harm. */
const MAX_TRIES = 10;

/** Records outlive their closing, so that the next failure counts on. */
const KEPT_MS = 30 * 60_000;

/** Whether an account can be used at `now`. */
export function isOpen(health: Health | undefined, now: number): boolean {
  return health === undefined || health.closedUntil <= now;
}

/** Whether only one attempt at a time may use an account that is open. */
export function needsProbe(health: Health | undefined): boolean {
  return health !== undefined && (health.failures >= BREAK_AFTER || isSetAside(health));
}

/** Whether the upstream refused the account itself. */
export function isSetAside({ kind }: Health): boolean {
  return kind === "upstream_auth" || kind === "upstream_quota";
}

/** Whether a failure says something about the account, and not about the request. */
export function isAboutAccount({ kind }: Failure): boolean {
  return FAILURES[kind].scope === "call";
}

/** An account's health after a failure that is about it. */
export function afterAccountFailure(
  before: Health | undefined,
  { kind, message, retryAfterMs }: Failure,
  now: number,
): Health {
  const failures = (before?.failures ?? 0) + 1;
  const health = { v: 1, failures, kind, message, since: before?.since ?? now } as const;
  if (isSetAside({ ...health, closedUntil: now })) {
    return { ...health, closedUntil: now + SET_ASIDE_MS };
  }
  if (kind === "rate_limited") {
    return { ...health, closedUntil: now + (retryAfterMs ?? pauseMs(failures)) };
  }
  const open = failures >= BREAK_AFTER;
  return { ...health, closedUntil: open ? now + pauseMs(failures - BREAK_AFTER + 1) : now };
}

/** An account that is not to be used now. */
export interface RestingAccount {
  readonly provider: string;
  readonly account: string;
  readonly kind: FailureKind;
  /** Epoch milliseconds. */
  readonly closedUntil: number;
}

/** The records. */
export interface HealthBook {
  read(provider: string, account: string): Promise<Versioned<Health> | undefined>;
  /** Takes the probe of an account that needs one; false: somebody else was quicker. */
  takeProbe(provider: string, account: string, found: Versioned<Health>): Promise<boolean>;
  /** Every account that is not to be used now. */
  resting(): Promise<RestingAccount[]>;
  /** Books what an attempt came to; `failure` absent: it went well. */
  book(provider: string, account: string, failure: Failure | undefined): Promise<void>;
}

/** Creates the book. */
export function createHealthBook(kv: Deno.Kv, runtime: Runtime): HealthBook {
  const table: Table<Health> = createTable({
    kv,
    runtime,
    schema: Health,
    expiresAt: ({ closedUntil }) => closedUntil + KEPT_MS,
  });

  return {
    read: (provider, account) => table.get(KEYS.health(provider, account)),

    async resting() {
      const list = () => Array.fromAsync(kv.list<Uint8Array>({ prefix: PREFIXES.health() }));
      const rows = await unlocked(list, runtime);
      const found = rows.map(({ key, value }) => {
        const { kind, closedUntil } = Health.parse(JSON.parse(new TextDecoder().decode(value)));
        return { provider: String(key[1]), account: String(key[2]), kind, closedUntil };
      });
      return found.filter(({ closedUntil }) => closedUntil > runtime.now());
    },

    async takeProbe(provider, account, { value, versionstamp }) {
      const key = KEYS.health(provider, account);
      const operation = kv.atomic().check({ key, versionstamp });
      const closedUntil = runtime.now() + PROBE_MS;
      table.set(operation, key, { ...value, closedUntil });
      return await commit(operation, runtime) !== undefined;
    },

    async book(provider, account, failure) {
      const key = KEYS.health(provider, account);
      for (let tries = 0; tries < MAX_TRIES; tries++) {
        const { value: before, versionstamp } = await table.look(key);
        if (!before && !failure) return;
        const operation = kv.atomic().check({ key, versionstamp });
        if (!failure) operation.delete(key);
        else table.set(operation, key, afterAccountFailure(before, failure, runtime.now()));
        // Others book for the same account: each failure has to count.
        if (await commit(operation, runtime) !== undefined) return;
      }
    },
  };
}

function pauseMs(failures: number): number {
  return Math.min(PAUSE_MS.longest, PAUSE_MS.first * 2 ** Math.min(failures - 1, 20));
}
