/**
 * What the machine gives anybody: the yardstick for the numbers beside it.
 *
 * @module
 */

import { loadavg } from "node:os";
import { print } from "./report.ts";

const MEASURE_MS = 1_000;
const WRITERS = 32;

/** Prints how busy the machine is, and how fast its disk takes small commits from bare Deno KV. */
export async function benchDisk(folder: string): Promise<void> {
  const [load = 0] = loadavg();
  using kv = await Deno.openKv(`${folder}/disk.db`);
  const value = new Uint8Array(1_500);
  let commits = 0;
  const end = performance.now() + MEASURE_MS;
  const writer = async () => {
    while (performance.now() < end) {
      await kv.atomic().set(["record", commits], value).set(["due", commits], null).commit();
      commits++;
    }
  };
  await Promise.all(Array.from({ length: WRITERS }, writer));
  print(
    `load of the last minute before the start: ${load.toFixed(1)}; bare Deno KV on this disk: ` +
      `${(commits * 1_000 / MEASURE_MS).toFixed(0)} commits/s of 1.5 kB by ${WRITERS} writers`,
  );
  print();
}
