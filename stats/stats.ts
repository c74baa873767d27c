/**
 * Statistics: counted in memory, written every few seconds, shared through KV.
 *
 * A minute, an hour and a day have one record each, to which every process adds what it has counted
 * since it last wrote: fenced by the record's version and all three in one commit, so that sums
 * agree, and a restart leaves no record of its own behind. What cannot be written stays in memory
 * until it can. A process that is killed takes the last seconds with it; a commit whose answer got
 * lost counts twice. Nothing that anybody's money depends on is kept here.
 *
 * @module
 */

import type { Runtime } from "../runtime.ts";
import { commit, unlocked } from "../store/commit.ts";
import { KEYS } from "../store/keys.ts";
import { createTable, type Versioned } from "../store/table.ts";
import { z } from "zod";
import { bounded } from "./bounded.ts";
import type { Fact, Listener } from "./fact.ts";
import { KEPT_MS, startOf, type Unit, UNIT_MS, UNITS } from "./period.ts";
import { merge, NO_TALLY, Tally, tallyOf } from "./tally.ts";

/** A stretch of time, and what happened in it. */
export const Period = z.object({
  v: z.literal(1),
  /** Epoch milliseconds. */
  startAt: z.number(),
  tally: Tally,
});
/** See {@linkcode Period}. */
export type Period = Readonly<z.infer<typeof Period>>;

/** Which stretches to read. */
export interface Span {
  readonly unit: Unit;
  /** Epoch milliseconds: some time in the first stretch, and some time in the last. */
  readonly from: number;
  readonly to: number;
}

/** The book of statistics. */
export interface Stats {
  /** Counts a fact that is true now. */
  readonly note: Listener;
  /**
   * The stretches in which something happened, the oldest first. What other processes have counted
   * in the last seconds may still be missing.
   */
  read(span: Span): Promise<Period[]>;
  /** Writes what this process has counted, as far as the database takes it. Never rejects. */
  flush(): Promise<void>;
  /** Begins to write every few seconds; resolves when it has been closed. Never rejects. */
  start(): Promise<void>;
  /** Writes for the last time. */
  close(): Promise<void>;
}

/** What the book needs. */
export interface StatsOptions {
  readonly kv: Deno.Kv;
  readonly runtime: Runtime;
}

/** How long what was counted may stay in memory alone. */
export const FLUSH_MS = 5_000;

/** Other processes write to the same records; one that loses so often tries again later. */
const MAX_TRIES = 8;

/** Minutes kept apart while the database takes nothing; what happens then counts to the last one. */
const MOST_UNWRITTEN = 60;

/** Records kept in memory for those who look again: all ranges of the dashboard. */
const MOST_REMEMBERED = 250;

/** Creates the book. */
export function createStats({ kv, runtime }: StatsOptions): Stats {
  const closing = new AbortController();
  const unwritten = new Map<number, Tally>();
  const parsed = new Map<string, Versioned<Period>>();
  let writing = Promise.resolve();

  function add(minute: number, tally: Tally): void {
    const isFull = unwritten.size >= MOST_UNWRITTEN && !unwritten.has(minute);
    const place = isFull ? Math.max(...unwritten.keys()) : minute;
    unwritten.set(place, merge(unwritten.get(place) ?? NO_TALLY, tally));
  }

  /** One at a time. Never rejects. */
  function flush(): Promise<void> {
    writing = writing.then(writeAll);
    return writing;
  }

  async function writeAll(): Promise<void> {
    const taken = [...unwritten];
    unwritten.clear();
    for (const [minute, tally] of taken) {
      if (!await isWritten(minute, tally)) add(minute, tally);
    }
  }

  async function isWritten(minute: number, tally: Tally): Promise<boolean> {
    try {
      for (let tries = 0; tries < MAX_TRIES; tries++) {
        if (await write(minute, tally)) return true;
      }
    } catch (error) {
      runtime.log({ event: "bug", where: "stats", message: String(error) });
    }
    return false;
  }

  /** Adds to the three records at once; false: another process was quicker. */
  async function write(at: number, tally: Tally): Promise<boolean> {
    const operation = kv.atomic();
    await Promise.all(UNITS.map(async (unit) => {
      const startAt = startOf(unit, at);
      const key = KEYS.stats(unit, startAt);
      const { value: before, versionstamp } = await tableOf(unit).look(key);
      operation.check({ key, versionstamp });
      const both = bounded(merge(before?.tally ?? NO_TALLY, tally));
      tableOf(unit).set(operation, key, { v: 1, startAt, tally: both });
    }));
    return await commit(operation, runtime) !== undefined;
  }

  function tableOf(unit: Unit) {
    const expiresAt = ({ startAt }: Period) => startAt + UNIT_MS[unit] + KEPT_MS[unit];
    return createTable<Period>({ kv, runtime, schema: Period, expiresAt });
  }

  /** A record as it was read last, unless it has changed: most are of the past. */
  function parse({ key, value, versionstamp }: Deno.KvEntry<Uint8Array>): Period {
    const name = key.join();
    const known = parsed.get(name);
    if (known?.versionstamp === versionstamp) return known.value;
    const period = Period.parse(JSON.parse(new TextDecoder().decode(value)));
    if (parsed.size >= MOST_REMEMBERED) parsed.clear();
    parsed.set(name, { value: period, versionstamp });
    return period;
  }

  return {
    note(fact: Fact) {
      const now = runtime.now();
      add(startOf("minute", now), tallyOf(fact, now));
    },

    flush,

    async start() {
      while (!closing.signal.aborted) {
        await flush();
        await runtime.sleep(FLUSH_MS, closing.signal);
      }
    },

    async read({ unit, from, to }) {
      await flush();
      const keys = { start: KEYS.stats(unit, startOf(unit, from)), end: KEYS.stats(unit, to + 1) };
      const rows = () => Array.fromAsync(kv.list<Uint8Array>(keys, { batchSize: 100 }));
      const found = (await unlocked(rows, runtime)).map(parse);
      const oldest = runtime.now() - KEPT_MS[unit] - UNIT_MS[unit];
      return found.filter(({ startAt }) => startAt > oldest);
    },

    async close() {
      closing.abort();
      await flush();
    },
  };
}
