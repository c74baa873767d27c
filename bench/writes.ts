/**
 * What a job costs in the database.
 *
 * @module
 */

import { readConfig } from "../config.ts";
import { systemRuntime } from "../runtime.ts";
import { createDarkroom } from "../services.ts";
import { watchKv } from "../tests/fakes/kv.ts";
import { createPendingProvider } from "../tests/fakes/pending_provider.ts";
import { imageRequest } from "../tests/jobs.ts";
import { benchPicture } from "./pictures.ts";
import { print, printTable } from "./report.ts";

const CASES = [
  { polls: 0, size: "small" },
  { polls: 0, size: "large" },
  { polls: 1, size: "small" },
  { polls: 5, size: "small" },
  { polls: 10, size: "small" },
] as const;

/** Counts and prints. */
export async function benchWrites(): Promise<void> {
  print("## Database work per job");
  const rows: string[][] = [];
  for (const waker of ["timer", "queue"] as const) {
    for (const one of CASES) {
      const { commits, writes, reads } = await count({ ...one, waker });
      const what = one.polls === 0 ? `one shot, ${one.size}` : `${one.polls} polls`;
      rows.push([what, waker, String(commits), String(writes), String(reads)]);
    }
  }
  printTable(["job", "waker", "commits", "single writes", "reads"], rows);
}

async function count(
  { polls, size, waker }: (typeof CASES)[number] & { readonly waker: string },
) {
  const kv = await Deno.openKv(":memory:");
  const watched = watchKv(kv);
  const picture = { bytes: benchPicture(size), mediaType: "image/png" } as const;
  const darkroom = await createDarkroom({
    config: readConfig({ DEFAULT_MODEL: "pending", WAKER: waker }),
    kv: watched.kv,
    runtime: systemRuntime(() => {}),
    providers: () => [createPendingProvider({ polls, pollAfterMs: 50, picture })],
  });
  const { engine } = darkroom.services;
  const before = { commits: watched.commits, writes: watched.writes, reads: watched.reads };
  const request = imageRequest({ model: "pending" });
  darkroom.worker.start();
  const accepted = await engine.accept({ request, owner: "bench", warnings: [] });
  if (!accepted.ok) throw new Error(accepted.failure.message);
  for await (
    const _ of engine.watch(accepted.job.id, new AbortController().signal)
  ) { /* to its end */ }
  const spent = {
    commits: watched.commits - before.commits,
    writes: watched.writes - before.writes,
    reads: watched.reads - before.reads,
  };
  await darkroom.close(1_000);
  kv.close();
  return spent;
}
