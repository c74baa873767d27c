/**
 * The environment as one checked object. A bad value stops the start and is named.
 *
 * @module
 */

import { z } from "zod";
import { type BlobStore, readBlobStore } from "./blob_store.ts";

const seconds = (fallback: number, max: number) =>
  z.coerce.number().min(0).max(max).default(fallback);
const count = (fallback: number, max: number) =>
  z.coerce.number().int().min(1).max(max).default(fallback);
const switched = z.enum(["true", "false", "1", "0", "on", "off"])
  .transform((word) => word === "true" || word === "1" || word === "on");
const flag = switched.default(false);
const origin = z.url({ protocol: /^https?$/ }).transform((url) => url.replace(/\/+$/, ""));

const list = z.string().default("")
  .transform((text) => text.split(",").map((item) => item.trim()).filter((item) => item !== ""));
const routes = z.string().transform((text, context) => {
  const parsed = Routes.safeParse(parseJson(text));
  if (parsed.success) return parsed.data;
  context.addIssue(
    'must be JSON such as {"pair": ["dreamifly/dreamifly-qwen-image", "studio/studio"]}, or with ' +
      '{"routes": […], "hedge_after": "p95"} in place of the list',
  );
  return z.NEVER;
});
const RouteNames = z.array(z.string().regex(/^[^/]+\/.+$/)).min(1);
/** In percent of a route's pictures, such as `p95`. */
const Percentile = z.string().regex(/^p[1-9]\d$/).transform((name) => Number(name.slice(1)) / 100);
const Routes = z.record(
  z.string().min(1),
  z.union([
    RouteNames.transform((routes) => ({ routes })),
    z.strictObject({
      routes: RouteNames,
      hedge_after: Percentile.optional(),
      hedge_paid: z.boolean().default(false),
    }).transform(({ routes, hedge_after, hedge_paid }) => ({
      routes,
      ...(hedge_after === undefined ? {} : { hedge: { after: hedge_after, paid: hedge_paid } }),
    })),
  ]),
);
const prices = z.string().transform((text, context) => {
  const parsed = Prices.safeParse(parseJson(text));
  if (parsed.success) return parsed.data;
  context.addIssue(
    `must be JSON with US dollars per picture, such as {"openai/gpt-image-1": 0.04}`,
  );
  return z.NEVER;
});
const Prices = z.record(z.string().regex(/^[^/]+\/.+$/), z.number().min(0));

const signingSecret = z.string().refine(isSigningSecret, {
  message: 'must be "whsec_" and 24 to 64 bytes in base64, or any text of at least 24 bytes',
});

/** Every variable that the program reads, with its default. */
const Environment = z.object({
  PORT: z.coerce.number().int().min(0).max(65_535).default(8000),
  HOST: z.string().optional(),
  API_MASTER_KEY: z.string().min(8).optional(),
  KV_URL: z.string().optional(),
  BLOB_STORE: z.string().trim().default("kv"),
  AWS_ACCESS_KEY_ID: z.string().trim().optional(),
  AWS_SECRET_ACCESS_KEY: z.string().trim().optional(),
  AWS_SESSION_TOKEN: z.string().trim().optional(),
  AWS_REGION: z.string().trim().optional(),
  PUBLIC_URL: origin.optional(),
  DEFAULT_MODEL: z.string().default("studio"),
  MODEL_ROUTES: routes.optional(),
  MODEL_PRICES: prices.optional(),
  WAIT_SECONDS: seconds(290, 3_600),
  JOB_TTL_HOURS: z.coerce.number().min(0.1).max(24 * 30).default(24),
  JOB_TIMEOUT_SECONDS: seconds(1_800, 24 * 3_600),
  MAX_STEPS: count(64, 1_000),
  MAX_TRIES: count(3, 10),
  BATCH_CONCURRENCY: count(32, 1_000),
  ON_UNKNOWN_SUBMIT: z.enum(["fail", "retry"]).optional(),
  CACHE: z.enum(["seeded", "always", "off"]).default("seeded"),
  CACHE_SCOPE: z.enum(["key", "shared"]).default("key"),
  WAKER: z.enum(["auto", "queue", "timer"]).default("auto"),
  ALLOW_PRIVATE_NETWORK: flag,
  STUDIO_LATENCY_MS: z.coerce.number().int().min(0).max(600_000).default(0),
  LOG_REQUESTS: flag,
  CHAT_IMAGES: z.enum(["auto", "markdown", "images"]).default("auto"),
  CHAT_PROGRESS: switched.default(true),
  WEBHOOK_SECRET: signingSecret.optional(),
  AIIMAGETOIMAGE_URL: origin.optional(),
  AISDK_DEMO_URL: origin.optional(),
  DREAMIFLY_URL: origin.optional(),
  DREAMIFLY_AUTH_TOKEN: list,
  DREAMIFLY_CONCURRENCY: count(2, 100),
  ARTING_URL: origin.optional(),
  ARTING_AUTH_TOKEN: list,
  BFL_API_KEY: list,
  BFL_BASE_URL: origin.default("https://api.bfl.ai"),
  FAL_KEY: list,
  FAL_BASE_URL: origin.default("https://queue.fal.run"),
  OPENAI_API_KEY: list,
  OPENAI_BASE_URL: origin.optional(),
  OPENAI_MODELS: list,
  OPENAI_CONCURRENCY: z.coerce.number().int().min(1).max(1_000).optional(),
  OPENAI_MODERATION: z.enum(["auto", "low"]).optional(),
  REPLICATE_API_TOKEN: list,
  REPLICATE_BASE_URL: origin.default("https://api.replicate.com/v1"),
  SDWEBUI_URL: origin.optional(),
  SDWEBUI_AUTH: z.string().regex(/^[^:]+:.+$/, 'must be "user:password"').optional(),
  DENO_DEPLOYMENT_ID: z.string().optional(),
});

/** The settings, in the program's own names. */
export interface Config {
  readonly port: number;
  readonly host: string;
  /** Absent: no key is asked for, and only loopback is served. */
  readonly masterKey?: string;
  /** Absent on Deno Deploy: the platform's own database. */
  readonly kvUrl?: string;
  readonly blobStore: BlobStore;
  /** Where callers reach us, without a trailing slash; absent: taken from each request. */
  readonly publicUrl?: string;
  readonly defaultModel: string;
  readonly waitMs: number;
  readonly jobTtlMs: number;
  readonly jobTimeoutMs: number;
  readonly maxSteps: number;
  readonly maxTries: number;
  /** Requests of batches under way at the same time. */
  readonly batchConcurrency: number;
  /** Absent: `fail` for paid providers, `retry` for free ones. */
  readonly onUnknownSubmit?: "fail" | "retry";
  /** Which requests are answered with what there is already: those with a seed, all, or none. */
  readonly cache: "seeded" | "always" | "off";
  /** Whose answers those are: the caller's own, or everybody's. */
  readonly cacheScope: "owner" | "shared";
  readonly waker: "auto" | "queue" | "timer";
  readonly allowPrivateNetwork: boolean;
  readonly studioLatencyMs: number;
  readonly logRequests: boolean;
  /** How chat answers carry pictures; `auto`: as each request shows that its client can read them. */
  readonly chatImages: "auto" | "markdown" | "images";
  /** Whether streamed chat answers tell how far the pictures are. */
  readonly chatProgress: boolean;
  /** Signs what is sent to the webhooks of single requests; absent: they are refused. */
  readonly webhookSecret?: string;
  readonly onDeploy: boolean;
  /** The operator's own models by their ids. */
  readonly modelRoutes: Readonly<Record<string, ModelRoutes>>;
  /** US dollars for one picture, by `provider/model`. */
  readonly modelPrices: Readonly<Record<string, number>>;
  /** Each upstream that is switched on. */
  readonly upstreams: Upstreams;
}

/** A model of the operator's own. */
export interface ModelRoutes {
  /** Each `provider/model`, tried in order. */
  readonly routes: readonly string[];
  /** When a late attempt gets another beside it: after this share of the pictures has come. */
  readonly hedge?: { readonly after: number; readonly paid: boolean };
}

/** What each provider is made from; absent: it is off. */
export interface Upstreams {
  readonly aiimagetoimage?: { readonly baseUrl: string };
  readonly aiSdkDemo?: { readonly baseUrl: string };
  readonly dreamifly?: {
    readonly baseUrl: string;
    readonly tokens: readonly string[];
    readonly concurrency: number;
  };
  readonly arting?: { readonly baseUrl: string; readonly tokens: readonly string[] };
  readonly openai?: {
    readonly baseUrl: string;
    readonly apiKeys: readonly string[];
    readonly models: readonly string[];
    readonly concurrency?: number;
    readonly moderation?: "auto" | "low";
  };
  readonly replicate?: KeyedUpstream;
  readonly fal?: KeyedUpstream;
  readonly bfl?: KeyedUpstream;
  readonly sdwebui?: { readonly baseUrl: string; readonly auth?: string };
}

/** An upstream that is on once there are keys for it. */
export interface KeyedUpstream {
  readonly baseUrl: string;
  /** One per account; never empty. */
  readonly keys: readonly string[];
}

/** OpenAI's own API, when a key is set and no other address. */
const OPENAI_URL = "https://api.openai.com/v1";

/** Where the state is kept when `KV_URL` does not say otherwise, relative to the project. */
export const DEFAULT_KV_FILE = ".data/darkroom.db";

/** A setting that cannot be used; the message names it, the value seen and what would be right. */
export class ConfigError extends Error {
  override readonly name = "ConfigError";
}

/**
 * Checks the environment and fills in the defaults. Empty variables count as unset.
 *
 * @throws {ConfigError} when a value cannot be used
 */
export function readConfig(env: Readonly<Record<string, string | undefined>>): Config {
  const set = Object.fromEntries(Object.entries(env).filter(([, value]) => value !== ""));
  const parsed = Environment.safeParse(set);
  if (!parsed.success) throw new ConfigError(describe(parsed.error, set));
  const values = parsed.data;
  const onDeploy = values.DENO_DEPLOYMENT_ID !== undefined;
  const host = values.HOST ?? (values.API_MASTER_KEY ? "0.0.0.0" : "127.0.0.1");
  if (!values.API_MASTER_KEY && !isLoopbackHost(host)) {
    throw new ConfigError(
      `HOST is "${host}" but API_MASTER_KEY is not set: anybody could use this server. ` +
        "Set API_MASTER_KEY, or leave HOST unset to serve this machine only",
    );
  }
  const blobStore = readBlobStore(values);
  if (typeof blobStore === "string") throw new ConfigError(blobStore);
  return {
    port: values.PORT,
    host,
    blobStore,
    defaultModel: values.DEFAULT_MODEL,
    waitMs: values.WAIT_SECONDS * 1_000,
    jobTtlMs: values.JOB_TTL_HOURS * 3_600_000,
    jobTimeoutMs: values.JOB_TIMEOUT_SECONDS * 1_000,
    maxSteps: values.MAX_STEPS,
    maxTries: values.MAX_TRIES,
    batchConcurrency: values.BATCH_CONCURRENCY,
    cache: values.CACHE,
    cacheScope: values.CACHE_SCOPE === "shared" ? "shared" : "owner",
    waker: values.WAKER,
    allowPrivateNetwork: values.ALLOW_PRIVATE_NETWORK,
    studioLatencyMs: values.STUDIO_LATENCY_MS,
    logRequests: values.LOG_REQUESTS,
    chatImages: values.CHAT_IMAGES,
    chatProgress: values.CHAT_PROGRESS,
    onDeploy,
    modelRoutes: values.MODEL_ROUTES ?? {},
    modelPrices: values.MODEL_PRICES ?? {},
    upstreams: upstreams(values),
    ...(values.API_MASTER_KEY ? { masterKey: values.API_MASTER_KEY } : {}),
    ...(values.WEBHOOK_SECRET ? { webhookSecret: values.WEBHOOK_SECRET } : {}),
    ...(values.PUBLIC_URL ? { publicUrl: values.PUBLIC_URL } : {}),
    ...(values.ON_UNKNOWN_SUBMIT ? { onUnknownSubmit: values.ON_UNKNOWN_SUBMIT } : {}),
    ...kvUrl(values.KV_URL, onDeploy),
  };
}

/** Whether a host name can only be reached from this machine. */
export function isLoopbackHost(host: string): boolean {
  return host === "localhost" || host === "::1" || host === "[::1]" ||
    /^127(\.\d{1,3}){3}$/.test(host);
}

/** A service that needs tokens is on when it has its address and a token. */
function upstreams(values: z.infer<typeof Environment>): Upstreams {
  const { DREAMIFLY_URL, ARTING_URL, OPENAI_API_KEY, OPENAI_BASE_URL, SDWEBUI_URL } = values;
  const dreamiflyTokens = values.DREAMIFLY_AUTH_TOKEN;
  const artingTokens = values.ARTING_AUTH_TOKEN;
  const openai = openaiSettings(values);
  const replicate = keyed(values.REPLICATE_API_TOKEN, values.REPLICATE_BASE_URL);
  const bfl = keyed(values.BFL_API_KEY, values.BFL_BASE_URL);
  const fal = keyed(values.FAL_KEY, values.FAL_BASE_URL);
  return {
    ...(values.AIIMAGETOIMAGE_URL
      ? { aiimagetoimage: { baseUrl: values.AIIMAGETOIMAGE_URL } }
      : {}),
    ...(values.AISDK_DEMO_URL ? { aiSdkDemo: { baseUrl: values.AISDK_DEMO_URL } } : {}),
    ...(DREAMIFLY_URL && dreamiflyTokens.length > 0
      ? {
        dreamifly: {
          baseUrl: DREAMIFLY_URL,
          tokens: dreamiflyTokens,
          concurrency: values.DREAMIFLY_CONCURRENCY,
        },
      }
      : {}),
    ...(ARTING_URL && artingTokens.length > 0
      ? { arting: { baseUrl: ARTING_URL, tokens: artingTokens } }
      : {}),
    ...(OPENAI_API_KEY.length > 0 || OPENAI_BASE_URL ? { openai } : {}),
    ...(replicate ? { replicate } : {}),
    ...(fal ? { fal } : {}),
    ...(bfl ? { bfl } : {}),
    ...(SDWEBUI_URL
      ? {
        sdwebui: {
          baseUrl: SDWEBUI_URL,
          ...(values.SDWEBUI_AUTH ? { auth: values.SDWEBUI_AUTH } : {}),
        },
      }
      : {}),
  };
}

function keyed(keys: readonly string[], baseUrl: string): KeyedUpstream | undefined {
  return keys.length > 0 ? { baseUrl, keys } : undefined;
}

function openaiSettings(values: z.infer<typeof Environment>): NonNullable<Upstreams["openai"]> {
  return {
    baseUrl: values.OPENAI_BASE_URL ?? OPENAI_URL,
    apiKeys: values.OPENAI_API_KEY,
    models: values.OPENAI_MODELS,
    ...(values.OPENAI_CONCURRENCY ? { concurrency: values.OPENAI_CONCURRENCY } : {}),
    ...(values.OPENAI_MODERATION ? { moderation: values.OPENAI_MODERATION } : {}),
  };
}

/** As Standard Webhooks has it: a key is 24 to 64 bytes; text without the prefix is taken as it is. */
function isSigningSecret(text: string): boolean {
  if (!text.startsWith("whsec_")) return new TextEncoder().encode(text).length >= 24;
  const base64 = text.slice("whsec_".length);
  return base64.length % 4 === 0 && /^[A-Za-z0-9+/]{32,86}={0,2}$/.test(base64);
}

function parseJson(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined; // the schema says what is wrong
  }
}

function kvUrl(given: string | undefined, onDeploy: boolean): { kvUrl?: string } {
  if (given) return { kvUrl: given };
  return onDeploy ? {} : { kvUrl: DEFAULT_KV_FILE };
}

function describe(error: z.ZodError, env: Readonly<Record<string, unknown>>): string {
  return error.issues.map((issue) => {
    const name = String(issue.path[0]);
    const seen = /_(KEY|TOKEN|AUTH|SECRET)$/.test(name) ? "(hidden)" : JSON.stringify(env[name]);
    return `${name} is ${seen}: ${issue.message}`;
  }).join("\n");
}
