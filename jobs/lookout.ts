/**
 * Looking for what is due: one look at the due index at a time, now and then and whenever somebody
 * calls for it.
 *
 * @module
 */

import type { Runtime } from "../runtime.ts";
import { type Due, listDue, nextDueAt } from "../store/due.ts";
import type { DueIndex } from "../store/keys.ts";
import { DUE_PAGE_ROWS } from "../store/limits.ts";
import { logBug } from "./log.ts";
import type { Waker } from "./waker.ts";

/** Finds what is due in one index. */
export interface Lookout {
  /** Looks; a call during a look makes another follow. */
  look(): void;
  /** Looks again if more was due than the last look could take. */
  lookForMore(): void;
  /** Looks now and then until the signal aborts, whatever the wakers do. */
  patrol(): Promise<void>;
  /** Looks for up to `ms`, as long as anything is pending. */
  shift(ms: number): Promise<void>;
  /** Resolves when no look is under way. */
  idle(): Promise<void>;
}

/** What looking needs. */
export interface LookoutOptions {
  readonly kv: Deno.Kv;
  readonly runtime: Runtime;
  /** @default {"due"} that of the jobs */
  readonly index?: DueIndex;
  /** Told when the next entry will be due. */
  readonly waker: Pick<Waker, "scheduled">;
  readonly signal: AbortSignal;
  /** Takes what was found, when a look is over. */
  readonly found: (due: readonly Due[]) => void;
}

/** How often the due index is looked at whatever the wakers do. */
const PATROL_MS = 10_000;

/** Creates the lookout. */
export function createLookout(options: LookoutOptions): Lookout {
  const { kv, runtime, index = "due", waker, signal, found } = options;
  let looking: Promise<void> | undefined;
  let more = false;

  function look(): void {
    if (looking) {
      more = true;
      return;
    }
    more = false;
    looking = sweep()
      .catch((error): Due[] => {
        logBug(runtime, { where: "lookout" }, error);
        return [];
      })
      .then((rows) => {
        looking = undefined;
        found(rows);
      });
  }

  async function sweep(): Promise<Due[]> {
    const now = runtime.now();
    const rows = await listDue(kv, now, runtime, { index });
    if (rows.length === DUE_PAGE_ROWS) more = true;
    const next = await nextDueAt(kv, now, runtime, { index });
    if (next !== undefined) waker.scheduled(next);
    return rows;
  }

  return {
    look,

    lookForMore() {
      if (more) look();
    },

    async patrol() {
      while (!signal.aborted) {
        look();
        await runtime.sleep(PATROL_MS, signal);
      }
    },

    async shift(ms) {
      const end = runtime.now() + ms;
      while (!signal.aborted && runtime.now() < end) {
        look();
        await looking;
        const next = await nextDueAt(kv, 0, runtime, { index });
        if (next === undefined || next > end) return;
        const pauseMs = Math.min(Math.max(next - runtime.now(), 100), 1_000, end - runtime.now());
        await runtime.sleep(pauseMs, signal);
      }
    },

    idle: async () => await looking,
  };
}
