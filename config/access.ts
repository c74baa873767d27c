/**
 * The variables of the door: limits by address, who is believed about addresses, what
 * prompts must not say, how long it is kept what was used.
 *
 * @module
 */

import { z } from "zod";

/** As they stand in the environment. */
export const ACCESS_VARIABLES = z.object({
  RATE_LIMIT_ANONYMOUS: z.coerce.number().int().min(1).max(1_000_000).optional(),
  RATE_LIMIT_WRONG_KEYS: z.coerce.number().int().min(0).max(1_000_000).default(20),
  USAGE_DAYS: z.coerce.number().int().min(32).max(3_660).default(400),
  CONTENT_RULES: z.string().trim().optional(),
  MODERATION_URL: z.url({ protocol: /^https?$/ }).optional(),
  MODERATION_KEY: z.string().trim().optional(),
  MODERATION_MODEL: z.string().trim().optional(),
  MODERATION_ACTION: z.enum(["log", "warn", "block"]).default("block"),
  TRUSTED_PROXIES: z.coerce.number().int().min(0).max(10).default(0),
});

/** The settings of the door. */
export interface AccessSettings {
  /** Requests a minute from one address where no key is asked for; absent: any number. */
  readonly anonymousPerMinute?: number;
  /** Wrong keys a minute from one address, before its tries at the master key are refused unread. */
  readonly wrongKeysPerMinute?: number;
  /** How many proxies of ours stand before us, whose word on addresses is taken. */
  readonly trustedProxies: number;
  /** What prompts must not say: JSON, or the path of a file with it. */
  readonly contentRules?: string;
  /** A service that is asked about each prompt, and what becomes of those that it flags. */
  readonly moderation?: {
    readonly url: string;
    readonly key?: string;
    readonly model?: string;
    readonly action: "log" | "warn" | "block";
  };
  /** How long it is kept what was used on a day. */
  readonly usageMs: number;
}

function moderationSettings(
  { MODERATION_URL: url, MODERATION_KEY: key, MODERATION_MODEL: model, MODERATION_ACTION: action }:
    z.infer<typeof ACCESS_VARIABLES>,
): Pick<AccessSettings, "moderation"> {
  if (url === undefined) return {};
  return {
    moderation: { url, action, ...(key ? { key } : {}), ...(model ? { model } : {}) },
  };
}

/** The settings that the variables say. */
export function accessSettings(values: z.infer<typeof ACCESS_VARIABLES>): AccessSettings {
  const { RATE_LIMIT_ANONYMOUS: anonymous, RATE_LIMIT_WRONG_KEYS: wrong } = values;
  return {
    trustedProxies: values.TRUSTED_PROXIES,
    usageMs: values.USAGE_DAYS * 24 * 3_600_000,
    ...(anonymous === undefined ? {} : { anonymousPerMinute: anonymous }),
    ...(values.CONTENT_RULES ? { contentRules: values.CONTENT_RULES } : {}),
    ...moderationSettings(values),
    ...(wrong === 0 ? {} : { wrongKeysPerMinute: wrong }),
  };
}
