/**
 * The wire shape of statistics.
 *
 * @module
 */

import { z } from "zod";
import { RANGE_NAMES } from "../../stats/summary.ts";

const seconds = z.number().nullable();
const count = z.int();
const unix = z.int().meta({ description: "Unix time in seconds." });

/** What can be asked for. */
export const StatsQuery = z.strictObject({
  range: z.enum(RANGE_NAMES).default("1h").meta({
    description: "How far to look back: `1h` by the minute, `48h` by the hour, `30d` and `90d` " +
      "by the day (of UTC). The last stretch is going on.",
  }),
});

const Headline = z.object({
  calls: count.meta({ description: "Requests for pictures, refused ones among them." }),
  joined: count.meta({ description: "Of those, such as were given a job that was there already." }),
  cache_hits: count.meta({ description: "Of those, by the cache, coalesced ones among them." }),
  completed: count.meta({ description: "Jobs that ended with pictures." }),
  failed: count,
  cancelled: count,
  images: count.meta({ description: "Pictures delivered." }),
  success_rate: z.number().nullable().meta({
    description: "0 to 1, of the jobs that completed or failed; null when there were none.",
  }),
  p50_seconds: seconds.meta({
    description: "From acceptance to the last picture, to within 10 %.",
  }),
  p95_seconds: seconds,
});

const Bill = z.object({
  calls: count,
  images: count.meta({ description: "Pictures that the calls were for." }),
  usd: z.number().meta({ description: "For those pictures whose price is known." }),
  unpriced_images: count,
});

const Spend = z.object({
  paid: Bill.meta({ description: "Calls that brought their pictures." }),
  doubtful: Bill.meta({
    description: "Calls that brought nothing and may be charged all the same.",
  }),
  saved: Bill.meta({ description: "Calls not made, because a job was there already." }),
});

const Here = z.object({
  working: count.meta({ description: "Tasks that the upstream works on now." }),
  saving: count.meta({ description: "Tasks whose pictures are being stored now." }),
  queued: count.meta({ description: "Tasks that wait now." }),
});

const Trouble = z.object({
  account: z.string().nullable(),
  model: z.string().nullable(),
  reason: z.string().meta({ description: "A kind of failure.", example: "upstream_auth" }),
  message: z.string(),
  failures: count.meta({ description: "In a row." }),
  since: unix,
  until: unix.nullable().meta({ description: "It is left alone until then; null: it is used." }),
});

const ProviderStats = z.object({
  id: z.string(),
  title: z.string(),
  paid: z.boolean().nullable().meta({ description: "Null: it is switched off by now." }),
  attempts: z.object({ delivered: count, failed: count, cancelled: count }),
  failures: z.record(z.string(), count).meta({ description: "Failed attempts by kind." }),
  images: count,
  polls: count,
  lag_p50_seconds: seconds.meta({
    description: "Detection lag: the longest that pictures can have waited to be found by a poll.",
  }),
  lag_p95_seconds: seconds,
  spend: Spend,
  now: Here.extend({ seats: count.nullable().meta({ description: "Null: no limit." }) }),
  accounts: z.array(Here.extend({ id: z.string(), seats: count.nullable() })),
  troubles: z.array(Trouble),
});

/** How the service is doing. */
export const StatsView = z.object({
  object: z.literal("stats"),
  range: z.string(),
  unit: z.enum(["minute", "hour", "day"]),
  now: z.object({
    jobs: count.meta({ description: "Jobs that have not ended." }),
    is_cut: z.boolean().meta({ description: "Whether there are more than were counted." }),
  }),
  total: Headline.extend({
    failures: z.record(z.string(), count).meta({
      description: "Failed jobs and refused requests by kind.",
    }),
    spend: Spend,
  }),
  series: z.array(Headline.extend({ start: unix })),
  providers: z.array(ProviderStats),
}).meta({
  id: "Stats",
  description: "What happened in a range of time, and how things stand now.",
});
/** See {@linkcode StatsView}. */
export type StatsView = z.infer<typeof StatsView>;
