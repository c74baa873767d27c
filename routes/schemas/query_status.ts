/**
 * The wire shape of the status that clients of one upstream poll for.
 *
 * @module
 */

import { z } from "zod";
import { requiredText } from "./fields.ts";

/** The query. */
export const StatusQuery = z.object({
  job_id: requiredText(100).meta({ description: "As in `x-job-id`; `job_` may be left out." }),
});

/** Where a job stands. */
export const StatusView = z.object({
  code: z.int().meta({
    description: "200: the pictures are there; 202: not yet; all others: there will be none.",
  }),
  message: z.string().optional().meta({ description: "Why there will be none." }),
  result: z.object({
    job_id: z.string(),
    status: z.enum(["queued", "in_progress", "completed", "failed", "cancelled", "unknown"]),
    image_url: z.array(z.string()),
  }),
}).meta({ id: "QueryStatus", description: "Where a job stands." });
/** See {@linkcode StatusView}. */
export type StatusView = z.infer<typeof StatusView>;
