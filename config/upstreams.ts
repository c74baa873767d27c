/**
 * The upstreams: the variables of each, and what its provider is made from.
 *
 * @module
 */

import { z } from "zod";
import { count, list, origin } from "./fields.ts";

/** OpenAI's own API, when a key is set and no other address. */
const OPENAI_URL = "https://api.openai.com/v1";

const aiimagetoimage = z.object({ AIIMAGETOIMAGE_URL: origin.optional() })
  .transform(({ AIIMAGETOIMAGE_URL: baseUrl }) => baseUrl ? { baseUrl } : undefined);

const aiSdkDemo = z.object({ AISDK_DEMO_URL: origin.optional() })
  .transform(({ AISDK_DEMO_URL: baseUrl }) => baseUrl ? { baseUrl } : undefined);

const arting = z.object({ ARTING_URL: origin.optional(), ARTING_AUTH_TOKEN: list })
  .transform(({ ARTING_URL: baseUrl, ARTING_AUTH_TOKEN: tokens }) =>
    baseUrl && tokens.length > 0 ? { baseUrl, tokens } : undefined
  );

const bfl = z.object({ BFL_API_KEY: list, BFL_BASE_URL: origin.default("https://api.bfl.ai") })
  .transform(({ BFL_API_KEY: keys, BFL_BASE_URL: baseUrl }) => keyed(keys, baseUrl));

const deepinfra = z.object({
  DEEPINFRA_API_KEY: list,
  DEEPINFRA_BASE_URL: origin.default("https://api.deepinfra.com/v1"),
}).transform(({ DEEPINFRA_API_KEY: keys, DEEPINFRA_BASE_URL: baseUrl }) => keyed(keys, baseUrl));

const dreamifly = z.object({
  DREAMIFLY_URL: origin.optional(),
  DREAMIFLY_AUTH_TOKEN: list,
  DREAMIFLY_CONCURRENCY: count(2, 100),
}).transform((values) => {
  const { DREAMIFLY_URL: baseUrl, DREAMIFLY_AUTH_TOKEN: tokens } = values;
  const concurrency = values.DREAMIFLY_CONCURRENCY;
  return baseUrl && tokens.length > 0 ? { baseUrl, tokens, concurrency } : undefined;
});

const fal = z.object({ FAL_KEY: list, FAL_BASE_URL: origin.default("https://queue.fal.run") })
  .transform(({ FAL_KEY: keys, FAL_BASE_URL: baseUrl }) => keyed(keys, baseUrl));

const fireworks = z.object({
  FIREWORKS_API_KEY: list,
  FIREWORKS_BASE_URL: origin.default("https://api.fireworks.ai/inference/v1"),
}).transform(({ FIREWORKS_API_KEY: keys, FIREWORKS_BASE_URL: baseUrl }) => keyed(keys, baseUrl));

const gemini = z.object({
  GEMINI_API_KEY: list,
  GEMINI_BASE_URL: origin.default("https://generativelanguage.googleapis.com/v1beta"),
}).transform(({ GEMINI_API_KEY: keys, GEMINI_BASE_URL: baseUrl }) => keyed(keys, baseUrl));

const openai = z.object({
  OPENAI_API_KEY: list,
  OPENAI_BASE_URL: origin.optional(),
  OPENAI_MODELS: list,
  OPENAI_CONCURRENCY: z.coerce.number().int().min(1).max(1_000).optional(),
  OPENAI_MODERATION: z.enum(["auto", "low"]).optional(),
}).transform((values) => {
  const { OPENAI_API_KEY: apiKeys, OPENAI_BASE_URL: baseUrl, OPENAI_MODELS: models } = values;
  const { OPENAI_CONCURRENCY: concurrency, OPENAI_MODERATION: moderation } = values;
  if (apiKeys.length === 0 && !baseUrl) return undefined;
  return {
    baseUrl: baseUrl ?? OPENAI_URL,
    apiKeys,
    models,
    ...(concurrency ? { concurrency } : {}),
    ...(moderation ? { moderation } : {}),
  };
});

const replicate = z.object({
  REPLICATE_API_TOKEN: list,
  REPLICATE_BASE_URL: origin.default("https://api.replicate.com/v1"),
}).transform(({ REPLICATE_API_TOKEN: keys, REPLICATE_BASE_URL: baseUrl }) => keyed(keys, baseUrl));

const sdwebui = z.object({
  SDWEBUI_URL: origin.optional(),
  SDWEBUI_AUTH: z.string().regex(/^[^:]+:.+$/, 'must be "user:password"').optional(),
}).transform(({ SDWEBUI_URL: baseUrl, SDWEBUI_AUTH: auth }) =>
  baseUrl ? { baseUrl, ...(auth ? { auth } : {}) } : undefined
);

const stability = z.object({
  STABILITY_API_KEY: list,
  STABILITY_BASE_URL: origin.default("https://api.stability.ai"),
}).transform(({ STABILITY_API_KEY: keys, STABILITY_BASE_URL: baseUrl }) => keyed(keys, baseUrl));

const together = z.object({
  TOGETHER_API_KEY: list,
  TOGETHER_BASE_URL: origin.default("https://api.together.xyz/v1"),
}).transform(({ TOGETHER_API_KEY: keys, TOGETHER_BASE_URL: baseUrl }) => keyed(keys, baseUrl));

const xai = z.object({
  XAI_API_KEY: list,
  XAI_BASE_URL: origin.default("https://api.x.ai/v1"),
}).transform(({ XAI_API_KEY: keys, XAI_BASE_URL: baseUrl }) => keyed(keys, baseUrl));

const ALL = z.object({
  aiimagetoimage,
  aiSdkDemo,
  arting,
  bfl,
  deepinfra,
  dreamifly,
  fal,
  fireworks,
  gemini,
  openai,
  replicate,
  sdwebui,
  stability,
  together,
  xai,
});

/** What each provider is made from; undefined: it is off. */
export type Upstreams = Readonly<z.infer<typeof ALL>>;

/** An upstream that is on once there are keys for it. */
export interface KeyedUpstream {
  readonly baseUrl: string;
  /** One per account; never empty. */
  readonly keys: readonly string[];
}

/** Every variable that an upstream has. */
export const UPSTREAM_VARIABLES: readonly string[] = Object.values(ALL.shape)
  .flatMap((schema) => Object.keys(schema.in.shape));

/** Each upstream reads its variables; the path of an issue ends with the variable's name. */
export function readUpstreams(
  env: Readonly<Record<string, unknown>>,
): z.ZodSafeParseResult<Upstreams> {
  return ALL.safeParse(Object.fromEntries(Object.keys(ALL.shape).map((name) => [name, env])));
}

function keyed(keys: readonly string[], baseUrl: string): KeyedUpstream | undefined {
  return keys.length > 0 ? { baseUrl, keys } : undefined;
}
