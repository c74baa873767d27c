/**
 * Letting callers in, and slowing down who tries keys: of one address only so many wrong ones are
 * looked at in a minute.
 *
 * What can be guessed at all is the master key, which a person may have chosen. So an address that
 * has used up its tries may still show keys that were made here, which nobody can guess: others
 * behind the same address go on with theirs.
 *
 * @module
 */

import type { Runtime } from "../runtime.ts";
import type { AccountBook, Looked } from "./account_book.ts";
import type { Caller } from "./caller.ts";
import type { Doorkeeper } from "./doorkeeper.ts";
import { keyIdOf } from "./token.ts";

/** What became of a try. */
export type Entered =
  | { readonly kind: "in"; readonly caller: Caller }
  | { readonly kind: "out" }
  /** Too many wrong keys came from there. */
  | { readonly kind: "wait"; readonly retryAfterMs: number };

/** Where callers come in. */
export interface Entrance {
  /** @param address where they come from; undefined: nobody knows, and no try is counted */
  enter(shown: readonly string[], address: string | undefined): Promise<Entered>;
  /** Counts a request without a key; undefined: those are not counted. */
  countAnonymous(address: string | undefined): Promise<Looked | undefined>;
}

/** What it needs. */
export interface EntranceOptions {
  readonly doorkeeper: Doorkeeper;
  readonly accounts: AccountBook;
  readonly runtime: Pick<Runtime, "now">;
  /** Absent: any number. */
  readonly wrongKeysPerMinute?: number;
  readonly anonymousPerMinute?: number;
}

/** Addresses that are remembered to be shut out; the database knows them all. */
const MOST_SHUT_OUT = 10_000;

/** Creates it. */
export function createEntrance(options: EntranceOptions): Entrance {
  const { doorkeeper, accounts, runtime, wrongKeysPerMinute, anonymousPerMinute } = options;
  const shutOut = new Map<string, number>();

  function waitOf(address: string | undefined): number {
    const until = address === undefined ? undefined : shutOut.get(address);
    if (until === undefined || address === undefined) return 0;
    const left = until - runtime.now();
    if (left <= 0) shutOut.delete(address);
    return Math.max(0, left);
  }

  async function countWrong(address: string | undefined): Promise<number> {
    if (address === undefined || wrongKeysPerMinute === undefined) return 0;
    const limits = { requestsPerMinute: wrongKeysPerMinute };
    const looked = await accounts.count({ owner: `wrong_keys ${address}`, limits });
    if (looked.ok) return 0;
    const { retryAfterMs = 0 } = looked.obstacle;
    if (shutOut.size >= MOST_SHUT_OUT) shutOut.clear();
    shutOut.set(address, runtime.now() + retryAfterMs);
    return retryAfterMs;
  }

  return {
    async enter(shown, address) {
      const waitMs = doorkeeper.asksForKey ? waitOf(address) : 0;
      const texts = waitMs > 0 ? shown.filter((text) => keyIdOf(text) !== undefined) : shown;
      const caller = await doorkeeper.identify(texts);
      if (caller !== undefined) return { kind: "in", caller };
      if (shown.length === 0) return { kind: "out" };
      const retryAfterMs = waitMs > 0 ? waitMs : await countWrong(address);
      return retryAfterMs > 0 ? { kind: "wait", retryAfterMs } : { kind: "out" };
    },

    async countAnonymous(address) {
      if (address === undefined || anonymousPerMinute === undefined) return undefined;
      const limits = { requestsPerMinute: anonymousPerMinute };
      return await accounts.count({ owner: `anonymous ${address}`, limits });
    },
  };
}
