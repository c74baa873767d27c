/**
 * A whole Darkroom as a process of its own, over the sim upstream at `SIM_URL`. Says its address as
 * its first line.
 *
 * @module
 */

import { readConfig } from "../../config.ts";
import { systemRuntime } from "../../runtime.ts";
import { startServer } from "../../server.ts";
import { createSimProvider } from "../fakes/sim_provider.ts";

const baseUrl = Deno.env.get("SIM_URL") ?? "";
const server = await startServer({
  config: readConfig(Deno.env.toObject()),
  runtime: systemRuntime(() => {}),
  providers: () => [createSimProvider({ baseUrl, mode: "async", paid: true, pollAfterMs: 200 })],
});
Deno.addSignalListener("SIGTERM", async () => {
  await server.stop();
  Deno.exit(0);
});
Deno.stdout.writeSync(new TextEncoder().encode(`${server.address}\n`));
