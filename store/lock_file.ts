/**
 * Whether other processes use the same database file, told by the operating system: a lock vanishes
 * with its process, however that dies.
 *
 * @module
 */

/** A lock on a file, held until the process ends. */
export interface LockFile {
  /** True: no other process has the file. False: one has, or this Deno cannot tell. */
  readonly exclusive: boolean;
  /** From here on other processes may have it too. */
  share(): Promise<void>;
  close(): void;
}

/** Locks a file, creating it. Deno before 2.8 cannot try a lock without waiting for it. */
export async function lockFile(path: string): Promise<LockFile> {
  const file = await Deno.open(path, { create: true, write: true });
  const canTry = "tryLock" in file;
  const exclusive = canTry && await file.tryLock(true);
  if (canTry && !exclusive) await file.tryLock(false);
  return {
    exclusive,
    share: async () => void (exclusive && await file.tryLock(false)),
    close: () => file.close(),
  };
}
