/**
 * The waiting line before a provider's seats: by priority, then fair among callers, then first come
 * first served. A caller's k-th waiting task stands in the k-th round after the one being served, so
 * a thousand tasks of one caller do not come before the first of another.
 *
 * @module
 */

import { z } from "zod";
import type { Runtime } from "../runtime.ts";
import { commit, unlocked } from "../store/commit.ts";
import { KEYS, type LinePlace, PREFIXES } from "../store/keys.ts";

/** Who stands in line. */
export const Waiter = z.object({
  v: z.literal(1),
  job: z.string(),
  task: z.number(),
  /** When it joined. */
  at: z.number(),
});
/** See {@linkcode Waiter}. */
export type Waiter = z.infer<typeof Waiter>;

/** Somebody in line, and where. */
export interface InLine {
  readonly place: LinePlace;
  readonly waiter: Waiter;
}

/** Who wants to stand in line. */
export interface Joining {
  readonly owner: string;
  /** -10 to 10; higher goes first. */
  readonly priority: number;
  readonly waiter: Waiter;
  /** Epoch milliseconds; nobody waits longer. */
  readonly until: number;
}

/** A provider's line. */
export interface Line {
  /** The first in line, at most `limit`. */
  head(provider: string, limit: number): Promise<InLine[]>;
  join(provider: string, joining: Joining): Promise<LinePlace>;
  leave(provider: string, place: LinePlace): Promise<void>;
  /** Told that somebody from this place is seated: the line has come to its round. */
  step(provider: string, place: LinePlace): Promise<void>;
}

/** A caller who comes back after this starts at the round being served. */
const FORGET_MS = 10 * 60_000;

const Round = z.object({ v: z.literal(1), round: z.number() });

/** Creates the lines. */
export function createLine(kv: Deno.Kv, runtime: Runtime): Line {
  async function round(key: Deno.KvKey): Promise<number> {
    const { value } = await unlocked(() => kv.get<Uint8Array>(key), runtime);
    return value === null ? 0 : Round.parse(decode(value)).round;
  }

  async function leave(provider: string, place: LinePlace): Promise<void> {
    await unlocked(() => kv.delete(KEYS.line(provider, place)), runtime);
  }

  return {
    leave,

    async head(provider, limit) {
      const rows = () =>
        Array.fromAsync(kv.list<Uint8Array>({ prefix: PREFIXES.line(provider) }, { limit }));
      return (await unlocked(rows, runtime)).map(({ key, value }) => ({
        place: { rank: Number(key[2]), round: Number(key[3]), ticket: String(key[4]) },
        waiter: Waiter.parse(decode(value)),
      }));
    },

    async join(provider, { owner, priority, waiter, until }) {
      const served = await round(KEYS.served(provider));
      const last = await round(KEYS.round(provider, owner));
      const place = {
        // Not -priority: -0 and 0 are different keys.
        rank: 0 - priority,
        round: Math.max(served, last + 1),
        ticket: runtime.uuid(),
      };
      const expireIn = Math.max(1, until - runtime.now());
      const operation = kv.atomic()
        .set(KEYS.line(provider, place), encode(waiter), { expireIn })
        .set(KEYS.round(provider, owner), encode({ v: 1, round: place.round }), {
          expireIn: FORGET_MS,
        });
      await commit(operation, runtime);
      return place;
    },

    async step(provider, place) {
      const served = await round(KEYS.served(provider));
      if (place.round <= served) return;
      const next = encode({ v: 1, round: place.round });
      await unlocked(() => kv.set(KEYS.served(provider), next), runtime);
    },
  };
}

/** Whether `a` stands before `b`. */
export function isBefore(a: LinePlace, b: LinePlace): boolean {
  if (a.rank !== b.rank) return a.rank < b.rank;
  return a.round === b.round ? a.ticket < b.ticket : a.round < b.round;
}

function encode(value: unknown): Uint8Array {
  return new TextEncoder().encode(JSON.stringify(value));
}

function decode(bytes: Uint8Array): unknown {
  return JSON.parse(new TextDecoder().decode(bytes));
}
