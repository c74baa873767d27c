/**
 * Commits that survive a busy database file.
 *
 * @module
 */

import type { Runtime } from "../runtime.ts";

/** The part of the runtime that a commit needs. */
export type CommitRuntime = Pick<Runtime, "sleep" | "random">;

/** Tries before a locked database is taken for broken: some 6 s of pauses in all. */
const MAX_TRIES = 40;

/**
 * Commits an operation. Processes that share one SQLite file lock each other out for moments at a
 * time; such a commit did nothing and is repeated after a short random pause.
 *
 * @returns the new versionstamp, or undefined when one of the operation's checks failed
 */
export async function commit(
  operation: Deno.AtomicOperation,
  runtime: CommitRuntime,
): Promise<string | undefined> {
  const result = await unlocked(() => operation.commit(), runtime);
  return result.ok ? result.versionstamp : undefined;
}

/** Runs a KV call, again while the database is locked. */
export async function unlocked<T>(call: () => Promise<T>, runtime: CommitRuntime): Promise<T> {
  for (let tries = 1;; tries++) {
    try {
      return await call();
    } catch (error) {
      if (tries === MAX_TRIES || !isLocked(error)) throw error;
      await runtime.sleep(runtime.random() * Math.min(10 * tries, 300));
    }
  }
}

function isLocked(error: unknown): boolean {
  return error instanceof Error && error.message.includes("database is locked");
}
