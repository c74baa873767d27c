/**
 * The record of a job that has just been ordered.
 *
 * @module
 */

import type { Runtime } from "../runtime.ts";
import { randomBlobId } from "../store/blobs.ts";
import type { Order } from "./order.ts";
import type { Job } from "./job.ts";
import type { Plan } from "./plan.ts";

/** What it depends on, beside the order and its plan. */
export interface NewJobOptions {
  readonly runtime: Pick<Runtime, "now" | "uuid">;
  /** How long a job may take from acceptance to its end. */
  readonly jobTimeoutMs: number;
  /** How long a job is kept after the latest time at which it can end. */
  readonly ttlMs: number;
}

/** Long enough for a caller who lost the connection to ask once more. */
const UNSTORED_MS = 10 * 60_000;

/** Makes the record; it is due at once. */
export function newJob(order: Order, planned: Plan, options: NewJobOptions): Job {
  const { request, owner, warnings, priority = 0, dialect, metadata, keepMs, store, webhook } =
    order;
  const now = options.runtime.now();
  const deadlineAt = now + Math.min(options.jobTimeoutMs, keepMs ?? Infinity);
  const expiresAt = keepMs === undefined
    ? deadlineAt + (store === false ? UNSTORED_MS : options.ttlMs)
    : now + keepMs;
  return {
    v: 1,
    id: `job_${options.runtime.uuid()}`,
    owner,
    secret: randomBlobId(),
    priority,
    revision: 0,
    createdAt: now,
    updatedAt: now,
    deadlineAt,
    expiresAt,
    request,
    routes: [...planned.routes],
    ...(planned.prices === undefined ? {} : { prices: [...planned.prices] }),
    ...(planned.hedgeAfter === undefined ? {} : { hedgeAfter: planned.hedgeAfter }),
    tasks: [...planned.tasks],
    warnings: [...warnings, ...planned.warnings],
    ...(dialect === undefined ? {} : { dialect }),
    ...(metadata === undefined ? {} : { metadata }),
    ...(store === false ? { store } : {}),
    ...(webhook === undefined ? {} : { webhook }),
    dueAt: now,
  };
}
