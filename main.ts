/**
 * Starts Darkroom from the environment; ends it on SIGTERM and SIGINT.
 *
 * @module
 */

import { parse as parseEnvFile } from "dotenv";
import type { Bucket } from "./blob_store.ts";
import { type Config, ConfigError, readConfig } from "./config.ts";
import { withFiles } from "./config/files.ts";
import type { LogEvent } from "./events.ts";
import { systemRuntime } from "./runtime.ts";
import { startServer } from "./server.ts";
import { VERSION } from "./version.ts";

/** A cron tick's shift ends before the next tick. */
const SHIFT_MS = 55_000;

const startedAt = Date.now();
const config = configured();
const runtime = systemRuntime(writeLog, { behindProxy: isBehindProxy() });
const server = await startServer({ config, runtime }).catch(refuseToStart);

// At module top level: that is where Deno Deploy looks for crons.
const cron = new AbortController();
Deno.cron("darkroom sweep", "* * * * *", { signal: cron.signal }, () => server.tick(SHIFT_MS));

let stopping = false;
for (const signal of ["SIGINT", "SIGTERM"] as const) {
  Deno.addSignalListener(signal, () => void stop(signal));
}

greet(config);

async function stop(signal: string): Promise<void> {
  if (stopping) return;
  stopping = true;
  const since = Date.now();
  cron.abort();
  const handedBack = await server.stop();
  runtime.log({ event: "server_stopped", signal, drainMs: Date.now() - since, handedBack });
  Deno.exit(0);
}

function configured(): Config {
  try {
    return readConfig(withFiles({ ...envFile(), ...Deno.env.toObject() }, textOf));
  } catch (error) {
    return refuseToStart(error);
  }
}

/** The settings in `.env`; variables that are really set win. */
function envFile(): Record<string, string> {
  return parseEnvFile(textOf(".env") ?? "");
}

/** Undefined when there is no such file, or none that we may read. */
function textOf(path: string): string | undefined {
  try {
    return Deno.readTextFileSync(path);
  } catch (error) {
    const isAbsent = error instanceof Deno.errors.NotFound ||
      error instanceof Deno.errors.NotCapable;
    if (isAbsent) return undefined;
    throw error;
  }
}

/**
 * Whether an egress proxy of the operator's is between us and the world, as Deno's `fetch` reads it.
 * Without one `NO_PROXY` would only take hosts away from the guard proxy (`net/outlet.ts`).
 */
function isBehindProxy(): boolean {
  const isSet = ["HTTP_PROXY", "HTTPS_PROXY", "ALL_PROXY"]
    .some((name) => Deno.env.get(name) || Deno.env.get(name.toLowerCase()));
  if (!isSet) { for (const name of ["NO_PROXY", "no_proxy"]) Deno.env.delete(name); }
  return isSet;
}

/** What the operator can mend is told in plain words, without a stack trace. */
function refuseToStart(error: unknown): never {
  const plain = error instanceof ConfigError || error instanceof RangeError ||
    error instanceof Deno.errors.AddrInUse || error instanceof Deno.errors.NotCapable;
  if (!plain) throw error;
  Deno.stderr.writeSync(new TextEncoder().encode(`Darkroom cannot start.\n${error.message}\n`));
  Deno.exit(1);
}

function greet({ masterKey, kvUrl, blobStore }: Config): void {
  const { address, waker } = server;
  const key = masterKey === undefined
    ? "none is set: only this machine is served (set API_MASTER_KEY to serve others)"
    : "API_MASTER_KEY is set: callers send it as a Bearer token";
  const header = masterKey === undefined
    ? ""
    : ` \\\n              -H "authorization: Bearer $API_MASTER_KEY"`;
  print([
    `Darkroom ${VERSION} is listening on ${address}`,
    `  cockpit   ${address}/`,
    `  API docs  ${address}/docs`,
    `  key       ${key}`,
    `  state     ${kvUrl === undefined ? "the platform's database" : withoutUser(kvUrl)}`,
    ...(blobStore.kind === "s3" ? [`  pictures  ${placeOf(blobStore.bucket)}`] : []),
    `  try it    curl ${address}/v1/images/generations${header} \\`,
    `              -H 'content-type: application/json' \\`,
    `              -d '{"prompt":"a lighthouse at dusk","response_format":"url"}'`,
    "",
  ]);
  const startMs = Date.now() - startedAt;
  runtime.log({ event: "server_started", address, version: VERSION, waker, startMs });
}

/** A database's address may have its password in it. */
function withoutUser(place: string): string {
  return place.replace(/(:\/\/)[^/]*@/, "$1");
}

function placeOf({ name, prefix }: Bucket): string {
  return `s3://${name}/${prefix}`;
}

function writeLog(event: LogEvent & { readonly at: number }): void {
  print([JSON.stringify({ ...event, at: new Date(event.at).toISOString() })]);
}

function print(lines: readonly string[]): void {
  Deno.stdout.writeSync(new TextEncoder().encode(`${lines.join("\n")}\n`));
}
