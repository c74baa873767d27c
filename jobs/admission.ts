/**
 * Whether an order may become a job, as whoever knows the callers decides it, and what has to be
 * booked for it.
 *
 * @module
 */

import type { Failure } from "../failure.ts";
import type { Order } from "./order.ts";
import type { Job } from "./job.ts";

/** Something that has to be committed together with a job's beginning or its end. */
export interface Booking {
  /** Adds to the operation. A commit that fails may have failed on what this checks. */
  add(operation: Deno.AtomicOperation): void;
  /** Has to be called once the commit's fate is known, whatever it is: others wait for it. */
  over(): void;
}

/** How much of a limit is left. */
export interface Left {
  readonly limit: number;
  readonly remaining: number;
  /** Until all of it is there again, in ms. */
  readonly resetMs: number;
}

/** What a caller has left of its limits by the minute; absent: there is no such limit. */
export interface Standing {
  readonly requests?: Left;
  readonly images?: Left;
}

/** A refusal in place of a job. */
export interface Refused {
  readonly refused: Failure;
}

/** What a job of a caller with limits takes of them. */
export interface Allowance {
  /** After what was looked at or booked last. */
  readonly standing: Standing;
  /** Looks, before anything is done, whether the order's job would be refused. */
  look(): Promise<Failure | undefined>;
  /** Counts an order that is answered with a job that is there already. */
  count(): Promise<Failure | undefined>;
  /** For the commit that makes the job, which is given back with what it holds. */
  reserve(job: Job): Promise<(Booking & { readonly job: Job }) | Refused>;
}

/** What was decided. */
export type Admission =
  | {
    readonly ok: true;
    /** Perhaps with less than was asked for. */
    readonly order: Order;
    /** Absent: there are no limits. */
    readonly allowance?: Allowance;
  }
  | { readonly ok: false; readonly failure: Failure };

/** Decides it. Nothing becomes a job without having been asked about here. */
export type Admit = (order: Order) => Promise<Admission>;
