/**
 * News of calls under way: gathered per task, committed now and then. A call that ends soon takes
 * its news along in its own commit.
 *
 * @module
 */

import type { EncodedImage, StoredImage } from "../images/request.ts";
import type { News } from "../providers/provider.ts";
import type { Runtime } from "../runtime.ts";
import type { Lease } from "./lease.ts";
import { hear } from "./steps.ts";
import type { TaskNews } from "./task.ts";

/** Gathers what calls report. */
export interface NewsDesk {
  /** Never throws. */
  report(index: number, news: TaskNews & Pick<News, "preview">): void;
  /** What has not been committed yet, with pictures that were still being stored. */
  take(index: number): Promise<TaskNews>;
}

/** What the desk needs. */
export interface NewsDeskOptions {
  readonly lease: Lease;
  readonly runtime: Runtime;
  readonly store: (image: EncodedImage) => Promise<StoredImage | undefined>;
  /** Aborts when nothing is to be committed any more. */
  readonly signal: AbortSignal;
}

/** Numbers may wait this long for a commit of their own; pictures do not wait. */
const FLUSH_MS = 500;

/** Creates the desk of one held job. */
export function createNewsDesk({ lease, runtime, store, signal }: NewsDeskOptions): NewsDesk {
  const heard = new Map<number, TaskNews>();
  const storing = new Map<number, Promise<void>>();
  let flushing = false;

  function add(index: number, { previews = [], dropped = [], ...news }: TaskNews): void {
    const before = heard.get(index);
    heard.set(index, {
      ...before,
      ...news,
      previews: [...before?.previews ?? [], ...previews],
      dropped: [...before?.dropped ?? [], ...dropped],
    });
  }

  async function keep(index: number, image: EncodedImage): Promise<void> {
    try {
      const stored = await store(image);
      if (stored) add(index, { previews: [stored] });
      await flush();
    } catch (error) {
      runtime.log({ event: "bug", where: "preview", message: String(error) });
    }
  }

  async function flushLater(): Promise<void> {
    if (flushing) return;
    flushing = true;
    await runtime.sleep(FLUSH_MS, signal);
    flushing = false;
    if (!signal.aborted && heard.size > 0) await flush();
  }

  async function flush(): Promise<void> {
    if (signal.aborted) return;
    const news = [...heard];
    heard.clear();
    await lease.update((job) => news.reduce((next, [index, item]) => hear(next, index, item), job));
  }

  return {
    report(index, { preview, ...numbers }) {
      add(index, numbers);
      if (preview) {
        const before = storing.get(index) ?? Promise.resolve();
        storing.set(index, before.then(() => keep(index, preview)));
      }
      flushLater().catch((error) =>
        runtime.log({ event: "bug", where: "news", message: String(error) })
      );
    },

    async take(index) {
      await storing.get(index);
      const news = heard.get(index) ?? {};
      heard.delete(index);
      return news;
    },
  };
}
