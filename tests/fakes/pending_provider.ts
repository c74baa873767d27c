/**
 * An upstream in a few lines, for tests of the engine: it counts what it is asked, and outlives the
 * engines that ask it.
 *
 * @module
 */

import type { Json } from "../../failure.ts";
import type { EncodedImage } from "../../images/request.ts";
import type { Outcome, Provider } from "../../providers/provider.ts";
import { paperProvider } from "../jobs.ts";
import { png } from "./scripted_provider.ts";

/** A provider, and how often it was asked. */
export interface PendingProvider extends Provider {
  readonly submits: number;
  readonly polls: number;
  readonly cancels: readonly Json[];
  /** Idempotency keys, as they came. */
  readonly keys: readonly string[];
  /** Serves the pictures that `by: "url"` points to. */
  readonly fetch: typeof fetch;
}

/** How it behaves. */
export interface PendingProviderOptions {
  /** Polls until the picture is there; 0: the submit brings it. */
  readonly polls: number;
  readonly pollAfterMs: number;
  /** How pictures are delivered. @default {"inline"} */
  readonly by?: "inline" | "url";
  readonly picture?: EncodedImage;
  readonly paid?: boolean;
  readonly idempotentSubmit?: boolean;
  readonly attemptTimeoutMs?: number;
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

  function deliver(): Outcome {
    const image = by === "url"
      ? { kind: "url", url: "http://pictures.test/1.png" } as const
      : { kind: "inline", image: picture } as const;
    return { kind: "done", images: [image] };
  }

  function pending(left: number): Outcome {
    return left > 0 ? { kind: "pending", handle: left, pollAfterMs } : deliver();
  }

  return {
    ...paperProvider({ id: "pending", paid, idempotentSubmit }),
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
    fetch: () => Promise.resolve(new Response(picture.bytes)),

    async submit(_request, { signal, idempotencyKey }) {
      keys.push(idempotencyKey);
      seen.submits++;
      return await options.onSubmit?.(seen.submits, signal) ?? pending(polls);
    },

    async poll(handle, { signal }) {
      seen.polls++;
      return await options.onPoll?.(seen.polls, signal) ?? pending(Number(handle) - 1);
    },

    cancel(handle) {
      cancels.push(handle);
      return Promise.resolve();
    },
  };
}
