/**
 * What holders leave who are known to be dead: their leases, which need not run out, and places that
 * they took for tasks whose records never came to say so.
 *
 * @module
 */

import { z } from "zod";
import type { Runtime } from "../runtime.ts";
import { commit, unlocked } from "../store/commit.ts";
import { listDue } from "../store/due.ts";
import { PREFIXES } from "../store/keys.ts";
import { holdingsOf, type JobRepo } from "./repo.ts";
import { LEASE_MS } from "./schedule.ts";
import { handBack } from "./steps.ts";

/** What it takes. */
export interface OrphanServices {
  readonly kv: Deno.Kv;
  readonly repo: JobRepo;
  readonly runtime: Runtime;
  /** Whether this process itself advances a job. */
  readonly isOurs: (id: string) => boolean;
}

/** More jobs than a database file will ever hold. */
const ALL_ROWS = 1_000_000_000;

/** Both say so: a seat's holder, and who waits in a line. */
const Taker = z.object({ job: z.string() });

/**
 * Frees leases and places; only for a process that knows to be the only one. Returns how many jobs
 * had a dead holder.
 */
export async function freeOrphans(services: OrphanServices): Promise<number> {
  const freed = await freeLeases(services);
  await freePlaces(services);
  return freed;
}

async function freeLeases({ kv, repo, runtime, isOurs }: OrphanServices): Promise<number> {
  const now = runtime.now();
  let freed = 0;
  for (const { id } of await listDue(kv, now + LEASE_MS, runtime, { limit: ALL_ROWS })) {
    const stored = isOurs(id) ? undefined : await repo.load(id);
    if (!stored?.value.holder) continue;
    if (await repo.replace(stored, handBack(stored.value, now))) freed++;
  }
  return freed;
}

/** Others find such places too, but only once they are in their way, and after a while. */
async function freePlaces({ kv, repo, runtime, isOurs }: OrphanServices): Promise<void> {
  for (const prefix of [PREFIXES.allSeats(), PREFIXES.allLines()]) {
    const rows = await unlocked(() => Array.fromAsync(kv.list<Uint8Array>({ prefix })), runtime);
    for (const { key, value, versionstamp } of rows) {
      const { job: id } = Taker.parse(JSON.parse(new TextDecoder().decode(value)));
      if (isOurs(id)) continue;
      const job = (await repo.load(id))?.value;
      if (job && holdingsOf(job).some((holding) => holding.key.join() === key.join())) continue;
      await commit(kv.atomic().check({ key, versionstamp }).delete(key), runtime);
    }
  }
}
