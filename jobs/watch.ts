/**
 * Changes of jobs as they happen here, and, a little later, wherever else.
 *
 * @module
 */

import { OVER } from "../follow.ts";
import type { Runtime } from "../runtime.ts";
import type { Job } from "./job.ts";

/** Tells watchers in this process what was committed. */
export interface JobNews {
  publish(job: Job): void;
  /** The job now and after each change seen, until it has ended or a signal aborts. */
  watch(id: string, signal: AbortSignal): AsyncIterable<Job>;
  /**
   * Tells of every change that this process makes, of whichever job; not of what others make. Gives
   * what ends it.
   */
  follow(tell: (job: Job) => void): () => void;
  /** Ends every watch. */
  close(): void;
}

/** What watching needs. */
export interface JobNewsOptions {
  readonly runtime: Runtime;
  readonly load: (id: string) => Promise<Job | undefined>;
}

/** How often a watched job is read, for changes that another process made. */
const REREAD_MS = 1_000;

/** Creates the news desk. */
export function createJobNews({ runtime, load }: JobNewsOptions): JobNews {
  const watchers = new Map<string, Set<(job: Job) => void>>();
  const followers = new Set<(job: Job) => void>();
  const closed = new AbortController();

  function subscribe(id: string, tell: (job: Job) => void): () => void {
    const set = watchers.get(id) ?? new Set();
    watchers.set(id, set.add(tell));
    return () => {
      set.delete(tell);
      if (set.size === 0 && watchers.get(id) === set) watchers.delete(id);
    };
  }

  async function* watch(id: string, signal: AbortSignal): AsyncGenerator<Job> {
    let newest: Job | undefined;
    let wake = new AbortController();
    const unsubscribe = subscribe(id, (job) => {
      newest = job;
      wake.abort(OVER);
    });
    const stop = () => wake.abort(OVER);
    signal.addEventListener("abort", stop);
    closed.signal.addEventListener("abort", stop);
    try {
      let shown = -1;
      const loaded = await load(id);
      newest ??= loaded;
      while (newest && !signal.aborted) {
        const job: Job = newest;
        if (job.revision !== shown) yield job;
        shown = job.revision;
        if (job.endedAt !== undefined || closed.signal.aborted) return;
        await runtime.sleep(REREAD_MS, wake.signal);
        const isWoken = wake.signal.aborted;
        wake = new AbortController();
        if (isWoken) continue;
        const reread = await load(id);
        // What was published meanwhile may be newer than what was read.
        if (reread === undefined || reread.revision > newest.revision) newest = reread;
      }
    } finally {
      unsubscribe();
      signal.removeEventListener("abort", stop);
      closed.signal.removeEventListener("abort", stop);
    }
  }

  return {
    watch,

    publish(job) {
      watchers.get(job.id)?.forEach((tell) => tell(job));
      followers.forEach((tell) => tell(job));
    },

    follow(tell) {
      followers.add(tell);
      return () => followers.delete(tell);
    },

    close: () => closed.abort(OVER),
  };
}
