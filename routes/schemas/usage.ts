/**
 * The wire shape of what was used.
 *
 * @module
 */

import { z } from "zod";
import { oneOf, text } from "./fields.ts";

/** By what use can be put together. */
export const SIDES = ["day", "key", "model", "provider"] as const;

const day = z.string().regex(/^\d{4}-\d{2}-\d{2}$/, { error: "use a day such as 2026-11-21" })
  .refine((day) => !Number.isNaN(Date.parse(day)), { error: "use a day that there is" });

const Sides = z.preprocess(
  (value) =>
    typeof value === "string"
      ? value.split(",").map((word) => word.trim()).filter((word) => word !== "")
      : value,
  z.array(z.enum(SIDES, { error: `use some of ${SIDES.join(", ")}` })),
);

/** The query. */
export const UsageQuery = z.object({
  from: day.optional().meta({
    description: "The first day, in UTC. Absent: 29 days before the last.",
    example: "2026-11-01",
  }),
  to: day.optional().meta({ description: "The last day. Absent: today.", example: "2026-11-21" }),
  group_by: Sides.default(["day"]).meta({
    description: "What to tell apart, separated by commas: day, key, model, provider.",
    example: "day,model",
  }),
  model: text(200).optional().meta({ description: "Only this model, as it was asked for." }),
  provider: text(200).optional().meta({ description: "Only what was made there." }),
  owner: text(200).optional().meta({
    description: "With the scope `admin`: a key's id, or `*` for all.",
  }),
  format: oneOf(["json", "csv"]).optional().meta({
    description: "Absent: as `Accept` says.",
  }),
});
/** See {@linkcode UsageQuery}. */
export type UsageQuery = z.infer<typeof UsageQuery>;

const counts = {
  requests: z.int().meta({ description: "Jobs that ended, and answers with pictures there were." }),
  images: z.int().meta({ description: "Pictures that were made." }),
  cost_usd: z.number().meta({ description: "What they cost, where prices are known." }),
  cache_hits: z.int().meta({ description: "Requests answered with pictures that there were." }),
  failures: z.int().meta({ description: "Jobs that failed; cancelled ones have not." }),
};

/** What was used. */
export const UsageReport = z.object({
  object: z.literal("usage"),
  from: z.string(),
  to: z.string(),
  group_by: z.array(z.enum(SIDES)),
  total: z.object(counts),
  data: z.array(z.object({
    day: z.string().nullable(),
    key: z.string().nullable().meta({ description: "`operator`, or a key's id." }),
    model: z.string().nullable(),
    provider: z.string().nullable(),
    ...counts,
  })).meta({ description: "In order; what is not told apart is null." }),
}).meta({ id: "UsageReport", description: "What was used, and what it cost." });
/** See {@linkcode UsageReport}. */
export type UsageReport = z.infer<typeof UsageReport>;
