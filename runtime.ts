/**
 * The outside world as one value: clock, sleep, randomness, fetch and log. Everything that would
 * make a test slow or different each time comes in through here.
 *
 * @module
 */

import { createHash } from "node:crypto";
import { uuidv7 } from "uuidv7";
import type { LogEvent } from "./events.ts";
import { createCheckedDial } from "./net/checked_dial.ts";
import { openOutlet, type Outlet } from "./net/outlet.ts";

/** What the rest of the program may use of the world. */
export interface Runtime {
  /** Epoch milliseconds. */
  now(): number;
  /** Resolves after `ms`, or at once when `signal` aborts; it never rejects. */
  sleep(ms: number, signal?: AbortSignal): Promise<void>;
  /** A number in [0, 1). */
  random(): number;
  /** A time-ordered UUIDv7 without dashes: 32 hexadecimal digits. */
  uuid(): string;
  readonly fetch: typeof fetch;
  /** A `fetch` that connects to public addresses only, for addresses that somebody else gave us. */
  openOutlet(): Outlet;
  /** Listens to a WebSocket; see {@linkcode Listen}. */
  readonly listen: Listen;
  /** The addresses of a host name; rejects when there are none. */
  resolve(name: string, type: "A" | "AAAA"): Promise<readonly string[]>;
  /** SHA-256 in lower-case hexadecimal; of many bytes on another thread. */
  sha256(bytes: Uint8Array<ArrayBuffer>): Promise<string>;
  /** Writes one event of the catalogue in `events.ts`. */
  log(event: LogEvent): void;
}

/**
 * The messages of a WebSocket as they come. It ends when the socket closes or cannot be opened, and
 * when the signal aborts; it never rejects. Whoever stops reading closes the socket.
 */
export type Listen = (
  url: string,
  options: { readonly headers: Readonly<Record<string, string>>; readonly signal: AbortSignal },
) => AsyncIterable<string | Uint8Array<ArrayBuffer>>;

/** What is digested sooner than another thread is asked. */
const SMALL_BYTES = 64 * 1_024;

/** A name server that takes longer has no answer. */
const RESOLVE_MS = 5_000;

/** Settings of {@linkcode systemRuntime}. */
export interface SystemOptions {
  /** An egress proxy of the operator's connects for us, and decides where to. @default {false} */
  readonly behindProxy?: boolean;
}

/** The real world. `write` receives each event with its time added. */
export function systemRuntime(
  write: (event: LogEvent & { readonly at: number }) => void,
  { behindProxy = false }: SystemOptions = {},
): Runtime {
  const log: Runtime["log"] = (event) => write({ at: Date.now(), ...event });
  const systemFetch: typeof fetch = (input, init) => fetch(input, init);
  return {
    now: () => Date.now(),
    sleep: systemSleep,
    random: () => Math.random(),
    uuid: () => uuidv7().replaceAll("-", ""),
    fetch: systemFetch,
    listen: systemListen,
    openOutlet: () => behindProxy ? unguarded(systemFetch) : guarded(log),
    resolve: systemResolve,
    sha256: (bytes) => bytes.length <= SMALL_BYTES ? digestHere(bytes) : digestElsewhere(bytes),
    log,
  };
}

function guarded(log: Runtime["log"]): Outlet {
  const connect = (options: Deno.ConnectOptions) => Deno.connect(options);
  return openOutlet({
    dial: createCheckedDial({ resolve: systemResolve, connect }),
    onUnguarded: (reason) => log({ event: "outlet_unguarded", reason }),
  });
}

function unguarded(fetch: Runtime["fetch"]): Outlet {
  return { fetch, close: () => Promise.resolve() };
}

function systemResolve(name: string, type: "A" | "AAAA"): Promise<readonly string[]> {
  return Deno.resolveDns(name, type, { signal: AbortSignal.timeout(RESOLVE_MS) });
}

function digestHere(bytes: Uint8Array): Promise<string> {
  return Promise.resolve(createHash("sha256").update(bytes).digest("hex"));
}

async function digestElsewhere(bytes: Uint8Array<ArrayBuffer>): Promise<string> {
  return new Uint8Array(await crypto.subtle.digest("SHA-256", bytes)).toHex();
}

function systemSleep(ms: number, signal?: AbortSignal): Promise<void> {
  const { promise, resolve } = Promise.withResolvers<void>();
  if (signal?.aborted) {
    resolve();
    return promise;
  }
  // A time that has passed is now; Deno 2.9 would warn of a negative one.
  const timer = setTimeout(finish, Math.max(0, ms));
  signal?.addEventListener("abort", finish, { once: true });
  return promise;

  function finish(): void {
    clearTimeout(timer);
    signal?.removeEventListener("abort", finish);
    resolve();
  }
}

async function* systemListen(
  ...[url, { headers, signal }]: Parameters<Listen>
): AsyncGenerator<string | Uint8Array<ArrayBuffer>> {
  if (signal.aborted) return;
  const heard: (string | Uint8Array<ArrayBuffer>)[] = [];
  let isOver = false;
  let wake = () => {};
  const end = () => {
    isOver = true;
    wake();
  };
  const socket = new WebSocket(url, { headers: { ...headers } });
  socket.binaryType = "arraybuffer";
  socket.onmessage = ({ data }) => {
    heard.push(typeof data === "string" ? data : new Uint8Array(data));
    wake();
  };
  socket.onclose = end;
  socket.onerror = end;
  signal.addEventListener("abort", end, { once: true });
  try {
    for (;;) {
      const message = heard.shift();
      if (message !== undefined) yield message;
      else if (isOver) return;
      else await new Promise<void>((resolve) => wake = resolve);
    }
  } finally {
    signal.removeEventListener("abort", end);
    socket.close();
  }
}
