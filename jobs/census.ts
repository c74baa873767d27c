/**
 * Who is where: the tasks of all jobs that have not ended, by provider and account.
 *
 * @module
 */

import { z } from "zod";
import type { Runtime } from "../runtime.ts";
import { unlocked } from "../store/commit.ts";
import { listDue } from "../store/due.ts";
import { KEYS } from "../store/keys.ts";
import { MAX_GET_MANY } from "../store/limits.ts";

/** Tasks at one place. */
export interface Headcount {
  readonly provider: string;
  /** Absent: they have none yet. */
  readonly account?: string;
  /** The upstream works on them, or is being asked to. */
  readonly working: number;
  /** Their pictures are being fetched and stored. */
  readonly saving: number;
  /** They wait: for a seat, for a pause to end, or for a free hand here. */
  readonly queued: number;
}

/** All tasks at a moment. */
export interface Census {
  /** Jobs that have not ended, as far as they were counted. */
  readonly jobs: number;
  /** Whether there are more jobs than were counted. */
  readonly isCut: boolean;
  readonly places: readonly Headcount[];
}

/** Counts now, or gives what was counted a moment ago. */
export type TakeCensus = () => Promise<Census>;

/** What counting needs. */
export interface CensusOptions {
  readonly kv: Deno.Kv;
  readonly runtime: Runtime;
  /** Jobs that are looked at, at most. @default {2,000, which take some 50 ms} */
  readonly mostJobs?: number;
}

/** Several people who watch cost no more than one. */
const REMEMBERED_MS = 2_000;

/** What is read of a job record. */
const Pending = z.object({
  routes: z.array(z.object({ provider: z.string() })),
  tasks: z.array(z.object({
    route: z.number(),
    account: z.string().optional(),
    state: z.object({ status: z.string() }),
  })),
});
type Pending = z.infer<typeof Pending>;

/** Creates the count. */
export function createCensus({ kv, runtime, mostJobs = 2_000 }: CensusOptions): TakeCensus {
  let taken: { readonly at: number; readonly census: Promise<Census> } | undefined;

  async function take(): Promise<Census> {
    const limit = mostJobs + 1;
    const due = await listDue(kv, Number.MAX_SAFE_INTEGER, runtime, { limit });
    const ids = due.slice(0, mostJobs).map(({ id }) => id);
    const jobs = (await Promise.all(chunks(ids).map(load))).flat();
    return { jobs: jobs.length, isCut: due.length === limit, places: placesOf(jobs) };
  }

  async function load(ids: readonly string[]): Promise<Pending[]> {
    const entries = await unlocked(() => kv.getMany<Uint8Array[]>(ids.map(KEYS.job)), runtime);
    return entries.flatMap(({ value }) =>
      value === null ? [] : [Pending.parse(JSON.parse(new TextDecoder().decode(value)))]
    );
  }

  return () => {
    const now = runtime.now();
    if (!taken || now - taken.at >= REMEMBERED_MS) taken = { at: now, census: take() };
    return taken.census;
  };
}

/** The tasks of jobs by their places, in no order. */
function placesOf(jobs: readonly Pending[]): Headcount[] {
  const places = new Map<string, Headcount>();
  for (const { routes, tasks } of jobs) {
    for (const { route, account, state } of tasks) {
      const provider = routes[route]?.provider;
      const kind = kindOf(state.status);
      if (provider === undefined || kind === undefined) continue;
      // Until it is seated, an account is only the one of its last attempt.
      const at = kind === "queued" ? undefined : account;
      const key = `${provider} ${at ?? ""}`;
      const place = places.get(key) ?? emptyPlace(provider, at);
      places.set(key, { ...place, [kind]: place[kind] + 1 });
    }
  }
  return [...places.values()];
}

function emptyPlace(provider: string, account: string | undefined): Headcount {
  const known = account === undefined ? {} : { account };
  return { provider, ...known, working: 0, saving: 0, queued: 0 };
}

/** Undefined for a task that has ended. */
function kindOf(status: string): "working" | "saving" | "queued" | undefined {
  if (status === "submitting" || status === "waiting") return "working";
  return status === "saving" || status === "queued" ? status : undefined;
}

function chunks(ids: readonly string[]): string[][] {
  const count = Math.ceil(ids.length / MAX_GET_MANY);
  return Array.from(
    { length: count },
    (_, index) => ids.slice(index * MAX_GET_MANY, (index + 1) * MAX_GET_MANY),
  );
}
