/**
 * Whether other processes use the same database file, told by the operating system: a lock vanishes
 * with its process, however that dies.
 *
 * @module
 */

import type { Runtime } from "../runtime.ts";

/** A lock on a file, held until the process ends. */
export interface LockFile {
  /** No other process has the file. */
  readonly exclusive: boolean;
  /** From here on other processes may have it too. */
  share(): Promise<void>;
  close(): void;
}

/** A free lock is taken in a millisecond or two; one that takes longer is somebody's. */
const PATIENCE_MS = 250;

/** Locks a file, creating it. */
export async function lockFile(path: string, runtime: Pick<Runtime, "sleep">): Promise<LockFile> {
  const file = await Deno.open(path, { create: true, write: true });
  const exclusive = await tryLock(file, runtime);
  return {
    exclusive,
    share: () => file.lock(false),
    close: () => file.close(),
  };
}

/** Takes the lock alone if nobody has it, else shares it. */
async function tryLock(file: Deno.FsFile, runtime: Pick<Runtime, "sleep">): Promise<boolean> {
  if (!("tryLock" in file)) return await waitForLock(file, runtime);
  const exclusive = await file.tryLock(true);
  if (!exclusive) await file.tryLock(false);
  return exclusive;
}

/** Deno before 2.8 can only wait for a lock. One that comes late is shared at once. */
async function waitForLock(file: Deno.FsFile, { sleep }: Pick<Runtime, "sleep">): Promise<boolean> {
  const taken = new AbortController();
  const lock = file.lock(true).then(() => taken.abort());
  await sleep(PATIENCE_MS, taken.signal);
  if (!taken.signal.aborted) void lock.then(() => file.lock(false)).catch(ignoreClosed);
  return taken.signal.aborted;
}

function ignoreClosed(error: unknown): void {
  if (!(error instanceof Deno.errors.BadResource)) throw error;
}
