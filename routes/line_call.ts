/**
 * A line of a batch as the routes see it: a request of the process itself, on behalf of the batch's
 * owner. It travels beside the request, among Hono's bindings, where nothing from outside can put it.
 *
 * @module
 */

import type { Order } from "../jobs/order.ts";
import type { Job } from "../jobs/job.ts";

/** What is known of a line beside its request. */
export interface LineCall {
  readonly owner: string;
  /** Under what its job is found again. */
  readonly key: string;
  /** How long its job is kept at least, in ms from now. */
  readonly keepMs: number;
  /** The job that it has already: then nothing of the request's pictures is read again. */
  readonly job?: Job;
}

/** Behind everybody who waits for an answer. */
const PRIORITY = -10;

/** A line's order: the last in every line, kept as long as its batch, one job whatever happens. */
export function lineOrder(order: Order, { key, keepMs }: LineCall): Order {
  const { store, priority = PRIORITY, ...rest } = order;
  return {
    ...rest,
    priority: PRIORITY,
    keepMs: Math.max(order.keepMs ?? 0, keepMs),
    identity: { idempotencyKey: key },
    warnings: [
      ...order.warnings,
      ...(priority === PRIORITY ? [] : [`priority dropped: lines of a batch have ${PRIORITY}`]),
      ...(store === false ? ["store dropped: a batch keeps its pictures while it lasts"] : []),
    ],
  };
}
