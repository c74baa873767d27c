/**
 * The way out for addresses that somebody else gave us: a `fetch` that connects to public addresses
 * only.
 *
 * @module
 */

import type { Dial } from "./checked_dial.ts";
import { type GuardProxy, startGuardProxy } from "./guard_proxy.ts";

/** A way out. */
export interface Outlet {
  /** `fetch`, over connections that were checked as they were opened. */
  readonly fetch: typeof fetch;
  /** Ends what is under way. */
  close(): Promise<void>;
}

/** What a way out is made of. */
export interface OutletOptions {
  readonly dial: Dial;
  /** Told once, when the platform has no loopback to listen on: then `fetch` connects by itself. */
  onUnguarded(reason: string): void;
  /** Starts the proxy; another in tests only. @default {startGuardProxy} */
  readonly start?: typeof startGuardProxy;
}

interface Passage {
  readonly proxy: GuardProxy;
  readonly client: Deno.HttpClient;
}

/** Opens a way out; nothing listens before its first use. */
export function openOutlet(options: OutletOptions): Outlet {
  const { dial, onUnguarded, start = startGuardProxy } = options;
  let passage: Passage | "none" | undefined;

  function begin(): Passage | "none" {
    try {
      const proxy = start(dial);
      return { proxy, client: Deno.createHttpClient({ proxy: { url: proxy.url } }) };
    } catch (error) {
      onUnguarded(String(error));
      return "none";
    }
  }

  return {
    fetch(input, init) {
      passage ??= begin();
      return passage === "none" ? fetch(input, init) : fetch(input, {
        ...init,
        client: passage.client,
      });
    },

    async close() {
      if (passage === undefined || passage === "none") return;
      passage.client.close();
      await passage.proxy.close();
    },
  };
}
