/**
 * How long a caller wants to wait: RFC 7240's `Prefer: respond-async` and `Prefer: wait=N`.
 *
 * @module
 */

/** A caller's wish; empty: as long as the server does. */
export interface Preference {
  /** At most so long; what is not there then is handed over as a job. */
  readonly waitMs?: number;
  /** What is said back in `Preference-Applied`. */
  readonly applied?: string;
}

/**
 * Reads the header. What it says beside these two, or wrongly, counts as not said, as RFC 7240 has
 * it.
 *
 * @example
 * ```ts
 * import { readPreference } from "./prefer.ts";
 *
 * readPreference("respond-async, wait=10"); // { waitMs: 10000, applied: "wait=10" }
 * readPreference("respond-async"); // { waitMs: 0, applied: "respond-async" }
 * ```
 */
export function readPreference(prefer: string | null): Preference {
  const wishes = (prefer ?? "").toLowerCase().split(/[,;]/).map((wish) => wish.trim());
  const wait = wishes.map((wish) => /^wait\s*=\s*"?(\d{1,6})"?$/.exec(wish)?.[1])
    .find((seconds) => seconds !== undefined);
  if (wait !== undefined) return { waitMs: Number(wait) * 1_000, applied: `wait=${Number(wait)}` };
  return wishes.includes("respond-async") ? { waitMs: 0, applied: "respond-async" } : {};
}
