/**
 * What an adapter is given for one call, for tests that call adapters directly.
 *
 * @module
 */

import { type CallContext, type News, SOLE_ACCOUNT } from "../../providers/provider.ts";

/** A context whose signal can be aborted, and the news that were reported. */
export interface TestContext extends CallContext {
  readonly news: readonly News[];
  abort(): void;
}

/** What a call may differ in. */
export interface TestContextOptions {
  /** @default {a clock that stands still} */
  readonly now?: CallContext["now"];
  /** @default {"key-1"} */
  readonly idempotencyKey?: string;
  /** @default {the idempotency key's first try} */
  readonly attemptId?: string;
  /** @default {that of a provider without credentials} */
  readonly account?: string;
  /** Absent: nobody looks after a call that is going on. */
  readonly sleep?: CallContext["sleep"];
}

/** Creates one. */
export function testContext(
  fetch: typeof globalThis.fetch,
  options: TestContextOptions = {},
): TestContext {
  const { idempotencyKey = "key-1", account = SOLE_ACCOUNT.id, sleep } = options;
  const { attemptId = `${idempotencyKey}-1` } = options;
  const { now = () => Date.UTC(2030, 0, 1) } = options;
  const controller = new AbortController();
  const news: News[] = [];
  return {
    fetch,
    signal: controller.signal,
    idempotencyKey,
    attemptId,
    account,
    now,
    ...(sleep ? { sleep } : {}),
    report: (heard) => void news.push(heard),
    news,
    abort: () => controller.abort(new DOMException("The test aborts", "AbortError")),
  };
}
