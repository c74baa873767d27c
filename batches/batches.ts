/**
 * Batches put together: records and runner.
 *
 * @module
 */

import { type BatchRepo, createBatchRepo } from "./batch_repo.ts";
import type { Outbox } from "../hooks/outbox.ts";
import type { Batch } from "./batch.ts";
import { type BatchRunner, type BatchRunnerOptions, createBatchRunner } from "./runner.ts";

/** Everything about batches. */
export interface Batches {
  readonly repo: BatchRepo;
  readonly runner: BatchRunner;
}

/** What they need. */
export interface BatchesOptions extends Omit<BatchRunnerOptions, "repo"> {
  readonly outbox: Outbox;
}

/** Puts them together; nothing is worked on before the runner is started. */
export function createBatches(options: BatchesOptions): Batches {
  const { kv, runtime, outbox } = options;
  const repo = createBatchRepo({
    kv,
    runtime,
    announce: (batch) => outbox.prepare(eventOf(batch)),
  });
  return { repo, runner: createBatchRunner({ ...options, repo }) };
}

/** As at OpenAI: the id says it all. */
function eventOf({ id, owner, ended }: Batch) {
  if (ended === undefined) throw new RangeError(`Batch ${id} has not ended: nothing to tell yet`);
  return { owner, type: `batch.${ended.as}` as const, data: { id } };
}
