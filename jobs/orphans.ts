/**
 * Jobs whose holder is known to be dead: their leases need not run out.
 *
 * @module
 */

import type { Runtime } from "../runtime.ts";
import { listDue } from "../store/due.ts";
import type { JobRepo } from "./repo.ts";
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

/** Frees them; only for a process that knows to be the only one. Returns how many there were. */
export async function freeOrphans(
  { kv, repo, runtime, isOurs }: OrphanServices,
): Promise<number> {
  const now = runtime.now();
  let freed = 0;
  for (const { id } of await listDue(kv, now + LEASE_MS, runtime, { limit: ALL_ROWS })) {
    const stored = isOurs(id) ? undefined : await repo.load(id);
    if (!stored?.value.holder) continue;
    if (await repo.replace(stored, handBack(stored.value, now))) freed++;
  }
  return freed;
}
