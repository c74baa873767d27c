/**
 * Memory, and how late polls come, with thousands of jobs in flight in one process.
 *
 * @module
 */

import { measureIn } from "./child.ts";
import { InFlightResult, type InFlightTask } from "./in_flight_task.ts";
import { ms, print, printTable } from "./report.ts";

const JOBS = 5_000;
const POLL_AFTER_MS = 10_000;
const MEASURE_MS = 15_000;

/** Runs once for each waker and prints. */
export async function benchInFlight(folder: string): Promise<void> {
  print(`## ${JOBS} jobs in flight`);
  print(
    `in-process upstream that is never done; every job polled every ${POLL_AFTER_MS / 1_000} s ` +
      `(${JOBS * 1_000 / POLL_AFTER_MS} polls/s asked for), measured for ${
        MEASURE_MS / 1_000
      } s; file database`,
  );
  print();
  const rows: string[][] = [];
  for (const waker of ["timer", "queue"] as const) {
    const file = `${folder}/in_flight_${waker}.db`;
    rows.push(
      await run({ waker, jobs: JOBS, pollAfterMs: POLL_AFTER_MS, forMs: MEASURE_MS, file }),
    );
  }
  printTable(
    ["waker", "accepted/s", "RSS idle MB", "RSS peak MB", "polls/s", "late p50 ms", "late p99 ms"],
    rows,
  );
}

async function run(task: InFlightTask): Promise<string[]> {
  const result = InFlightResult.parse(
    await measureIn("in_flight_run.ts", [JSON.stringify(task)]),
  );
  return [
    task.waker,
    (task.jobs / result.acceptMs * 1_000).toFixed(0),
    megabytes(result.idleRss),
    megabytes(result.peakRss),
    (result.polls / task.forMs * 1_000).toFixed(0),
    ms(result.p50),
    ms(result.p99),
  ];
}

function megabytes(bytes: number): string {
  return (bytes / 1_048_576).toFixed(0);
}
