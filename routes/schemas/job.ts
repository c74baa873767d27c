/**
 * The wire shape of jobs.
 *
 * @module
 */

import { z } from "zod";
import { OPERATIONS } from "../../images/request.ts";
import { ErrorBody } from "./error.ts";
import { integer, text } from "./fields.ts";

const seconds = z.int().meta({ description: "Unix seconds.", example: 1_763_683_200 });
const error = ErrorBody.shape.error;

/** One try of one upstream call. */
const Attempt = z.object({
  task: z.int().meta({ description: "Which of the job's upstream calls, from 0." }),
  provider: z.string().meta({ example: "studio" }),
  model: z.string().meta({ description: "The provider's own id of the model." }),
  started_at: seconds,
  ended_at: seconds.nullable(),
  polls: z.int().meta({ description: "How often the upstream was asked whether it is done." }),
  error: error.nullable(),
}).meta({ id: "JobAttempt", description: "One try of one upstream call." });

/** One delivered picture. */
const JobImage = z.object({
  url: z.string().meta({ description: "Absolute, needs no key, lives until `expires_at`." }),
  media_type: z.string().meta({ example: "image/png" }),
  size: z.string().meta({ description: "`WIDTHxHEIGHT` in pixels.", example: "1024x1024" }),
  bytes: z.int(),
  revised_prompt: z.string().optional(),
}).meta({ id: "JobImage", description: "One delivered picture." });

const usd = z.number().nullable();

/** What a job has cost. */
const JobCost = z.object({
  usd: usd.meta({
    description: "US dollars for `attempts_paid`, by the prices that were known when they began; " +
      "null where one has no price.",
    example: 0.04,
  }),
  attempts_paid: z.int().meta({ description: "Upstream calls that brought pictures." }),
  images_delivered: z.int().meta({ description: "Pictures that the caller gets." }),
  attempts_unknown: z.int().meta({
    description: "Upstream calls that brought none and may have been charged all the same: " +
      "unanswered, timed out, called off, or failed after they had been taken.",
  }),
  unknown_usd: usd.meta({
    description: "US dollars for `attempts_unknown`, if they were charged.",
  }),
}).meta({
  id: "JobCost",
  description: "What was paid for, against what came. Upstreams that charge nothing do not count.",
});

/** A job as its caller sees it. */
export const JobView = z.object({
  id: z.string().meta({ example: "job_019a9f3c6d5e7c3f8a1b2c3d4e5f6071" }),
  object: z.literal("image.job"),
  owner: z.string().meta({ description: "Whose it is: `operator`, or a key's id." }),
  status: z.enum(["queued", "in_progress", "completed", "failed", "cancelled"]).meta({
    description: "`completed` when at least one picture came.",
  }),
  operation: z.enum(OPERATIONS),
  model: z.string(),
  prompt: z.string().meta({ description: "In lists, a long prompt is cut." }),
  n: z.int().meta({ description: "How many pictures were asked for." }),
  progress: z.int().meta({ description: "0 to 100." }),
  eta_seconds: z.int().nullable().meta({
    description: "How long it will probably still take; null where nobody knows.",
  }),
  queue_position: z.int().nullable().meta({
    description: "How many are before it at the upstream, where the upstream says.",
  }),
  created_at: seconds,
  started_at: seconds.nullable(),
  completed_at: seconds.nullable().meta({ description: "When it ended, however it ended." }),
  expires_at: seconds.meta({ description: "When the job and its pictures vanish." }),
  metadata: z.record(z.string(), z.string()).nullable().meta({ description: "Your own notes." }),
  urls: z.object({
    self: z.string(),
    events: z.string(),
    cancel: z.string(),
    retry: z.string(),
  }).meta({ description: "Where to ask, listen (server-sent events), and POST to." }),
  images: z.array(JobImage),
  warnings: z.array(z.string()).meta({ description: "What was mapped or dropped." }),
  attempts: z.array(Attempt).meta({ description: "The newest tries of each upstream call." }),
  cost: JobCost,
  error: error.nullable().meta({ description: "Why pictures are missing." }),
}).meta({ id: "ImageJob", description: "A request for pictures and what became of it." });
/** See {@linkcode JobView}. */
export type JobView = z.infer<typeof JobView>;

/** The answer to a cancel. */
export const CancelledJobView = JobView.extend({
  cancellation: z.enum(["never_started", "stopped", "left", "too_late"]).meta({
    description: "`never_started`: no upstream was asked. `stopped`: every upstream at work says " +
      "that it has stopped. `left`: an upstream may still finish it, and charge for it. " +
      "`too_late`: the job had ended before.",
  }),
}).meta({ id: "CancelledImageJob", description: "A job, and what became of its cancel." });

/** The answer to a delete. */
export const DeletedJob = z.object({
  id: z.string(),
  object: z.literal("image.job.deleted"),
  deleted: z.literal(true),
}).meta({ id: "DeletedImageJob" });

const eta = { progress: z.int(), eta_seconds: z.int().nullable() };
const position = { queue_position: z.int().nullable() };

/** One event of a job's stream. */
export const JobEvent = z.discriminatedUnion("type", [
  z.object({ type: z.literal("queued"), ...position }),
  z.object({ type: z.literal("started") }),
  z.object({ type: z.literal("progress"), ...eta, ...position }),
  z.object({
    type: z.literal("partial_image"),
    task: z.int(),
    index: z.int(),
    url: z.string(),
  }),
  z.object({ type: z.literal("attempt_failed"), attempt: Attempt }),
  z.object({ type: z.literal("completed"), job: JobView }),
  z.object({ type: z.literal("failed"), job: JobView }),
  z.object({ type: z.literal("cancelled"), job: JobView }),
]).meta({
  id: "ImageJobEvent",
  description: "An event, named by its type; its id in `Last-Event-ID` goes on after it.",
});
/** See {@linkcode JobEvent}. */
export type JobEvent = z.infer<typeof JobEvent>;

/** One page of jobs. */
export const JobList = z.object({
  object: z.literal("list"),
  data: z.array(JobView),
  first_id: z.string().nullable(),
  last_id: z.string().nullable(),
  has_more: z.boolean(),
}).meta({ id: "ImageJobList", description: "One page of jobs, newest first." });
/** See {@linkcode JobList}. */
export type JobList = z.infer<typeof JobList>;

const STATUSES = ["queued", "in_progress", "completed", "failed", "cancelled"] as const;

const Statuses = z.preprocess(
  (value) => typeof value === "string" ? value.split(",").map((word) => word.trim()) : value,
  z.array(z.enum(STATUSES, { error: `use some of ${STATUSES.join(", ")}` })),
);

/** The query of a listing. */
export const JobListQuery = z.object({
  limit: integer({ min: 1, max: 100 }).default(20).meta({ description: "Jobs on the page." }),
  after: text(100).optional().meta({ description: "The `last_id` of the page before." }),
  status: Statuses.optional().meta({
    description: "Only these, separated by commas.",
    example: "queued,in_progress",
  }),
  model: text(200).optional().meta({ description: "Only this model, as it was asked for." }),
  created_after: integer({ min: 0, max: 99_999_999_999 }).optional().meta({
    description: "Unix seconds.",
  }),
  created_before: integer({ min: 0, max: 99_999_999_999 }).optional().meta({
    description: "Unix seconds.",
  }),
  q: text(200).optional().meta({
    description: "Only jobs whose prompt has this in it, within its first 1,000 characters.",
  }),
});
/** See {@linkcode JobListQuery}. */
export type JobListQuery = z.infer<typeof JobListQuery>;
