/**
 * The wire shape of a dry run's answer.
 *
 * @module
 */

import { z } from "zod";

/** What a request would do. */
export const PlanView = z.object({
  object: z.literal("image.plan"),
  model: z.string(),
  operation: z.enum(["generate", "edit", "variation"]),
  routes: z.array(z.object({ provider: z.string(), model: z.string() })).meta({
    description: "Who would be asked, in order.",
  }),
  calls: z.array(z.int()).meta({ description: "How many pictures each upstream call would make." }),
  expected_wait_seconds: z.int().nullable().meta({
    description: "By what was learnt of the first route; null while that is too little.",
  }),
  cost_usd: z.number().nullable().meta({
    description: "Of all pictures at the first route, in US dollars; null where no price is known.",
  }),
  warnings: z.array(z.string()).meta({ description: "What would be mapped or dropped." }),
}).meta({ id: "ImagePlan", description: "The answer with `?dry_run=true`: nothing is started." });
/** See {@linkcode PlanView}. */
export type PlanView = z.infer<typeof PlanView>;

/** The query of the endpoints that make pictures. */
export const ImageQuery = z.object({
  dry_run: z.string().optional().meta({
    description: "`true`: answer with the plan and start nothing.",
  }),
});
