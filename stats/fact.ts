/**
 * What is counted: plain facts, told by whoever makes them true at the moment when they are.
 *
 * @module
 */

import type { FailureKind } from "../failure.ts";

/** A way to have a picture made, as the engine's records name it. */
export interface RouteName {
  readonly provider: string;
  /** The provider's own id of the model. */
  readonly model: string;
}

/** Pictures and their price. */
export interface Worth {
  readonly images: number;
  /** US dollars for all of them; absent: nobody has said. */
  readonly usd?: number;
}

/** One thing that happened. */
export type Fact =
  /** A request became a job. */
  | { readonly kind: "accepted" }
  /** A request was given a job that was there already, so nothing was bought for it. */
  | {
    readonly kind: "joined";
    readonly by: "idempotency" | "repeat" | "cache";
    /** Whether that job had ended. */
    readonly ended: boolean;
    readonly route: RouteName;
    /** What was not bought; absent: it would have cost nothing. */
    readonly saved?: Worth;
  }
  /** A request was refused before it was a job. */
  | { readonly kind: "refused"; readonly failure: FailureKind }
  /** A job ended. */
  | {
    readonly kind: "ended";
    readonly status: "completed" | "failed" | "cancelled";
    /** From acceptance to the end. */
    readonly tookMs: number;
    /** Pictures delivered. */
    readonly images: number;
    readonly failure?: FailureKind;
  }
  /** An upstream was asked how far it is. */
  | {
    readonly kind: "polled";
    readonly route: RouteName;
    /** It was done: so much time had gone by since it was last seen at work. */
    readonly lagMs?: number;
  }
  /** An attempt ended. */
  | {
    readonly kind: "attempt";
    readonly route: RouteName;
    readonly end: "delivered" | "failed" | "cancelled";
    /** Pictures delivered. */
    readonly images: number;
    /** Why it failed, in words for people. */
    readonly failure?: { readonly kind: FailureKind; readonly message: string };
    /**
     * What was bought. `paid`: delivered. `doubtful`: nothing came of it, and nobody knows whether it
     * was charged. Absent: it cost nothing.
     */
    readonly bill?: Worth & { readonly sure: "paid" | "doubtful" };
  };

/** Is told facts. It never throws, and takes no time to speak of. */
export type Listener = (fact: Fact) => void;
