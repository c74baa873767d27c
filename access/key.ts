/**
 * The record of a key, and what can happen to it. Pure.
 *
 * @module
 */

import { z } from "zod";
import { ContentRules } from "./content_rules.ts";
import { SCOPES } from "./scope.ts";
import { hasDigest, type Token } from "./token.ts";

/** What a key may use. What is absent has no limit. */
export const Limits = z.object({
  /** Jobs that have not ended. */
  concurrency: z.int().positive().optional(),
  requestsPerMinute: z.int().positive().optional(),
  imagesPerMinute: z.int().positive().optional(),
  /** In UTC, as all days and months here. */
  imagesPerDay: z.int().nonnegative().optional(),
  imagesPerMonth: z.int().nonnegative().optional(),
  /** In millionths of a US dollar. */
  costPerMonth: z.int().nonnegative().optional(),
});
/** See {@linkcode Limits}. */
export type Limits = z.infer<typeof Limits>;

/** What its maker says of a key. */
export const Terms = z.object({
  name: z.string(),
  scopes: z.array(z.enum(SCOPES)),
  /** Ids of models, or beginnings of them with a `*` behind. Absent: all models. */
  models: z.array(z.string()).optional(),
  limits: Limits,
  /** The highest priority of its jobs. */
  maxPriority: z.int().min(-10).max(10).optional(),
  /** Whose answers that exist it is given. Absent: as the server is configured. */
  cacheScope: z.enum(["owner", "shared"]).optional(),
  /** Beside those for all. */
  rules: ContentRules.optional(),
  /** Epoch milliseconds from which on it opens nothing. */
  expiresAt: z.number().optional(),
});
/** See {@linkcode Terms}. */
export type Terms = z.infer<typeof Terms>;

/** One of the texts that open the door for a key. */
const Secret = z.object({
  /** SHA-256 of the whole text, in hexadecimal. */
  digest: z.string(),
  tail: z.string(),
  createdAt: z.number(),
  /** When it stops to open anything: it has been replaced. */
  endsAt: z.number().optional(),
});
type Secret = z.infer<typeof Secret>;

/** A key as it is stored. */
export const AccessKey = Terms.extend({
  v: z.literal(1),
  id: z.string(),
  /** Newest first. */
  secrets: z.array(Secret).min(1),
  createdAt: z.number(),
  updatedAt: z.number(),
  revokedAt: z.number().optional(),
});
/** See {@linkcode AccessKey}. */
export type AccessKey = z.infer<typeof AccessKey>;

/** Whether a key opens anything. */
export type KeyStatus = "active" | "expired" | "revoked";

/** Secrets that are remembered, so that it can be seen which ones there were of late. */
const SECRETS_KEPT = 4;

/** Makes a record. */
export function newKey(id: string, { terms, token, now }: {
  readonly terms: Terms;
  readonly token: Token;
  readonly now: number;
}): AccessKey {
  return { ...terms, v: 1, id, secrets: [secretOf(token, now)], createdAt: now, updatedAt: now };
}

/** The same key under other terms. */
export function withTerms(key: AccessKey, terms: Terms, now: number): AccessKey {
  const { v, id, secrets, createdAt, revokedAt } = key;
  const ended = revokedAt === undefined ? {} : { revokedAt };
  return { ...terms, v, id, secrets, createdAt, updatedAt: now, ...ended };
}

/** Gives a key another text; those before it end after the overlap. */
export function rotate(key: AccessKey, { token, overlapMs, now }: {
  readonly token: Token;
  readonly overlapMs: number;
  readonly now: number;
}): AccessKey {
  const old = key.secrets.map((secret) => ({
    ...secret,
    endsAt: Math.min(secret.endsAt ?? Infinity, now + overlapMs),
  }));
  const secrets = [secretOf(token, now), ...old].slice(0, SECRETS_KEPT);
  return { ...key, secrets, updatedAt: now };
}

/** Ends a key for good; one that was revoked before keeps its time. */
export function revoke(key: AccessKey, now: number): AccessKey {
  return key.revokedAt === undefined ? { ...key, revokedAt: now, updatedAt: now } : key;
}

/** Where a key stands. */
export function keyStatus({ revokedAt, expiresAt = Infinity }: AccessKey, now: number): KeyStatus {
  if (revokedAt !== undefined) return "revoked";
  return expiresAt <= now ? "expired" : "active";
}

/** Whether a text is one of those that open the door for a key now. */
export function isShown(key: AccessKey, text: string, now: number): boolean {
  if (keyStatus(key, now) !== "active") return false;
  return key.secrets.some(({ digest, endsAt = Infinity }) =>
    endsAt > now && hasDigest(text, Uint8Array.fromHex(digest))
  );
}

function secretOf({ digest, tail }: Token, createdAt: number): Secret {
  return { digest, tail, createdAt };
}
