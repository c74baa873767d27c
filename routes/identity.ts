/**
 * By what a request may find the job that it already has: the caller's own key, the count of an SDK
 * that repeats itself, and the rules for answers that exist.
 *
 * @module
 */

import type { Config } from "../config.ts";
import { failure, Refusal } from "../failure.ts";
import type { Order } from "../jobs/order.ts";
import type { CacheUse, Identity } from "../jobs/identity.ts";
import { show } from "./parse.ts";

/** As long as other services take them. */
const MAX_KEY_CHARACTERS = 255;

/** A month, in seconds: longer than any job is kept. */
const MAX_TTL_S = 30 * 24 * 3_600;

/**
 * Reads the headers.
 *
 * @throws {Refusal} `invalid_request` for a key or a time that cannot be used
 */
export function readIdentity(
  headers: Headers,
  order: Order,
  { cache, cacheScope }: Pick<Config, "cache" | "cacheScope">,
): Identity {
  const idempotencyKey = readKey(headers.get("idempotency-key"));
  const retryCount = readCount(headers.get("x-stainless-retry-count"));
  const mayCache = cache === "always" || (cache === "seeded" && order.request.seed !== undefined);
  // Whoever wants to be told of the end needs a job whose end is still to come.
  const isOwn = order.store === false || order.webhook !== undefined;
  const use = mayCache && !isOwn ? readUse(headers, cacheScope) : undefined;
  return {
    ...(isFresh(headers) ? { fresh: true } : {}),
    ...(idempotencyKey === undefined ? {} : { idempotencyKey }),
    ...(retryCount === undefined ? {} : { retryCount }),
    ...(use === undefined ? {} : { cache: use }),
  };
}

function readKey(key: string | null): string | undefined {
  const trimmed = key?.trim() ?? "";
  if (trimmed === "") return undefined;
  if (trimmed.length <= MAX_KEY_CHARACTERS) return trimmed;
  throw refuse(
    "Idempotency-Key",
    `has ${trimmed.length} characters: use at most ${MAX_KEY_CHARACTERS}`,
  );
}

/** Sent by OpenAI's own SDKs; one that makes no sense is somebody else's. */
function readCount(count: string | null): number | undefined {
  return count !== null && /^\d{1,3}$/.test(count.trim()) ? Number(count) : undefined;
}

function isFresh(headers: Headers): boolean {
  return /\bno-(?:cache|store)\b/i.test(headers.get("cache-control") ?? "");
}

/** RFC 9111's words; `no-store` wants the answer neither from others nor for others. */
function readUse(headers: Headers, scope: CacheUse["scope"]): CacheUse | undefined {
  const directives = (headers.get("cache-control") ?? "").toLowerCase().split(",")
    .map((directive) => directive.trim());
  if (directives.includes("no-store")) return undefined;
  const ttlMs = readTtl(headers.get("x-darkroom-cache-ttl"));
  return {
    read: !directives.includes("no-cache") && !directives.includes("max-age=0"),
    scope,
    ...(ttlMs === undefined ? {} : { ttlMs }),
  };
}

function readTtl(seconds: string | null): number | undefined {
  if (seconds === null) return undefined;
  const value = Number(seconds);
  if (/^\d+$/.test(seconds.trim()) && value <= MAX_TTL_S) return value * 1_000;
  throw refuse(
    "x-darkroom-cache-ttl",
    `is ${show(seconds)}: use whole seconds from 0 to ${MAX_TTL_S}`,
  );
}

function refuse(param: string, problem: string): Refusal {
  return new Refusal(failure("invalid_request", `${param} ${problem}`, { param }));
}
