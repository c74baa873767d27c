/**
 * Which jobs a caller has started through one of our dialects and not seen the end of: what a client
 * that knows no job ids can ask after or interrupt.
 *
 * @module
 */

import type { Runtime } from "../runtime.ts";
import { unlocked } from "./commit.ts";
import { EMPTY, KEYS, PREFIXES } from "./keys.ts";

/** Whose jobs, and which way they came. */
export interface Starter {
  readonly owner: string;
  /** Such as `sdapi`. */
  readonly dialect: string;
}

/**
 * Notes of jobs that were started. Each is a key of its own, so that they never get in each other's
 * way; what has become of a job, its own record says.
 */
export interface StartedJobs {
  /** Notes a job until it is forgotten, at most until `expiresAt` (epoch ms). */
  add(starter: Starter, job: { readonly id: string; readonly expiresAt: number }): Promise<void>;
  /** Ids, newest first, at most 50. */
  list(starter: Starter): Promise<string[]>;
  forget(starter: Starter, id: string): Promise<void>;
}

/** What the notes need. */
export interface StartedJobsOptions {
  readonly kv: Deno.Kv;
  readonly runtime: Runtime;
}

/** Nobody looks at more. */
const MOST_LISTED = 50;

/** Creates the notes. */
export function createStartedJobs({ kv, runtime }: StartedJobsOptions): StartedJobs {
  const key = ({ owner, dialect }: Starter, id: string) => KEYS.started(owner, dialect, id);
  return {
    async add(starter, { id, expiresAt }) {
      const expireIn = Math.max(1, expiresAt - runtime.now());
      await unlocked(() => kv.set(key(starter, id), EMPTY, { expireIn }), runtime);
    },

    list({ owner, dialect }) {
      return unlocked(async () => {
        const prefix = PREFIXES.started(owner, dialect);
        const rows = kv.list({ prefix }, { reverse: true, limit: MOST_LISTED });
        return await Array.fromAsync(rows, (row) => String(row.key.at(-1)));
      }, runtime);
    },

    async forget(starter, id) {
      await unlocked(() => kv.delete(key(starter, id)), runtime);
    },
  };
}
