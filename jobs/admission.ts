/**
 * Whether an order may become a job, as whoever knows the callers decides it.
 *
 * @module
 */

import type { Failure } from "../failure.ts";
import type { Order } from "./engine.ts";

/** What was decided. */
export type Admission =
  /** Welcome, perhaps with less than was asked for. */
  | { readonly ok: true; readonly order: Order }
  | { readonly ok: false; readonly failure: Failure };

/** Decides it. Nothing becomes a job without having been asked about here. */
export type Admit = (order: Order) => Promise<Admission>;
