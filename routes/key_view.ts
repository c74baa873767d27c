/**
 * From keys as they are stored to what administrators see and say of them. Pure; digests stay
 * behind.
 *
 * @module
 */

import type { AuditEntry } from "../access/audit.ts";
import { type Account, broughtTo, openJobs } from "../access/account.ts";
import { type AccessKey, keyStatus, Limits, type Terms } from "../access/key.ts";
import { usedIn } from "../access/sliding_minute.ts";
import { prefixOf } from "../access/token.ts";
import { MICRO_USD } from "../providers/price.ts";
import { unixSeconds } from "./image_answer.ts";
import type { AuditView, KeyBody, KeyChanges, KeyView, KeyWithUse } from "./schemas/access_key.ts";

/** A key as it is listed. */
export function viewKey(key: AccessKey, now: number): KeyView {
  const prefix = prefixOf(key.id);
  return {
    id: key.id,
    object: "key",
    name: key.name,
    prefix,
    status: keyStatus(key, now),
    secrets: key.secrets.map(({ tail, createdAt, endsAt }) => ({
      hint: `${prefix}_…${tail}`,
      created_at: unixSeconds(createdAt),
      ends_at: secondsOrNull(endsAt),
    })),
    scopes: key.scopes,
    models: key.models ?? null,
    ...viewLimits(key.limits),
    max_priority: key.maxPriority ?? null,
    cache_scope: key.cacheScope === undefined ? null : CACHE_SCOPES[key.cacheScope],
    content_rules: key.rules ?? null,
    created_at: unixSeconds(key.createdAt),
    updated_at: unixSeconds(key.updatedAt),
    expires_at: secondsOrNull(key.expiresAt),
    revoked_at: secondsOrNull(key.revokedAt),
  };
}

function viewLimits(limits: Limits) {
  const { costPerMonth: cost } = limits;
  return {
    max_concurrent_jobs: limits.concurrency ?? null,
    requests_per_minute: limits.requestsPerMinute ?? null,
    images_per_minute: limits.imagesPerMinute ?? null,
    images_per_day: limits.imagesPerDay ?? null,
    images_per_month: limits.imagesPerMonth ?? null,
    cost_per_month_usd: cost === undefined ? null : cost / MICRO_USD,
  };
}

/** What counts against a key's limits. */
export function viewUse(account: Account | undefined, now: number): KeyWithUse["use"] {
  const current = broughtTo(account, now);
  const { minute, day, month } = current;
  return {
    open_jobs: openJobs(current),
    requests_in_last_minute: usedIn(minute, "requests"),
    images_in_last_minute: usedIn(minute, "images"),
    images_today: day.images,
    images_this_month: month.images,
    cost_this_month_usd: month.cost / MICRO_USD,
  };
}

/** An entry of the audit log. */
export function viewAuditEntry(entry: AuditEntry): AuditView {
  const { id, at, action, actor, subject, detail, requestId } = entry;
  return {
    id,
    object: "audit_entry",
    at: unixSeconds(at),
    action,
    actor,
    subject,
    detail,
    request_id: requestId ?? null,
  };
}

/** The terms of a new key. */
export function termsOf(body: KeyBody): Terms {
  const { name, scopes } = body;
  return changedTerms({ name, scopes, limits: {} }, body);
}

/** Terms with changes: what is absent stays, null takes away. */
export function changedTerms(terms: Terms, changes: KeyChanges): Terms {
  const { name = terms.name, scopes = terms.scopes, cache_scope: scope } = changes;
  const models = changed(terms.models, changes.models);
  const maxPriority = changed(terms.maxPriority, changes.max_priority);
  const cacheScope = changed(terms.cacheScope, scope && OWN_CACHE_SCOPES[scope]);
  const rules = changed(terms.rules, changes.content_rules);
  const expiresAt = changed(terms.expiresAt, inMs(changes.expires_at));
  return {
    name,
    scopes: [...new Set(scopes)],
    limits: changedLimits(terms.limits, changes),
    ...(models === undefined ? {} : { models }),
    ...(maxPriority === undefined ? {} : { maxPriority }),
    ...(cacheScope === undefined ? {} : { cacheScope }),
    ...(rules === undefined || rules.length === 0 ? {} : { rules }),
    ...(expiresAt === undefined ? {} : { expiresAt }),
  };
}

function changedLimits(limits: Limits, changes: KeyChanges): Limits {
  const usd = changes.cost_per_month_usd;
  const wanted = {
    concurrency: changed(limits.concurrency, changes.max_concurrent_jobs),
    requestsPerMinute: changed(limits.requestsPerMinute, changes.requests_per_minute),
    imagesPerMinute: changed(limits.imagesPerMinute, changes.images_per_minute),
    imagesPerDay: changed(limits.imagesPerDay, changes.images_per_day),
    imagesPerMonth: changed(limits.imagesPerMonth, changes.images_per_month),
    costPerMonth: changed(limits.costPerMonth, usd && Math.round(usd * MICRO_USD)),
  };
  return Limits.parse(Object.fromEntries(
    Object.entries(wanted).filter(([, limit]) => limit !== undefined),
  ));
}

const CACHE_SCOPES = { owner: "key", shared: "shared" } as const;
const OWN_CACHE_SCOPES = { key: "owner", shared: "shared" } as const;

function changed<T>(old: T | undefined, wanted: T | null | undefined): T | undefined {
  return wanted === undefined ? old : wanted ?? undefined;
}

function inMs(seconds: number | null | undefined): number | null | undefined {
  return typeof seconds === "number" ? seconds * 1_000 : seconds;
}

function secondsOrNull(epochMs: number | undefined): number | null {
  return epochMs === undefined ? null : unixSeconds(epochMs);
}
