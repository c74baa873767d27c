/**
 * From a batch's record to what its owner sees of it. Pure.
 *
 * @module
 */

import type { Batch, BatchEnd } from "../batches/batch.ts";
import { unixSeconds } from "./image_answer.ts";
import type { BatchView } from "./schemas/batch.ts";

/** A batch in OpenAI's words; its files are named once they are whole. */
export function viewBatch(batch: Batch): BatchView {
  const { id, endpoint, status, total, completed, failed, ended, problems } = batch;
  const endedAs = (as: BatchEnd) => secondsOrNull(ended?.as === as ? ended.at : undefined);
  return {
    id,
    object: "batch",
    endpoint,
    errors: problems.length === 0 ? null : { object: "list", data: problems.map(viewProblem) },
    input_file_id: batch.inputFileId,
    completion_window: "24h",
    status,
    output_file_id: fileId(batch, batch.output),
    error_file_id: fileId(batch, batch.errors),
    created_at: unixSeconds(batch.createdAt),
    in_progress_at: secondsOrNull(batch.inProgressAt),
    expires_at: unixSeconds(batch.expiresAt),
    finalizing_at: secondsOrNull(batch.finalizingAt),
    completed_at: endedAs("completed"),
    failed_at: endedAs("failed"),
    expired_at: endedAs("expired"),
    cancelling_at: secondsOrNull(batch.cancellingAt),
    cancelled_at: endedAs("cancelled"),
    request_counts: { total, completed, failed },
    usage: {
      input_tokens: 0,
      input_tokens_details: { cached_tokens: 0 },
      output_tokens: 0,
      output_tokens_details: { reasoning_tokens: 0 },
      total_tokens: 0,
    },
    metadata: batch.metadata ?? null,
  };
}

function viewProblem({ code, message, param, line }: Batch["problems"][number]) {
  return { code, message, param: param ?? null, line: line ?? null };
}

function fileId({ ended }: Batch, { id, sizeBytes }: Batch["output"]): string | null {
  return ended !== undefined && sizeBytes > 0 ? id : null;
}

function secondsOrNull(epochMs: number | undefined): number | null {
  return epochMs === undefined ? null : unixSeconds(epochMs);
}
