/**
 * Darkroom in a process of its own, as `main.ts` puts it together, but with the benchmarks' upstream
 * behind it. Arguments: the port, the upstream's address, the database file.
 *
 * @module
 */

import { createApp } from "../app.ts";
import { readConfig } from "../config.ts";
import { systemRuntime } from "../runtime.ts";
import { createDarkroom } from "../services.ts";
import { createBenchProvider } from "./provider.ts";

const [port = "", upstream = "", file = ""] = Deno.args;

const darkroom = await createDarkroom({
  config: readConfig({ DEFAULT_MODEL: "bench-small" }),
  kv: await Deno.openKv(file),
  runtime: systemRuntime(writeLog),
  providers: () => [createBenchProvider(upstream)],
});
darkroom.worker.start();
void darkroom.services.stats.start();
const app = createApp(darkroom.services);
Deno.serve({ hostname: "127.0.0.1", port: Number(port), onListen: () => {} }, app.fetch);

/** As in `main.ts`: writing the log is part of the work. */
function writeLog(event: { readonly at: number }): void {
  const line = JSON.stringify({ ...event, at: new Date(event.at).toISOString() });
  Deno.stdout.writeSync(new TextEncoder().encode(`${line}\n`));
}
