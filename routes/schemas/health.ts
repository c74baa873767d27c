/**
 * The wire shape of health answers.
 *
 * @module
 */

import { z } from "zod";

/** The process answers. */
export const Liveness = z.object({ status: z.literal("ok") })
  .meta({ id: "Liveness", description: "The process answers." });
/** See {@linkcode Liveness}. */
export type Liveness = z.infer<typeof Liveness>;

/** How each part is. */
export const ReadinessView = z.object({
  status: z.enum(["ready", "not_ready"]),
  kv: z.enum(["ok", "unreachable"]).meta({ description: "Whether the store answers." }),
  waker: z.string().meta({ description: "Who wakes due jobs.", example: "queue" }),
  draining: z.boolean().meta({ description: "Whether the server is shutting down." }),
  resting: z.array(z.object({
    provider: z.string(),
    account: z.string().nullable().meta({
      description: "A name made from the credential, never itself; null where a model rests.",
    }),
    model: z.string().nullable().meta({ description: "Null where an account rests." }),
    reason: z.string().meta({ description: "A code of ours.", example: "upstream_auth" }),
    until: z.int().meta({ description: "Unix time in seconds at which it is tried again." }),
  })).meta({ description: "Accounts and models at upstreams that are left alone for a while." }),
}).meta({ id: "Readiness", description: "Whether the service can do its work, part by part." });
/** See {@linkcode ReadinessView}. */
export type ReadinessView = z.infer<typeof ReadinessView>;
