/**
 * What an adapter is given for one call of a task.
 *
 * @module
 */

import { type CallContext, type News, SOLE_ACCOUNT } from "../providers/provider.ts";
import type { Runtime } from "../runtime.ts";
import { callbackUrl } from "./callback_url.ts";
import type { Place } from "./pictures.ts";
import type { TaskNews } from "./task.ts";

/** The circumstances of one action. */
export interface RunContext {
  readonly signal: AbortSignal;
  /** Latest useful time of a next poll: when the attempt or the job runs out of time. */
  readonly until: number;
  report(news: TaskNews & Pick<News, "preview">): void;
}

/** What calls are made with. */
export interface CallServices {
  readonly runtime: Runtime;
  /** Where upstreams reach us, over HTTPS; absent: they do not. */
  readonly callbackBase?: string;
}

/** The context of a call for the newest attempt of a task. */
export function callContext(
  place: Place,
  context: RunContext,
  { runtime, callbackBase: base }: CallServices,
): CallContext {
  const { job, task, attempt } = place;
  const route = job.tasks[task]?.route ?? 0;
  return {
    fetch: runtime.fetch,
    signal: context.signal,
    idempotencyKey: `${job.id}-${task}-${route}`,
    attemptId: `${job.id}-${task}-${attempt}`,
    account: job.tasks[task]?.account ?? SOLE_ACCOUNT.id,
    ...(base === undefined ? {} : { callbackUrl: callbackUrl(base, place) }),
    now: () => runtime.now(),
    sleep: (ms, signal) => runtime.sleep(ms, signal),
    listen: (url, options) => runtime.listen(url, options),
    report: ({ dropped, ...news }) =>
      context.report({ ...news, dropped: dropped ? [dropped] : [] }),
  };
}
