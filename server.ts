/**
 * A running Darkroom: takes over what a dead process left, serves, drains.
 *
 * @module
 */

import { createApp, startBatches } from "./app.ts";
import type { Config } from "./config.ts";
import type { Provider } from "./providers/provider.ts";
import type { Raster } from "./images/raster.ts";
import type { Runtime } from "./runtime.ts";
import { createDarkroom } from "./services.ts";
import { openKv } from "./store/open.ts";

/** What a server is made from. */
export interface ServerOptions {
  readonly config: Config;
  readonly runtime: Runtime;
  /** Absent: the providers that the configuration switches on. */
  readonly providers?: (raster: Raster) => readonly Provider[];
}

/** A server that listens. */
export interface Server {
  /** Such as `http://127.0.0.1:8000`. */
  readonly address: string;
  readonly waker: string;
  /** What a cron tick does: tidies up, then works on what is due for up to `ms`. */
  tick(ms: number): Promise<void>;
  /** Stops within some 5 s; returns how many jobs were handed back unfinished. */
  stop(): Promise<number>;
}

/** Deno Deploy gives a process 5 s to end. */
const DRAIN_MS = 4_000;

/** Time for the last answers to leave. */
const FLUSH_MS = 500;

/** Opens the database, starts the engine and listens. */
export async function startServer({ config, runtime, providers }: ServerOptions): Promise<Server> {
  const { kv, lock } = await openKv(config.kvUrl, runtime);
  const made = providers ? { providers } : {};
  const darkroom = await createDarkroom({ config, kv, runtime, ...made });
  // Whoever has the file to himself knows that the leases in it are those of the dead.
  if (lock?.exclusive) {
    const jobs = await darkroom.worker.freeOrphans();
    await darkroom.services.hooks.dispatcher.freeOrphans();
    await darkroom.services.batches.runner.freeOrphans();
    if (jobs > 0) runtime.log({ event: "orphans_claimed", jobs });
    await lock.share();
  }
  // Until the lists are there, models have the ids that are configured.
  void darkroom.refreshModels();
  darkroom.worker.start();
  darkroom.services.hooks.dispatcher.start();
  void darkroom.services.stats.start();
  const app = createApp(darkroom.services);
  startBatches(app, darkroom.services);
  const server = Deno.serve({
    port: config.port,
    hostname: config.host,
    onListen: () => {},
  }, (request, connection) => app.fetch(request, connection));

  return {
    address: `http://${shown(server.addr.hostname)}:${server.addr.port}`,
    waker: darkroom.waker,

    async tick(ms) {
      void darkroom.refreshModels();
      const { hooks: { dispatcher }, batches } = darkroom.services;
      // A bucket that answers slowly must not keep jobs waiting.
      await Promise.all([
        darkroom.sweepBlobs(),
        darkroom.pruneUsage(),
        darkroom.services.stats.flush(),
        darkroom.worker.shift(ms),
        dispatcher.shift(ms),
        batches.runner.shift(ms),
      ]);
    },

    async stop() {
      const closed = server.shutdown();
      const handedBack = await darkroom.close(DRAIN_MS);
      const done = new AbortController();
      await Promise.race([closed, runtime.sleep(FLUSH_MS, done.signal)]);
      done.abort();
      kv.close();
      lock?.close();
      return handedBack;
    },
  };
}

function shown(hostname: string): string {
  if (hostname === "0.0.0.0" || hostname === "::") return "localhost";
  return hostname.includes(":") ? `[${hostname}]` : hostname;
}
