/**
 * Accounts in KV: each reservation and each settlement is part of the commit that makes or ends its
 * job, fenced by the account's version. So it happens exactly when that does, whatever dies.
 *
 * @module
 */

import type { Booking, Standing } from "../jobs/admission.ts";
import { type Hold, type Job, jobCost, jobImages } from "../jobs/job.ts";
import type { Runtime } from "../runtime.ts";
import { commit } from "../store/commit.ts";
import { KEYS } from "../store/keys.ts";
import { createTable } from "../store/table.ts";
import {
  Account,
  addRequest,
  type Ask,
  type Obstacle,
  reserve,
  settle,
  standingOf,
} from "./account.ts";
import type { Limits } from "./key.ts";
import { createTurns } from "./turns.ts";

/** What an account says to an asker. */
export type Looked =
  | { readonly ok: true; readonly standing: Standing }
  | { readonly ok: false; readonly standing: Standing; readonly obstacle: Obstacle };

/** A reservation that is still to be committed. */
export interface Reservation extends Booking {
  readonly hold: Hold;
  readonly standing: Standing;
}

/** Whose account, under which limits. */
export interface Holder {
  readonly owner: string;
  readonly limits: Limits;
}

/** Reads and changes accounts. */
export interface AccountBook {
  read(owner: string): Promise<Account | undefined>;
  /** What would be answered; changes nothing. */
  look(holder: Holder, ask: Ask): Promise<Looked>;
  /** Until the reservation is over, others of the same owner wait here. */
  reserve(holder: Holder, ask: Ask): Promise<Reservation | (Looked & { readonly ok: false })>;
  /** What the commit that ends a job has to carry; undefined: nothing is held. */
  settle(job: Job): Promise<Booking | undefined>;
  /** Counts a request without a job, if there is room for it. */
  count(holder: Holder): Promise<Looked>;
}

/** A request for nothing but to be counted. */
const NOTHING: Ask = { images: 0, cost: 0, deadlineAt: 0 };

/** Creates the book. */
export function createAccountBook(kv: Deno.Kv, runtime: Runtime): AccountBook {
  const takeTurn = createTurns();
  const table = createTable<Account>({
    kv,
    runtime,
    schema: Account,
    expiresAt: ({ expiresAt }) => expiresAt,
  });

  const read = async (owner: string) => (await table.look(KEYS.account(owner))).value;

  function judge(account: Account | undefined, { limits }: Holder, ask: Ask): Looked {
    const now = runtime.now();
    const reserved = reserve(account, { limits, ask, now });
    const standing = standingOf(account, limits, now);
    if ("obstacle" in reserved) return { ok: false, standing, obstacle: reserved.obstacle };
    return { ok: true, standing };
  }

  return {
    read,

    look: async (holder, ask) => judge(await read(holder.owner), holder, ask),

    async reserve({ owner, limits }, ask) {
      const key = KEYS.account(owner);
      const over = await takeTurn(owner);
      try {
        const { value, versionstamp } = await table.look(key);
        const now = runtime.now();
        const reserved = reserve(value, { limits, ask, now });
        if ("obstacle" in reserved) {
          over();
          const standing = standingOf(value, limits, now);
          return { ok: false, standing, obstacle: reserved.obstacle };
        }
        const { account, hold } = reserved;
        const add = (operation: Deno.AtomicOperation) =>
          void table.set(operation.check({ key, versionstamp }), key, account);
        return { hold, standing: standingOf(account, limits, now), add, over };
      } catch (error) {
        over();
        throw error;
      }
    },

    async settle(job) {
      const { owner, hold } = job;
      if (hold === undefined) return undefined;
      const key = KEYS.account(owner);
      const over = await takeTurn(owner);
      try {
        const { value, versionstamp } = await table.look(key);
        const spent = { images: jobImages(job).length, cost: jobCost(job) };
        const account = settle(value, { hold, spent, now: runtime.now() });
        const add = (operation: Deno.AtomicOperation) =>
          void table.set(operation.check({ key, versionstamp }), key, account);
        // An account that has vanished holds nothing that could be given back.
        return value === undefined ? { add: () => {}, over } : { add, over };
      } catch (error) {
        over();
        throw error;
      }
    },

    async count(holder) {
      const { owner, limits } = holder;
      const key = KEYS.account(owner);
      const over = await takeTurn(owner);
      try {
        for (;;) {
          const { value, versionstamp } = await table.look(key);
          const { requestsPerMinute } = limits;
          const looked = judge(value, { owner, limits: only(requestsPerMinute) }, NOTHING);
          if (!looked.ok) return { ...looked, standing: standingOf(value, limits, runtime.now()) };
          const account = addRequest(value, runtime.now());
          const operation = table.set(kv.atomic().check({ key, versionstamp }), key, account);
          if (await commit(operation, runtime) === undefined) continue;
          return { ok: true, standing: standingOf(account, limits, runtime.now()) };
        }
      } finally {
        over();
      }
    },
  };
}

function only(requestsPerMinute: number | undefined): Limits {
  return requestsPerMinute === undefined ? {} : { requestsPerMinute };
}
