/**
 * The upstreams: the variables of each, and what its provider is made from.
 *
 * @module
 */

import { z } from "zod";
import { comfyuiWorkflows } from "./comfyui_workflows.ts";
import { count, list, origin } from "./fields.ts";

/** OpenAI's own API, when a key is set and no other address. */
const OPENAI_URL = "https://api.openai.com/v1";

/** Where Bedrock has its image models. */
const BEDROCK_USUAL_REGION = "us-west-2";

/** Vertex AI with an API key. */
const VERTEX_EXPRESS_URL = "https://aiplatform.googleapis.com/v1/publishers/google";

const aiimagetoimage = z.object({ AIIMAGETOIMAGE_URL: origin.optional() })
  .transform(({ AIIMAGETOIMAGE_URL: baseUrl }) => baseUrl ? { baseUrl } : undefined);

const aiSdkDemo = z.object({ AISDK_DEMO_URL: origin.optional() })
  .transform(({ AISDK_DEMO_URL: baseUrl }) => baseUrl ? { baseUrl } : undefined);

const arting = z.object({ ARTING_URL: origin.optional(), ARTING_AUTH_TOKEN: list })
  .transform(({ ARTING_URL: baseUrl, ARTING_AUTH_TOKEN: tokens }) =>
    baseUrl && tokens.length > 0 ? { baseUrl, tokens } : undefined
  );

const bedrock = z.object({
  AWS_BEARER_TOKEN_BEDROCK: list,
  BEDROCK_REGION: z.string().regex(/^[a-z0-9-]+$/, "must be a region").optional(),
  BEDROCK_BASE_URL: origin.optional(),
  AWS_ACCESS_KEY_ID: z.string().trim().optional(),
  AWS_SECRET_ACCESS_KEY: z.string().trim().optional(),
  AWS_SESSION_TOKEN: z.string().trim().optional(),
}).transform((values, context) => {
  const { AWS_BEARER_TOKEN_BEDROCK: tokens, BEDROCK_REGION: given } = values;
  const region = given ?? BEDROCK_USUAL_REGION;
  const baseUrl = values.BEDROCK_BASE_URL ?? `https://bedrock-runtime.${region}.amazonaws.com`;
  if (tokens.length > 0) return { baseUrl, region, who: tokens };
  // The keys may be there for the bucket only: a region says that they are for this too.
  if (given === undefined) return undefined;
  const { AWS_ACCESS_KEY_ID: accessKeyId, AWS_SECRET_ACCESS_KEY: secretAccessKey } = values;
  const { AWS_SESSION_TOKEN: sessionToken } = values;
  if (accessKeyId && secretAccessKey) {
    const who = { accessKeyId, secretAccessKey, ...(sessionToken ? { sessionToken } : {}) };
    return { baseUrl, region, who };
  }
  const message = "needs AWS_BEARER_TOKEN_BEDROCK, or AWS_ACCESS_KEY_ID and AWS_SECRET_ACCESS_KEY";
  context.addIssue({ code: "custom", path: ["BEDROCK_REGION"], message });
  return z.NEVER;
});

const bfl = z.object({ BFL_API_KEY: list, BFL_BASE_URL: origin.default("https://api.bfl.ai") })
  .transform(({ BFL_API_KEY: keys, BFL_BASE_URL: baseUrl }) => keyed(keys, baseUrl));

const comfyui = z.object({
  COMFYUI_URL: origin.optional(),
  COMFYUI_AUTH: z.string().regex(
    /^(\S+ \S.*|[^:\s]+:.+)$/,
    'must be "user:password", or a whole Authorization such as "Bearer …"',
  ).optional(),
  COMFYUI_CHECKPOINTS: list,
  COMFYUI_WORKFLOWS: comfyuiWorkflows.optional(),
}).transform((values) => {
  const { COMFYUI_URL: baseUrl, COMFYUI_AUTH: auth } = values;
  const { COMFYUI_CHECKPOINTS: checkpoints, COMFYUI_WORKFLOWS: workflows = {} } = values;
  return baseUrl ? { baseUrl, checkpoints, workflows, ...(auth ? { auth } : {}) } : undefined;
});

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

const fal = z.object({
  FAL_KEY: list,
  FAL_BASE_URL: origin.default("https://queue.fal.run"),
  FAL_JWKS_URL: origin.optional(),
}).transform(({ FAL_KEY: keys, FAL_BASE_URL: baseUrl, FAL_JWKS_URL: jwksUrl }) =>
  keys.length > 0 ? { baseUrl, keys, ...(jwksUrl ? { jwksUrl } : {}) } : undefined
);

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

const vertex = z.object({
  GOOGLE_VERTEX_API_KEY: list,
  GOOGLE_CLIENT_EMAIL: z.string().trim().optional(),
  GOOGLE_PRIVATE_KEY: z.string().optional(),
  GOOGLE_VERTEX_PROJECT: z.string().trim().regex(/^[\w.:-]+$/, "must be a project's id").optional(),
  GOOGLE_VERTEX_LOCATION: z.string().regex(/^[a-z0-9-]+$/, "must be a location").default("global"),
  GOOGLE_VERTEX_BASE_URL: origin.optional(),
}).transform((values, context) => {
  const { GOOGLE_VERTEX_API_KEY: keys, GOOGLE_VERTEX_BASE_URL: given } = values;
  if (keys.length > 0) return { baseUrl: given ?? VERTEX_EXPRESS_URL, who: keys };
  const { GOOGLE_CLIENT_EMAIL: clientEmail, GOOGLE_PRIVATE_KEY: privateKey } = values;
  const { GOOGLE_VERTEX_PROJECT: project, GOOGLE_VERTEX_LOCATION: location } = values;
  if (!clientEmail && !privateKey) return undefined;
  if (clientEmail && privateKey && project) {
    return { baseUrl: given ?? vertexUrl(project, location), who: { clientEmail, privateKey } };
  }
  const account = { GOOGLE_CLIENT_EMAIL: clientEmail, GOOGLE_PRIVATE_KEY: privateKey };
  for (const [name, value] of Object.entries({ ...account, GOOGLE_VERTEX_PROJECT: project })) {
    const message = "a service account needs its address, its key and a project";
    if (!value) context.addIssue({ code: "custom", path: [name], message });
  }
  return z.NEVER;
});

const xai = z.object({
  XAI_API_KEY: list,
  XAI_BASE_URL: origin.default("https://api.x.ai/v1"),
}).transform(({ XAI_API_KEY: keys, XAI_BASE_URL: baseUrl }) => keyed(keys, baseUrl));

const ALL = z.object({
  aiimagetoimage,
  aiSdkDemo,
  arting,
  bedrock,
  bfl,
  comfyui,
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
  vertex,
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

/** Of a project's models; `global`, `us` and `eu` have hosts of their own. */
function vertexUrl(project: string, location: string): string {
  const host = location === "us" || location === "eu"
    ? `aiplatform.${location}.rep.googleapis.com`
    : `${location === "global" ? "" : `${location}-`}aiplatform.googleapis.com`;
  return `https://${host}/v1/projects/${project}/locations/${location}/publishers/google`;
}

function keyed(keys: readonly string[], baseUrl: string): KeyedUpstream | undefined {
  return keys.length > 0 ? { baseUrl, keys } : undefined;
}
