/**
 * Several credentials of one provider, told apart by names that may be shown.
 *
 * @module
 */

import { createHash } from "node:crypto";
import type { Account } from "./provider.ts";

/** Accounts, and the way back to their credentials, which only the adapter knows. */
export interface Accounts {
  readonly list: readonly Account[];
  /** @throws {RangeError} for an account that is not on the list */
  credential(id: string): string;
}

/**
 * Names each credential by a digest of it, so that a job finds its account again after a restart,
 * in whatever order the credentials are configured then.
 */
export function createAccounts(
  credentials: readonly string[],
  { concurrency }: { readonly concurrency?: number | undefined } = {},
): Accounts {
  const byId = new Map(credentials.map((credential) => [accountId(credential), credential]));
  return {
    list: [...byId.keys()].map((id) => ({ id, ...(concurrency ? { concurrency } : {}) })),
    credential(id) {
      const credential = byId.get(id);
      if (credential === undefined) throw new RangeError(`There is no account ${id}`);
      return credential;
    },
  };
}

function accountId(credential: string): string {
  return createHash("sha256").update(`account:${credential}`).digest("hex").slice(0, 8);
}
