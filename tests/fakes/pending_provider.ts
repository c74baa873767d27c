/**
 * An upstream in a few lines, for tests of the engine: it counts what it is asked, and outlives the
 * engines that ask it.
 *
 * @module
 */

import { failure, type Json } from "../../failure.ts";
import type { EncodedImage } from "../../images/request.ts";
import type { Account, Outcome, Provider } from "../../providers/provider.ts";
import { paperProvider } from "../jobs.ts";
import { png } from "./scripted_provider.ts";

/** A provider, and how often it was asked. */
export interface PendingProvider extends Provider {
  readonly submits: number;
  readonly polls: number;
  readonly cancels: readonly Json[];
  /** Accounts, in the order of the submits. */
  readonly submitters: readonly string[];
  /** Most attempts that one account had under way at a time. */
  readonly mostAtOnce: number;
  /** Idempotency keys, as they came. */
  readonly keys: readonly string[];
  /** Serves the pictures that `by: "url"` points to. */
  readonly fetch: typeof fetch;
}

/** How it behaves. */
export interface PendingProviderOptions {
  /** @default {"pending"} */
  readonly id?: string;
  /** Polls until the picture is there; 0: the submit brings it. */
  readonly polls: number;
  readonly pollAfterMs: number;
  /** How pictures are delivered. @default {"inline"} */
  readonly by?: "inline" | "url";
  readonly picture?: EncodedImage;
  readonly paid?: boolean;
  /** @default {true} */
  readonly canCancel?: boolean;
  readonly idempotentSubmit?: boolean;
  /** Its works have the names that we give them. */
  readonly named?: boolean;
  /** What `onSubmit` answers is all that goes wrong: the work has begun. */
  readonly arrives?: boolean;
  readonly attemptTimeoutMs?: number;
  readonly accounts?: readonly Account[];
  /** What a submit comes to before anything else; undefined: it goes well. */
  readonly onSubmit?: (count: number, signal: AbortSignal) => Promise<Outcome | undefined>;
  /** The same for a poll. */
  readonly onPoll?: (count: number, signal: AbortSignal) => Promise<Outcome | undefined>;
}

/** Creates one; its model is `pending`. */
export function createPendingProvider(options: PendingProviderOptions): PendingProvider {
  const { polls, pollAfterMs, by = "inline", paid = true, idempotentSubmit = false } = options;
  const picture = options.picture ?? png({ widthPx: 16, heightPx: 16 });
  const [card] = Object.values(paperProvider().models);
  const seen = { submits: 0, polls: 0 };
  const cancels: Json[] = [];
  const keys: string[] = [];
  const submitters: string[] = [];
  const underWay = new Map<string, number>();
  let mostAtOnce = 0;

  /** Counts an account's attempts: +1 when one begins, -1 when its pictures or failure come. */
  function count(account: string, change: number): void {
    const now = (underWay.get(account) ?? 0) + change;
    underWay.set(account, now);
    mostAtOnce = Math.max(mostAtOnce, now);
  }

  function counted(account: string, outcome: Outcome): Outcome {
    if (outcome.kind !== "pending") count(account, -1);
    return outcome;
  }

  function deliver(): Outcome {
    const image = by === "url"
      ? { kind: "url", url: "http://pictures.test/1.png" } as const
      : { kind: "inline", image: picture } as const;
    return { kind: "done", images: [image] };
  }

  function pending(left: number): Outcome {
    return left > 0 ? { kind: "pending", handle: left, pollAfterMs } : deliver();
  }

  /** Polls that are left, by the names of the works. */
  const works = new Map<string, number>();

  function look(name: string): Outcome {
    const left = (works.get(name) ?? NaN) - 1;
    works.set(name, left);
    if (Number.isNaN(left)) {
      return { kind: "failed", failure: failure("generation_failed", "There is no such work") };
    }
    return left > 0 ? { kind: "pending", handle: name, pollAfterMs } : deliver();
  }

  function begin(name: string): Outcome {
    if (!options.named) return pending(polls);
    works.set(name, polls);
    return { kind: "pending", handle: name, pollAfterMs };
  }

  return {
    ...paperProvider({ id: options.id ?? "pending", paid, idempotentSubmit }),
    models: card ? { pending: card } : {},
    attemptTimeoutMs: options.attemptTimeoutMs ?? 60_000,
    get submits() {
      return seen.submits;
    },
    get polls() {
      return seen.polls;
    },
    cancels,
    keys,
    submitters,
    get mostAtOnce() {
      return mostAtOnce;
    },
    ...(options.accounts ? { accounts: options.accounts } : {}),
    fetch: () => Promise.resolve(new Response(picture.bytes)),

    ...(options.named ? { expectedHandle: (_, { attemptId }) => attemptId } : {}),

    async submit(_request, { signal, idempotencyKey, attemptId, account }) {
      keys.push(idempotencyKey);
      submitters.push(account);
      seen.submits++;
      count(account, 1);
      const refused = await options.onSubmit?.(seen.submits, signal);
      const begun = refused && !options.arrives ? refused : begin(attemptId);
      return counted(account, refused ?? begun);
    },

    async poll(handle, { signal, account }) {
      seen.polls++;
      const outcome = await options.onPoll?.(seen.polls, signal);
      const seenNow = () => options.named ? look(String(handle)) : pending(Number(handle) - 1);
      return counted(account, outcome ?? seenNow());
    },

    ...(options.canCancel === false ? {} : {
      cancel(handle) {
        cancels.push(handle);
        return Promise.resolve(true);
      },
    }),
  };
}
