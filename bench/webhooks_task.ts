/**
 * What the process that sends webhooks is told, and what it tells.
 *
 * @module
 */

import { z } from "zod";

/** What to do. */
export const WebhooksTask = z.object({
  /** The receiver. */
  url: z.string(),
  count: z.number().int(),
  /** The pause between two events; 0: as fast as they can be committed. */
  everyMs: z.number(),
  /** The database. */
  file: z.string(),
});
/** See {@linkcode WebhooksTask}. */
export type WebhooksTask = z.infer<typeof WebhooksTask>;

/** What was measured. */
export const WebhooksResult = z.object({
  /** Bodies of the same size per second, sent by bare `fetch`, as many at a time. */
  bareRate: z.number(),
});

/** What an event carries for the receiver to reckon with. */
export const BenchEvent = z.object({
  data: z.object({
    /** When it was about to be committed. Epoch milliseconds. */
    at: z.number(),
  }),
});
