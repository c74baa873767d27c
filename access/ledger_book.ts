/**
 * The ledger in KV: sums, which never conflict, in the commit that ends a job. So each job is counted
 * exactly once, whatever dies.
 *
 * @module
 */

import { EVERYBODY, type Job } from "../jobs/job.ts";
import type { Runtime } from "../runtime.ts";
import { commit, unlocked } from "../store/commit.ts";
import { KEYS, PREFIXES } from "../store/keys.ts";
import { type Count, COUNTS, dayOf, type Row, tally, tallyHit } from "./ledger.ts";

/** Which rows to read; both days are included. */
export interface UsageRange {
  /** Or {@linkcode EVERYBODY}. */
  readonly owner: string;
  readonly from: string;
  readonly to: string;
}

/** Reads and writes the ledger. */
export interface LedgerBook {
  /** Adds a job that has ended to the operation that ends it. */
  add(operation: Deno.AtomicOperation, ended: Job): void;
  /** Counts an order that is answered with the pictures of a job that is there already. */
  hit(job: Job, owner: string): Promise<void>;
  read(range: UsageRange): AsyncIterable<Row>;
  /** Removes some of what is older than it is kept; true: there may be more. */
  prune(): Promise<boolean>;
}

const DAY_MS = 24 * 3_600_000;

/** Rows that are removed at a time: sums do not vanish by themselves. */
const PRUNED_AT_ONCE = 500;

/** Creates it. `keepMs`: how long days are kept. */
export function createLedgerBook(
  { kv, runtime, keepMs }: {
    readonly kv: Deno.Kv;
    readonly runtime: Runtime;
    readonly keepMs: number;
  },
): LedgerBook {
  async function* rowsOf(selector: Deno.KvListSelector): AsyncGenerator<Row> {
    for await (const { key, value } of kv.list<Deno.KvU64>(selector, { batchSize: 500 })) {
      const [, day, owner, model, provider, count] = key.map(String);
      const counts = { [countNamed(count)]: Number(value.value) };
      yield {
        day: day ?? "",
        owner: owner ?? "",
        model: model ?? "",
        provider: provider ?? "",
        counts,
      };
    }
  }

  return {
    add(operation, ended) {
      for (const row of tally(ended)) addRow(operation, row);
    },

    async hit(job, owner) {
      await commit(addRow(kv.atomic(), tallyHit(job, { owner, now: runtime.now() })), runtime);
    },

    async *read({ owner, from, to }) {
      if (owner === EVERYBODY) {
        yield* rowsOf({ start: PREFIXES.usageOn(from), end: PREFIXES.usageOn(dayAfter(to)) });
        return;
      }
      for (let day = from; day <= to; day = dayAfter(day)) {
        yield* rowsOf({ prefix: PREFIXES.usageOf(day, owner) });
      }
    },

    async prune() {
      const end = PREFIXES.usageOn(dayOf(runtime.now() - keepMs));
      const rows = kv.list({ prefix: PREFIXES.usage(), end }, { limit: PRUNED_AT_ONCE });
      const keys = (await Array.fromAsync(rows)).map(({ key }) => key);
      if (keys.length === 0) return false;
      const operation = kv.atomic();
      for (const key of keys) operation.delete(key);
      await unlocked(() => operation.commit(), runtime);
      return keys.length === PRUNED_AT_ONCE;
    },
  };
}

function addRow(operation: Deno.AtomicOperation, row: Row): Deno.AtomicOperation {
  for (const count of COUNTS) {
    const amount = row.counts[count] ?? 0;
    if (amount > 0) operation.sum(KEYS.usage(row, count), BigInt(amount));
  }
  return operation;
}

function countNamed(name: string | undefined): Count {
  const count = COUNTS.find((count) => count === name);
  if (count === undefined) throw new Error(`The ledger counts no "${name}"`);
  return count;
}

function dayAfter(day: string): string {
  return dayOf(Date.parse(`${day}T00:00:00Z`) + DAY_MS);
}
