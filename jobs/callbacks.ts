/**
 * Messages by which upstreams tell that work has ended: a verified one makes its task due at once.
 * What it says is never read, and the result is polled as always.
 *
 * @module
 */

import { timingSafeEqual } from "node:crypto";
import type { Callback } from "../providers/provider.ts";
import type { Registry } from "../providers/registry.ts";
import type { Runtime } from "../runtime.ts";
import { providerOf } from "./action.ts";
import { tokenOf } from "./callback_url.ts";
import { callContext } from "./call_context.ts";
import type { Place } from "./pictures.ts";
import type { JobRepo } from "./repo.ts";
import { hurry } from "./steps.ts";

/** A message at the address that was given for an attempt. */
export interface Knock {
  readonly jobId: string;
  readonly task: string;
  readonly token: string;
  /** Read only where the address is right; undefined when it is too large. */
  read(): Promise<Callback | undefined>;
}

/** What it takes to listen to them. */
export interface CallbackOptions {
  readonly repo: JobRepo;
  readonly registry: Registry;
  readonly runtime: Runtime;
  wake(id: string): void;
}

/** Upstreams' clocks may be so far behind ours. */
const SKEW_MS = 5_000;

/** Longest time for fetching the keys that a message is verified by. */
const VERIFY_MS = 5_000;

/**
 * Answers messages: true when the upstream sent it for work under way here. False tells nothing of
 * why: no such address, no such job any more, not signed by the upstream, too old.
 */
export function createCallbacks(options: CallbackOptions): (knock: Knock) => Promise<boolean> {
  const { repo, runtime, wake } = options;

  return async function answer(knock) {
    const place = await placeOf(knock, options);
    const sentAt = place && await verify(place, knock, options);
    if (!place || sentAt === undefined) return false;
    for (;;) {
      const stored = await repo.load(knock.jobId);
      if (!stored) return false;
      const now = runtime.now();
      const hurried = hurry(stored.value, { task: place.task, sentAt: sentAt + SKEW_MS, now });
      if (hurried === stored.value) return true; // it has ended, or was looked at since
      const next = { ...hurried, revision: hurried.revision + 1, updatedAt: now };
      if (!await repo.replace(stored, next)) continue;
      wake(knock.jobId);
      return true;
    }
  };
}

/** Undefined when nobody was given this address. */
async function placeOf(
  { jobId, task, token }: Knock,
  { repo }: CallbackOptions,
): Promise<Place | undefined> {
  const job = (await repo.load(jobId))?.value;
  const index = Number(task);
  const attempt = job?.tasks[index]?.attemptsBegun;
  if (!job || attempt === undefined) return undefined;
  const place = { job, task: index, attempt };
  const [given, right] = [token, tokenOf(place)].map((text) => new TextEncoder().encode(text));
  const isRight = given && right && given.length === right.length && timingSafeEqual(given, right);
  return isRight ? place : undefined;
}

async function verify(
  place: Place,
  { read }: Knock,
  { registry, runtime }: CallbackOptions,
): Promise<number | undefined> {
  const task = place.job.tasks[place.task];
  const provider = task && providerOf(place.job, task, registry);
  if (!provider?.verifyCallback) return undefined;
  const message = await read();
  if (!message) return undefined;
  const [late, done] = [new AbortController(), new AbortController()];
  const alarm = runtime.sleep(VERIFY_MS, done.signal).then(() => late.abort());
  try {
    const context = { signal: late.signal, until: Infinity, report: () => {} };
    return await provider.verifyCallback(message, callContext(place, context, { runtime }));
  } finally {
    done.abort();
    await alarm;
  }
}
