/**
 * `deno task bench [part…]`: measures, and prints inputs, machine and numbers. Parts: `overhead`,
 * `jobs`, `webhooks`, `in_flight`, `waiters`, `writes`, `start`, `keys`, `services`, `cockpit`,
 * `polling`; without any, all. `portkey` adds Portkey's gateway to the first.
 *
 * @module
 */

import { cpus, totalmem } from "node:os";
import { benchCockpit } from "./cockpit.ts";
import { benchDisk } from "./disk.ts";
import { benchInFlight } from "./in_flight.ts";
import { benchJobs } from "./jobs.ts";
import { benchKeys } from "./keys.ts";
import { benchOverhead } from "./overhead.ts";
import { benchPolling } from "./polling.ts";
import { print } from "./report.ts";
import { benchServices } from "./services.ts";
import { benchStart } from "./start.ts";
import { benchWaiters } from "./waiters.ts";
import { benchWebhooks } from "./webhooks.ts";
import { benchWrites } from "./writes.ts";

const wanted = new Set(Deno.args);
const portkey = wanted.delete("portkey");
const folder = await Deno.makeTempDir({ prefix: "darkroom_bench_" });
const parts = {
  overhead: () => benchOverhead({ folder, portkey }),
  jobs: () => benchJobs(folder),
  webhooks: () => benchWebhooks(folder),
  in_flight: () => benchInFlight(folder),
  waiters: () => benchWaiters(folder),
  writes: () => benchWrites(),
  start: () => benchStart(folder),
  keys: () => benchKeys(),
  services: () => benchServices(folder),
  cockpit: () => benchCockpit(folder),
  polling: () => Promise.resolve(benchPolling()),
} as const;

Deno.addSignalListener("SIGINT", () => {
  Deno.removeSync(folder, { recursive: true });
  Deno.exit(130);
});

printMachine();
try {
  await benchDisk(folder);
  for (const [name, measure] of Object.entries(parts)) {
    if (wanted.size === 0 || wanted.has(name)) await measure();
  }
} finally {
  await Deno.remove(folder, { recursive: true });
}
Deno.exit(0);

function printMachine(): void {
  const [cpu] = cpus();
  const memoryGb = totalmem() / 2 ** 30;
  print(
    `${new Date().toISOString().slice(0, 10)}, Deno ${Deno.version.deno} (${Deno.build.target})`,
  );
  print(`${cpus().length} cores, ${cpu?.model ?? "unknown CPU"}, ${memoryGb.toFixed(0)} GB`);
}
