/**
 * The environment as one checked object. A bad value stops the start and is named.
 *
 * @module
 */

import { z } from "zod";

const seconds = (fallback: number, max: number) =>
  z.coerce.number().min(0).max(max).default(fallback);
const count = (fallback: number, max: number) =>
  z.coerce.number().int().min(1).max(max).default(fallback);
const flag = z.enum(["true", "false", "1", "0", "on", "off"])
  .transform((word) => word === "true" || word === "1" || word === "on").default(false);
const origin = z.url({ protocol: /^https?$/ }).transform((url) => url.replace(/\/+$/, ""));

/** Every variable that the program reads, with its default. */
const Environment = z.object({
  PORT: z.coerce.number().int().min(0).max(65_535).default(8000),
  HOST: z.string().optional(),
  API_MASTER_KEY: z.string().min(8).optional(),
  KV_URL: z.string().optional(),
  PUBLIC_URL: origin.optional(),
  DEFAULT_MODEL: z.string().default("studio"),
  WAIT_SECONDS: seconds(290, 3_600),
  JOB_TTL_HOURS: z.coerce.number().min(0.1).max(24 * 30).default(24),
  JOB_TIMEOUT_SECONDS: seconds(1_800, 24 * 3_600),
  MAX_STEPS: count(64, 1_000),
  MAX_TRIES: count(3, 10),
  ON_UNKNOWN_SUBMIT: z.enum(["fail", "retry"]).optional(),
  WAKER: z.enum(["auto", "queue", "timer"]).default("auto"),
  ALLOW_PRIVATE_NETWORK: flag,
  STUDIO_LATENCY_MS: z.coerce.number().int().min(0).max(600_000).default(0),
  LOG_REQUESTS: flag,
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
  /** Where callers reach us, without a trailing slash; absent: taken from each request. */
  readonly publicUrl?: string;
  readonly defaultModel: string;
  readonly waitMs: number;
  readonly jobTtlMs: number;
  readonly jobTimeoutMs: number;
  readonly maxSteps: number;
  readonly maxTries: number;
  /** Absent: `fail` for paid providers, `retry` for free ones. */
  readonly onUnknownSubmit?: "fail" | "retry";
  readonly waker: "auto" | "queue" | "timer";
  readonly allowPrivateNetwork: boolean;
  readonly studioLatencyMs: number;
  readonly logRequests: boolean;
  readonly onDeploy: boolean;
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
  return {
    port: values.PORT,
    host,
    defaultModel: values.DEFAULT_MODEL,
    waitMs: values.WAIT_SECONDS * 1_000,
    jobTtlMs: values.JOB_TTL_HOURS * 3_600_000,
    jobTimeoutMs: values.JOB_TIMEOUT_SECONDS * 1_000,
    maxSteps: values.MAX_STEPS,
    maxTries: values.MAX_TRIES,
    waker: values.WAKER,
    allowPrivateNetwork: values.ALLOW_PRIVATE_NETWORK,
    studioLatencyMs: values.STUDIO_LATENCY_MS,
    logRequests: values.LOG_REQUESTS,
    onDeploy,
    ...(values.API_MASTER_KEY ? { masterKey: values.API_MASTER_KEY } : {}),
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

function describe(error: z.ZodError, env: Readonly<Record<string, unknown>>): string {
  return error.issues.map((issue) => {
    const name = String(issue.path[0]);
    const seen = name === "API_MASTER_KEY" ? "(hidden)" : JSON.stringify(env[name]);
    return `${name} is ${seen}: ${issue.message}`;
  }).join("\n");
}
