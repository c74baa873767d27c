/**
 * Opening the database that `KV_URL` names.
 *
 * @module
 */

import { dirname, resolve } from "node:path";
import type { Runtime } from "../runtime.ts";
import { type LockFile, lockFile } from "./lock_file.ts";

/** An open database. */
export interface OpenedKv {
  readonly kv: Deno.Kv;
  /** Absent where the database is not a file of this machine. */
  readonly lock?: LockFile;
}

/** Opens a file (creating its folder), `:memory:`, a KV Connect URL, or the platform's own. */
export async function openKv(
  url: string | undefined,
  runtime: Pick<Runtime, "sleep">,
): Promise<OpenedKv> {
  if (url === undefined || url === ":memory:" || /^https?:/.test(url)) {
    return { kv: await Deno.openKv(url) };
  }
  // Deno 2.5 does not create a database at a relative path.
  const path = resolve(url);
  await Deno.mkdir(dirname(path), { recursive: true });
  const lock = await lockFile(`${path}.lock`, runtime);
  return { kv: await Deno.openKv(path), lock };
}
