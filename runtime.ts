/**
 * The outside world as one value: clock, sleep, randomness, fetch and log. Everything that would
 * make a test slow or different each time comes in through here.
 *
 * @module
 */

import { uuidv7 } from "uuidv7";
import type { LogEvent } from "./events.ts";

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
  /** SHA-256 in lower-case hexadecimal, made on another thread: 1 MB takes some milliseconds. */
  sha256(bytes: Uint8Array<ArrayBuffer>): Promise<string>;
  /** Writes one event of the catalogue in `events.ts`. */
  log(event: LogEvent): void;
}

/** The real world. `log` receives each event with its time added. */
export function systemRuntime(log: (event: LogEvent & { readonly at: number }) => void): Runtime {
  return {
    now: () => Date.now(),
    sleep: systemSleep,
    random: () => Math.random(),
    uuid: () => uuidv7().replaceAll("-", ""),
    fetch: (input, init) => fetch(input, init),
    sha256: async (bytes) => new Uint8Array(await crypto.subtle.digest("SHA-256", bytes)).toHex(),
    log: (event) => log({ at: Date.now(), ...event }),
  };
}

function systemSleep(ms: number, signal?: AbortSignal): Promise<void> {
  const { promise, resolve } = Promise.withResolvers<void>();
  if (signal?.aborted) {
    resolve();
    return promise;
  }
  const timer = setTimeout(finish, ms);
  signal?.addEventListener("abort", finish, { once: true });
  return promise;

  function finish(): void {
    clearTimeout(timer);
    signal?.removeEventListener("abort", finish);
    resolve();
  }
}
