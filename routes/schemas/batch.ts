/**
 * The wire shape of batches, as in OpenAI's API.
 *
 * @module
 */

import { z } from "zod";
import { ENDPOINTS, STATUSES } from "../../batches/batch.ts";
import { integer, oneOf, text } from "./fields.ts";
import { Lifetime } from "./uploaded_file.ts";

const seconds = z.int().meta({ description: "Unix seconds.", example: 1_763_683_200 });
const orNull = seconds.nullable();

const Metadata = z.record(z.string().max(64), z.string().max(512), {
  error: "use an object of texts",
}).refine((notes) => Object.keys(notes).length <= 16, { error: "use at most 16 texts" });

const required = z.string({ error: "use the id of an uploaded file" });

/** The body of `POST /v1/batches`. */
export const BatchBody = z.object({
  input_file_id: required.meta({
    description: "A file of purpose `batch`: in each line `custom_id`, `method`, `url`, `body`.",
  }),
  endpoint: oneOf(ENDPOINTS).meta({ description: "What all of its lines ask for." }),
  completion_window: oneOf(["24h"]).meta({
    description: "What has not ended by then goes to the error file as `batch_expired`.",
  }),
  metadata: Metadata.optional().meta({ description: "Your own notes: at most 16 texts." }),
  output_expires_after: Lifetime.optional().meta({
    description: "How long its files are kept, from when they are written. Absent: 30 days.",
  }),
}).meta({ id: "CreateBatchRequest", description: "Many requests at once." });

/** Names that its body may use. */
export const BATCH_FIELDS: readonly string[] = Object.keys(BatchBody.shape);

/** Query of `GET /v1/batches`. */
export const BatchListQuery = z.object({
  limit: integer({ min: 1, max: 100 }).default(20),
  after: text(100).optional().meta({ description: "The `id` before the page." }),
});

/** What is wrong with an input file. */
const Problem = z.object({
  code: z.string(),
  message: z.string(),
  param: z.string().nullable(),
  line: z.int().nullable().meta({ description: "From 1; null: it is about the whole file." }),
});

const Usage = z.object({
  input_tokens: z.int(),
  input_tokens_details: z.object({ cached_tokens: z.int() }),
  output_tokens: z.int(),
  output_tokens_details: z.object({ reasoning_tokens: z.int() }),
  total_tokens: z.int(),
}).meta({ description: "Pictures have no tokens." });

/** A batch. */
export const BatchView = z.object({
  id: z.string().meta({ example: "batch_019a9f3c6d5e7c3f8a1b2c3d4e5f6071" }),
  object: z.literal("batch"),
  endpoint: z.string(),
  errors: z.object({ object: z.literal("list"), data: z.array(Problem) }).nullable(),
  input_file_id: z.string(),
  completion_window: z.literal("24h"),
  status: z.enum(STATUSES),
  output_file_id: z.string().nullable().meta({ description: "The answers, in any order." }),
  error_file_id: z.string().nullable().meta({ description: "Requests that came to nothing." }),
  created_at: seconds,
  in_progress_at: orNull,
  expires_at: seconds,
  finalizing_at: orNull,
  completed_at: orNull,
  failed_at: orNull,
  expired_at: orNull,
  cancelling_at: orNull,
  cancelled_at: orNull,
  request_counts: z.object({ total: z.int(), completed: z.int(), failed: z.int() }),
  usage: Usage,
  metadata: z.record(z.string(), z.string()).nullable(),
}).meta({ id: "Batch", description: "Many requests, and how far they are." });
/** See {@linkcode BatchView}. */
export type BatchView = z.infer<typeof BatchView>;

/** One page of batches. */
export const BatchList = z.object({
  object: z.literal("list"),
  data: z.array(BatchView),
  first_id: z.string().nullable(),
  last_id: z.string().nullable(),
  has_more: z.boolean(),
}).meta({ id: "BatchList", description: "One page of batches, newest first." });
/** See {@linkcode BatchList}. */
export type BatchList = z.infer<typeof BatchList>;
