/**
 * When an account or a route is left alone: an account cooling down after a limit or set aside after
 * a refusal of its credential, a route behind a circuit breaker after failures in a row. The rules
 * are pure; the records are shared through KV.
 *
 * @module
 */

import { z } from "zod";
import { type Failure, type FailureKind, FAILURES } from "../failure.ts";
import type { RouteChoice } from "../providers/registry.ts";
import type { Runtime } from "../runtime.ts";
import { commit, unlocked } from "../store/commit.ts";
import { KEYS, PREFIXES } from "../store/keys.ts";
import { createRecent } from "../store/recent.ts";
import { createTable, type Table, type Versioned } from "../store/table.ts";

/** Whose health it is: an account's, or that of a provider's model. */
export type Patient =
  | { readonly provider: string; readonly account: string }
  | { readonly provider: string; readonly model: string };

/** Why somebody is left alone, and until when. Who has no record is well. */
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

/** How long one attempt has it to itself, to find out whether it is well. */
export const PROBE_MS = 60_000;

/** Bookings for the same one at the same moment; one that is lost all the same does no harm. */
const MAX_TRIES = 10;

/** Records outlive their closing, so that the next failure counts on. */
const KEPT_MS = 30 * 60_000;

/** Whether an account or a route can be used at `now`. */
export function isOpen(health: Health | undefined, now: number): boolean {
  return health === undefined || health.closedUntil <= now;
}

/** Whether only one attempt at a time may use what is open. */
export function needsProbe(health: Health | undefined): boolean {
  return health !== undefined && (health.failures >= BREAK_AFTER || isSetAside(health));
}

/** Whether the upstream refused the account itself. */
export function isSetAside({ kind }: Health): boolean {
  return kind === "upstream_auth" || kind === "upstream_quota";
}

const OF_ACCOUNTS: ReadonlySet<FailureKind> = new Set([
  "rate_limited",
  "upstream_auth",
  "upstream_quota",
]);

/** Whether a failure is about who called, and not about what was asked or who answers. */
export function isAboutAccount({ kind }: Failure): boolean {
  return OF_ACCOUNTS.has(kind);
}

/** Whether a failure says something about the upstream, and not about the request. */
export function isAboutUpstream({ kind }: Failure): boolean {
  return FAILURES[kind].scope === "call";
}

/** Somebody's health after a failure that is about him. */
export function afterFailureOf(
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

/** An account or a route whose last attempts failed. */
export interface Ailing extends Pick<Health, "kind" | "message" | "failures" | "since"> {
  readonly patient: Patient;
  /** Epoch milliseconds: it rests until then. A time gone by: it is used as if it were well. */
  readonly closedUntil: number;
}

/** An account or a route that is not to be used now. */
export type Resting = Pick<Ailing, "patient" | "kind" | "closedUntil">;

/** Whether a route, or every account that could take it, is among those at rest. */
export function restsNow(
  { provider, model }: RouteChoice,
  resting: readonly Resting[],
): boolean {
  const own = resting.map(({ patient }) => patient)
    .filter((patient) => patient.provider === provider.id);
  const accounts = own.filter((patient) => "account" in patient).length;
  return own.some((patient) => "model" in patient && patient.model === model) ||
    (provider.accounts !== undefined && accounts >= provider.accounts.length);
}

/** The records. */
export interface HealthBook {
  read(patient: Patient): Promise<Versioned<Health> | undefined>;
  /** The same, as it was up to a second ago. */
  recent(patient: Patient): Promise<Versioned<Health> | undefined>;
  /** Takes the probe of who needs one; false: somebody else was quicker. */
  takeProbe(patient: Patient, found: Versioned<Health>): Promise<boolean>;
  /** Everything that has a record. */
  ailing(): Promise<Ailing[]>;
  /** Everything that is not to be used now. */
  resting(): Promise<Resting[]>;
  /** Books what an attempt came to; `failure` absent: it went well. */
  book(patient: Patient, failure: Failure | undefined): Promise<void>;
}

/** Thousands of attempts need not read the same record each. */
const REMEMBERED = { maxBytes: 1_000, maxAgeMs: 1_000 } as const;

/** Creates the book. */
export function createHealthBook(kv: Deno.Kv, runtime: Runtime): HealthBook {
  const table: Table<Health> = createTable({
    kv,
    runtime,
    schema: Health,
    expiresAt: ({ closedUntil }) => closedUntil + KEPT_MS,
  });

  const remembered = createRecent<{ readonly found: Versioned<Health> | undefined }>({
    now: () => runtime.now(),
    ...REMEMBERED,
  });

  async function recent(patient: Patient): Promise<Versioned<Health> | undefined> {
    const name = keyOf(patient).join();
    const known = remembered.get(name) ?? { found: await table.get(keyOf(patient)) };
    remembered.set(name, known, 1);
    return known.found;
  }

  async function ailing(): Promise<Ailing[]> {
    const list = () => Array.fromAsync(kv.list<Uint8Array>({ prefix: PREFIXES.health() }));
    const rows = await unlocked(list, runtime);
    return rows.map(({ key, value }) => {
      const { v: _, ...health } = Health.parse(JSON.parse(new TextDecoder().decode(value)));
      return { patient: patientOf(key), ...health };
    }).filter(({ closedUntil }) => closedUntil + KEPT_MS > runtime.now());
  }

  return {
    read: (patient) => table.get(keyOf(patient)),
    recent,

    ailing,

    async resting() {
      return (await ailing()).filter(({ closedUntil }) => closedUntil > runtime.now());
    },

    async takeProbe(patient, { value, versionstamp }) {
      const key = keyOf(patient);
      const operation = kv.atomic().check({ key, versionstamp });
      const closedUntil = runtime.now() + PROBE_MS;
      table.set(operation, key, { ...value, closedUntil });
      remembered.delete(key.join());
      return await commit(operation, runtime) !== undefined;
    },

    async book(patient, failure) {
      // Success is no news of who is not known to be ill.
      if (!failure && !await recent(patient)) return;
      const key = keyOf(patient);
      remembered.delete(key.join());
      for (let tries = 0; tries < MAX_TRIES; tries++) {
        const { value: before, versionstamp } = await table.look(key);
        if (!before && !failure) return;
        const operation = kv.atomic().check({ key, versionstamp });
        if (!failure) operation.delete(key);
        else table.set(operation, key, afterFailureOf(before, failure, runtime.now()));
        // Others book for the same one: each failure has to count.
        if (await commit(operation, runtime) !== undefined) return;
      }
    },
  };
}

function keyOf(patient: Patient): Deno.KvKey {
  return "account" in patient
    ? KEYS.health(patient.provider, "account", patient.account)
    : KEYS.health(patient.provider, "model", patient.model);
}

function patientOf([, provider, kind, id]: Deno.KvKey): Patient {
  return kind === "account"
    ? { provider: String(provider), account: String(id) }
    : { provider: String(provider), model: String(id) };
}

function pauseMs(failures: number): number {
  return Math.min(PAUSE_MS.longest, PAUSE_MS.first * 2 ** Math.min(failures - 1, 20));
}
