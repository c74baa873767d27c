/**
 * What an adapter is given for one call, for tests that call adapters directly.
 *
 * @module
 */

import type { CallContext, News } from "../../providers/provider.ts";

/** A context whose signal can be aborted, and the news that were reported. */
export interface TestContext extends CallContext {
  readonly news: readonly News[];
  abort(): void;
}

/** Creates one. Its clock stands still. */
export function testContext(
  fetch: typeof globalThis.fetch,
  { now = () => Date.UTC(2030, 0, 1), idempotencyKey = "key-1" }: {
    readonly now?: () => number;
    readonly idempotencyKey?: string;
  } = {},
): TestContext {
  const controller = new AbortController();
  const news: News[] = [];
  return {
    fetch,
    signal: controller.signal,
    idempotencyKey,
    account: "sole",
    now,
    report: (heard) => void news.push(heard),
    news,
    abort: () => controller.abort(new DOMException("The test aborts", "AbortError")),
  };
}
