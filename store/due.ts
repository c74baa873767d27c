/**
 * The due index: what wants attention, and from when on. It is the truth about pending work; wakers
 * only make it prompt. Pushing an entry forward is what claims the work: the entry's time is then
 * the end of the lease, and a holder that dies is noticed by nothing more than that time passing.
 *
 * @module
 */

import { type CommitRuntime, unlocked } from "./commit.ts";
import { type DueIndex, EMPTY, KEYS, PREFIXES } from "./keys.ts";
import { DUE_PAGE_ROWS } from "./limits.ts";

/** One entry. */
export interface Due {
  readonly id: string;
  /** Epoch milliseconds. */
  readonly dueAt: number;
}

/** Which entries are meant. */
export interface DueOptions {
  /** @default {"due"} that of the jobs */
  readonly index?: DueIndex;
  /** Most entries wanted. @default {DUE_PAGE_ROWS} */
  readonly limit?: number;
}

/** Moves an entry inside the operation that changes the record it belongs to. */
export function moveDue(
  operation: Deno.AtomicOperation,
  id: string,
  move: { readonly from: number | undefined; readonly to: number | undefined },
  { index }: Pick<DueOptions, "index"> = {},
): Deno.AtomicOperation {
  if (move.from === move.to) return operation;
  if (move.from !== undefined) operation.delete(KEYS.due(move.from, id, index));
  if (move.to !== undefined) operation.set(KEYS.due(move.to, id, index), EMPTY);
  return operation;
}

/** The entries due at `now` or before, the longest overdue first, at most a page. */
export function listDue(
  kv: Deno.Kv,
  now: number,
  runtime: CommitRuntime,
  { index, limit = DUE_PAGE_ROWS }: DueOptions = {},
): Promise<Due[]> {
  const selector = { prefix: PREFIXES.due(index), end: KEYS.due(now + 1, "", index) };
  return read(kv, selector, runtime, limit);
}

/** The time of the first entry later than `after`; undefined when nothing is pending then. */
export async function nextDueAt(
  kv: Deno.Kv,
  after: number,
  runtime: CommitRuntime,
  { index }: Pick<DueOptions, "index"> = {},
): Promise<number | undefined> {
  const selector = { prefix: PREFIXES.due(index), start: KEYS.due(after + 1, "", index) };
  const [first] = await read(kv, selector, runtime, 1);
  return first?.dueAt;
}

/** Removes an entry whose record is gone. */
export async function dropDue(
  kv: Deno.Kv,
  due: Due,
  runtime: CommitRuntime,
  { index }: Pick<DueOptions, "index"> = {},
): Promise<void> {
  await unlocked(() => kv.delete(KEYS.due(due.dueAt, due.id, index)), runtime);
}

async function read(
  kv: Deno.Kv,
  selector: Deno.KvListSelector,
  runtime: CommitRuntime,
  limit: number,
): Promise<Due[]> {
  const batchSize = Math.min(limit, DUE_PAGE_ROWS);
  const rows = () => Array.fromAsync(kv.list(selector, { limit, batchSize }));
  return (await unlocked(rows, runtime)).map(({ key }) => ({
    dueAt: Number(key[1]),
    id: String(key[2]),
  }));
}
