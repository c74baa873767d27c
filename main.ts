/**
 * Starts Darkroom: configuration, database, engine, server; drains on SIGTERM and SIGINT.
 *
 * @module
 */

import { parse as parseEnvFile } from "dotenv";
import { createApp } from "./app.ts";
import { type Config, ConfigError, readConfig } from "./config.ts";
import type { LogEvent } from "./events.ts";
import { systemRuntime } from "./runtime.ts";
import { createDarkroom, type Darkroom } from "./services.ts";
import { openKv } from "./store/open.ts";
import { VERSION } from "./version.ts";

/** Deno Deploy gives a process 5 s to end. */
const DRAIN_MS = 4_000;

/** A cron tick's shift ends before the next tick. */
const SHIFT_MS = 55_000;

const startedAt = Date.now();
const config = configured();
const runtime = systemRuntime(writeLog);
const { kv, lock } = await openKv(config.kvUrl);
const darkroom = await createDarkroom({ config, kv, runtime }).catch(refuseToStart);

// At module top level: that is where Deno Deploy looks for crons.
const cron = new AbortController();
Deno.cron("darkroom sweep", "* * * * *", { signal: cron.signal }, async () => {
  await darkroom.sweepBlobs();
  await darkroom.worker.shift(SHIFT_MS);
});

// Whoever has the file to himself knows that the leases in it are those of the dead.
if (lock?.exclusive) {
  const jobs = await darkroom.worker.freeOrphans();
  if (jobs > 0) runtime.log({ event: "orphans_claimed", jobs });
  await lock.share();
}
darkroom.worker.start();

const server = Deno.serve({
  port: config.port,
  hostname: config.host,
  onListen: ({ hostname, port }) => greet(config, `http://${shown(hostname)}:${port}`, darkroom),
}, createApp(darkroom.services).fetch);

let stopping = false;
for (const signal of ["SIGINT", "SIGTERM"] as const) {
  Deno.addSignalListener(signal, () => void stop(signal));
}

async function stop(signal: string): Promise<void> {
  if (stopping) return;
  stopping = true;
  const since = Date.now();
  const closed = server.shutdown();
  cron.abort();
  const handedBack = await darkroom.close(DRAIN_MS);
  await Promise.race([closed, runtime.sleep(500)]);
  kv.close();
  lock?.close();
  runtime.log({ event: "server_stopped", signal, drainMs: Date.now() - since, handedBack });
  Deno.exit(0);
}

function configured(): Config {
  try {
    return readConfig({ ...envFile(), ...Deno.env.toObject() });
  } catch (error) {
    return refuseToStart(error);
  }
}

/** The settings in `.env`; variables that are really set win. */
function envFile(): Record<string, string> {
  try {
    return parseEnvFile(Deno.readTextFileSync(".env"));
  } catch (error) {
    if (error instanceof Deno.errors.NotFound) return {};
    throw error;
  }
}

/** A setting that cannot be used is told in plain words, without a stack trace. */
function refuseToStart(error: unknown): never {
  if (!(error instanceof ConfigError) && !(error instanceof RangeError)) throw error;
  Deno.stderr.writeSync(new TextEncoder().encode(`Darkroom cannot start.\n${error.message}\n`));
  Deno.exit(1);
}

function greet(config: Config, address: string, { waker }: Darkroom): void {
  const key = config.masterKey === undefined
    ? "none is set: only this machine is served (set API_MASTER_KEY to serve others)"
    : "API_MASTER_KEY is set: callers send it as a Bearer token";
  const header = config.masterKey === undefined
    ? ""
    : ` \\\n              -H "authorization: Bearer $API_MASTER_KEY"`;
  print([
    `Darkroom ${VERSION} is listening on ${address}`,
    `  cockpit   ${address}/`,
    `  API docs  ${address}/docs`,
    `  key       ${key}`,
    `  state     ${config.kvUrl ?? "the platform's database"}`,
    `  try it    curl ${address}/v1/images/generations${header} \\`,
    `              -H 'content-type: application/json' \\`,
    `              -d '{"prompt":"a lighthouse at dusk","response_format":"url"}'`,
    "",
  ]);
  const startMs = Date.now() - startedAt;
  runtime.log({ event: "server_started", address, version: VERSION, waker, startMs });
}

function shown(hostname: string): string {
  if (hostname === "0.0.0.0" || hostname === "::") return "localhost";
  return hostname.includes(":") ? `[${hostname}]` : hostname;
}

function writeLog(event: LogEvent & { readonly at: number }): void {
  print([JSON.stringify({ ...event, at: new Date(event.at).toISOString() })]);
}

function print(lines: readonly string[]): void {
  Deno.stdout.writeSync(new TextEncoder().encode(`${lines.join("\n")}\n`));
}
