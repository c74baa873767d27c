/**
 * Memory of one process while callers wait for their jobs by events, round after round.
 *
 * @module
 */

import { measureIn } from "./child.ts";
import { print, printTable } from "./report.ts";
import { WaitersResult, type WaitersTask } from "./waiters_task.ts";

const TASK = { jobs: 500, waiters: 200, rounds: 4, pollAfterMs: 1_000, polls: 4 } as const;

/** Runs and prints. */
export async function benchWaiters(folder: string): Promise<void> {
  const task: WaitersTask = { ...TASK, file: `${folder}/waiters.db` };
  print(`## ${task.waiters} waiters, ${task.jobs} jobs`);
  print(
    `over HTTP: jobs accepted, ${task.waiters} streams of events opened, all jobs done after ` +
      `${task.polls} polls; then once more, ${task.rounds} times; file database`,
  );
  print();
  const { idleRss, rounds } = WaitersResult.parse(
    await measureIn("waiters_run.ts", [JSON.stringify(task)]),
  );
  const rows = rounds.map(({ peakRss, restRss, restHeap, seconds }, round) => [
    String(round + 1),
    megabytes(peakRss),
    megabytes(restRss),
    megabytes(restHeap),
    seconds.toFixed(1),
  ]);
  print(`RSS idle: ${megabytes(idleRss)} MB`);
  printTable(["round", "RSS peak MB", "RSS at rest MB", "heap at rest MB", "s"], rows);
}

function megabytes(bytes: number): string {
  return (bytes / 1_048_576).toFixed(0);
}
