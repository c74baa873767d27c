/**
 * Seats: the right of one task to use an account of a provider. An account has as many seats as it
 * allows attempts at a time; whoever finds none stands in line.
 *
 * A seat is its holder's as long as the holder's job record says so, and it cannot leak: a seat whose
 * record says otherwise is anybody's, after a moment in which the record may still be on its way.
 *
 * @module
 */

import { z } from "zod";
import { type Failure, failure } from "../failure.ts";
import { type Account, type Provider, SOLE_ACCOUNT } from "../providers/provider.ts";
import type { Runtime } from "../runtime.ts";
import { commit, unlocked } from "../store/commit.ts";
import { KEYS, type LinePlace, PREFIXES } from "../store/keys.ts";
import type { Versioned } from "../store/table.ts";
import { type Health, type HealthBook, isOpen, isSetAside, needsProbe } from "./health.ts";
import type { Job, Task } from "./job.ts";
import { type InLine, isBefore, type Line } from "./line.ts";

/** What a task that wants to submit is given. */
export type Seating =
  | { readonly kind: "seated"; readonly account: string; readonly seat?: number }
  /** It stands in line, or all accounts rest: ask again at `runAt`. */
  | {
    readonly kind: "waits";
    readonly runAt: number;
    readonly line?: { readonly place: LinePlace; readonly before: number };
  }
  /** No account of this provider can be used for a while. */
  | { readonly kind: "barred"; readonly failure: Failure };

/** Gives out the seats. */
export interface Seats {
  /** A seat for task `index` of a job, if there is one. */
  assign(job: Job, index: number, provider: Provider): Promise<Seating>;
  /** Takes back what a task was given that is not going to use it. */
  giveBack(task: Task, provider: string, seating: Seating): Promise<void>;
  /** Jobs to be woken because a seat has become free: the first in line. */
  next(provider: string): Promise<string[]>;
}

/** What the seats are made of. */
export interface SeatsOptions {
  readonly kv: Deno.Kv;
  readonly runtime: Runtime;
  readonly line: Line;
  readonly health: HealthBook;
  readonly load: (id: string) => Promise<Job | undefined>;
}

const Holder = z.object({ v: z.literal(1), job: z.string(), task: z.number(), at: z.number() });
type Holder = z.infer<typeof Holder>;

/** An account that could be used, and the seats that are taken. */
interface Candidate {
  readonly account: Account;
  readonly health: Versioned<Health> | undefined;
  readonly taken: ReadonlyMap<number, Holder>;
}

/** How often a task in line looks by itself: freed seats wake the first in line at once. */
const LOOK_AGAIN_MS = 5_000;

/** How long a seat's record may be on its way. */
const GRACE_MS = 10_000;

/** A route that rests for longer is passed over, if there is another. */
const PATIENCE_MS = 10_000;

/** Collisions with others who take seats at the same moment. */
const MAX_TRIES = 5;

/** A place further back is told as this. */
const LINE_PAGE = 500;

/** Creates the seats. */
export function createSeats({ kv, runtime, line, health, load }: SeatsOptions): Seats {
  async function assign(job: Job, index: number, provider: Provider): Promise<Seating> {
    const { accounts } = provider;
    if (!accounts) return { kind: "seated", account: SOLE_ACCOUNT.id };
    for (let tries = 0; tries < MAX_TRIES; tries++) {
      const found = await Promise.all(accounts.map((account) => look(provider.id, account)));
      const open = found.filter((one) => isOpen(one.health?.value, runtime.now()));
      if (open.length === 0) {
        const reasons = found.flatMap(({ health }) => health ? [health.value] : []);
        return seatingAtRest(job, index, reasons, runtime.now());
      }
      const seating = await sit(job, index, provider.id, open);
      if (seating) return seating;
    }
    return await standInLine(job, index, provider.id);
  }

  async function look(provider: string, account: Account): Promise<Candidate> {
    const [found, taken] = await Promise.all([
      health.read({ provider, account: account.id }),
      account.concurrency === undefined ? new Map() : seatsTaken(provider, account.id),
    ]);
    return { account, health: found, taken };
  }

  async function seatsTaken(provider: string, account: string): Promise<Map<number, Holder>> {
    const rows = () =>
      Array.fromAsync(kv.list<Uint8Array>({ prefix: PREFIXES.seats(provider, account) }));
    const entries = await unlocked(rows, runtime);
    return new Map(entries.map(({ key, value }) => [Number(key[3]), decodeHolder(value)]));
  }

  /** Undefined: somebody else was quicker, look again. */
  async function sit(
    job: Job,
    index: number,
    provider: string,
    open: readonly Candidate[],
  ): Promise<Seating | undefined> {
    const chosen = leastBusy(open) ?? leastBusy(await withoutStale(provider, open));
    if (!chosen) return await standInLine(job, index, provider);
    if (await mustQueue(job, index, provider, open)) return await standInLine(job, index, provider);
    const { account, taken, health: found } = chosen;
    const seat = freeSeat(account, taken);
    if (seat !== undefined && !await takeSeat(job, index, provider, account.id, seat)) {
      return undefined;
    }
    if (
      found && needsProbe(found.value) &&
      !await health.takeProbe({ provider, account: account.id }, found)
    ) {
      if (seat !== undefined) await freeSeatOf(provider, account.id, seat);
      return undefined;
    }
    const place = job.tasks[index]?.line;
    if (place) await line.step(provider, place);
    return { kind: "seated", account: account.id, ...(seat === undefined ? {} : { seat }) };
  }

  async function takeSeat(
    job: Job,
    index: number,
    provider: string,
    account: string,
    seat: number,
  ): Promise<boolean> {
    const key = KEYS.seat(provider, account, seat);
    const holder: Holder = { v: 1, job: job.id, task: index, at: runtime.now() };
    const bytes = new TextEncoder().encode(JSON.stringify(holder));
    const expireIn = Math.max(1, job.deadlineAt - runtime.now());
    const operation = kv.atomic().check({ key, versionstamp: null }).set(key, bytes, { expireIn });
    return await commit(operation, runtime) !== undefined;
  }

  async function freeSeatOf(provider: string, account: string, seat: number): Promise<void> {
    await unlocked(() => kv.delete(KEYS.seat(provider, account, seat)), runtime);
  }

  /** Frees the seats whose holders' records know nothing of them. */
  async function withoutStale(
    provider: string,
    candidates: readonly Candidate[],
  ): Promise<Candidate[]> {
    return await Promise.all(candidates.map(async (candidate) => {
      const taken = new Map(candidate.taken);
      for (const [seat, holder] of candidate.taken) {
        if (await isHeld(holder, candidate.account.id, seat)) continue;
        await freeSeatOf(provider, candidate.account.id, seat);
        taken.delete(seat);
      }
      return { ...candidate, taken };
    }));
  }

  async function isHeld(holder: Holder, account: string, seat: number): Promise<boolean> {
    if (runtime.now() - holder.at < GRACE_MS) return true;
    const task = (await load(holder.job))?.tasks[holder.task];
    return task?.seat === seat && task.account === account;
  }

  /** Whether those in line before this task would fill all free seats. */
  async function mustQueue(
    job: Job,
    index: number,
    provider: string,
    open: readonly Candidate[],
  ): Promise<boolean> {
    const free = open.reduce(
      (sum, { account, taken }) =>
        sum + Math.max(0, (account.concurrency ?? Infinity) - taken.size),
      0,
    );
    if (free === Infinity) return false;
    const place = job.tasks[index]?.line;
    const before = (await line.head(provider, free + 1))
      .filter((other) => place === undefined || isBefore(other.place, place));
    if (before.length < free) return false;
    return (await stillWaiting(provider, before)).length >= free;
  }

  /** Those in line whose jobs still wait; the others are sent out of it. */
  async function stillWaiting(provider: string, waiters: readonly InLine[]): Promise<InLine[]> {
    const waiting: InLine[] = [];
    for (const one of waiters) {
      if (await isWaiting(one)) waiting.push(one);
      else await line.leave(provider, one.place);
    }
    return waiting;
  }

  async function isWaiting({ place, waiter }: InLine): Promise<boolean> {
    if (runtime.now() - waiter.at < GRACE_MS) return true;
    const task = (await load(waiter.job))?.tasks[waiter.task];
    return task?.line?.ticket === place.ticket;
  }

  async function standInLine(job: Job, index: number, provider: string): Promise<Seating> {
    const place = job.tasks[index]?.line ?? await line.join(provider, {
      owner: job.owner,
      priority: job.priority,
      waiter: { v: 1, job: job.id, task: index, at: runtime.now() },
      until: job.deadlineAt,
    });
    const before = (await line.head(provider, LINE_PAGE))
      .filter((other) => isBefore(other.place, place)).length;
    const runAt = runtime.now() + LOOK_AGAIN_MS * (1 + before / 10);
    return { kind: "waits", runAt: Math.round(runAt), line: { place, before } };
  }

  return {
    assign,

    async giveBack(task, provider, seating) {
      if (seating.kind === "seated" && seating.seat !== undefined) {
        await freeSeatOf(provider, seating.account, seating.seat);
      }
      if (seating.kind === "waits" && seating.line && !task.line) {
        await line.leave(provider, seating.line.place);
      }
    },

    next: async (provider) => (await line.head(provider, 2)).map(({ waiter }) => waiter.job),
  };
}

/**
 * What a task is given when nothing that could serve it can be used now.
 *
 * @param reasons why, of each; at least one
 */
export function seatingAtRest(
  job: Job,
  index: number,
  reasons: readonly Health[],
  now: number,
): Seating {
  const [first] = reasons.toSorted((a, b) => a.closedUntil - b.closedUntil);
  if (!first) throw new RangeError("What has no record is not at rest");
  const hasNext = (job.tasks[index]?.route ?? 0) + 1 < job.routes.length;
  if (reasons.every(isSetAside) || (hasNext && first.closedUntil - now > PATIENCE_MS)) {
    const kind = isSetAside(first) ? first.kind : "unavailable";
    return { kind: "barred", failure: failure(kind, first.message) };
  }
  return { kind: "waits", runAt: first.closedUntil };
}

/** The account with the largest share of its seats free; undefined when all are taken. */
function leastBusy(candidates: readonly Candidate[]): Candidate | undefined {
  const free = candidates.filter(({ account, taken }) =>
    account.concurrency === undefined || taken.size < account.concurrency
  );
  return free.toSorted((a, b) => load(a) - load(b))[0];
}

function load({ account, taken }: Candidate): number {
  return account.concurrency === undefined ? 0 : taken.size / account.concurrency;
}

function freeSeat(
  { concurrency = 0 }: Account,
  taken: ReadonlyMap<number, Holder>,
): number | undefined {
  for (let seat = 0; seat < concurrency; seat++) {
    if (!taken.has(seat)) return seat;
  }
  return undefined;
}

function decodeHolder(bytes: Uint8Array): Holder {
  return Holder.parse(JSON.parse(new TextDecoder().decode(bytes)));
}
