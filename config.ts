/**
 * The environment as one checked object. A bad value stops the start and is named.
 *
 * @module
 */

import { z } from "zod";
import { type BlobStore, readBlobStore } from "./blob_store.ts";
import { ACCESS_VARIABLES, type AccessSettings, accessSettings } from "./config/access.ts";
import { count, origin, origins, seconds, switched } from "./config/fields.ts";
import { modelPrices, type ModelRoutes, modelRoutes } from "./config/model_routes.ts";
import { signingSecret } from "./config/signing_secret.ts";
import { readUpstreams, UPSTREAM_VARIABLES, type Upstreams } from "./config/upstreams.ts";

/** What the program itself reads, with its defaults; the upstreams have their own. */
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
  CORS_ORIGINS: origins,
  DEFAULT_MODEL: z.string().default("studio"),
  MODEL_ROUTES: modelRoutes.optional(),
  MODEL_PRICES: modelPrices.optional(),
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
  ALLOW_PRIVATE_NETWORK: switched.default(false),
  STUDIO_LATENCY_MS: z.coerce.number().int().min(0).max(600_000).default(0),
  LOG_REQUESTS: switched.default(true),
  LOG_PROMPTS: switched.default(false),
  CHAT_IMAGES: z.enum(["auto", "markdown", "images"]).default("auto"),
  CHAT_PROGRESS: switched.default(true),
  WEBHOOK_SECRET: signingSecret.optional(),
  ...ACCESS_VARIABLES.shape,
  DENO_DEPLOYMENT_ID: z.string().optional(),
});

/** Every variable that the program reads; some are read by several of its parts. */
export const VARIABLES: ReadonlySet<string> = new Set([
  ...Object.keys(Environment.shape),
  ...UPSTREAM_VARIABLES,
]);

/** The settings, in the program's own names. */
export interface Config {
  readonly port: number;
  readonly host: string;
  /** Absent: no key is asked for, and only loopback is served. */
  readonly masterKey?: string;
  readonly access: AccessSettings;
  /** Absent on Deno Deploy: the platform's own database. */
  readonly kvUrl?: string;
  readonly blobStore: BlobStore;
  /** Where callers reach us, without a trailing slash; absent: taken from each request. */
  readonly publicUrl?: string;
  /** Whose pages may read answers: all, or these origins. */
  readonly corsOrigins: "all" | ReadonlySet<string>;
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
  /** Whether the log says what pictures are to show. */
  readonly logPrompts: boolean;
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
  /** What each upstream that is switched on is made from. */
  readonly upstreams: Upstreams;
}

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
  const upstreams = readUpstreams(set);
  if (!parsed.success || !upstreams.success) {
    const issues = [parsed, upstreams].flatMap(({ error }) => error?.issues ?? []);
    throw new ConfigError(describe(issues, set));
  }
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
    access: accessSettings(values),
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
    logPrompts: values.LOG_PROMPTS,
    corsOrigins: values.CORS_ORIGINS,
    chatImages: values.CHAT_IMAGES,
    chatProgress: values.CHAT_PROGRESS,
    onDeploy,
    modelRoutes: values.MODEL_ROUTES ?? {},
    modelPrices: values.MODEL_PRICES ?? {},
    upstreams: upstreams.data,
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

function kvUrl(given: string | undefined, onDeploy: boolean): { kvUrl?: string } {
  if (given) return { kvUrl: given };
  return onDeploy ? {} : { kvUrl: DEFAULT_KV_FILE };
}

function describe(
  issues: readonly z.core.$ZodIssue[],
  env: Readonly<Record<string, unknown>>,
): string {
  return issues.map((issue) => {
    const name = String(issue.path.at(-1));
    return `${name} is ${shown(name, env[name])}: ${issue.message}`;
  }).join("\n");
}

/** More of a value would hide what is said about it. */
const SHOWN_CHARACTERS = 200;

function shown(name: string, value: unknown): string {
  if (value === undefined) return "not set";
  const text = JSON.stringify(value);
  const isSecret = /_(KEY|TOKEN|AUTH|SECRET)$/.test(name) || /:\/\/[^/]*@/.test(text);
  if (isSecret) return "(hidden)";
  return text.length <= SHOWN_CHARACTERS ? text : `${text.slice(0, SHOWN_CHARACTERS)}…`;
}
