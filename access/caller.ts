/**
 * Who is calling, once that is known.
 *
 * @module
 */

import type { AccessKey, Limits } from "./key.ts";
import { allows, type Scope } from "./scope.ts";
import type { ContentRules } from "./content_rules.ts";

/** Owns what is made with the master key, or where no key is asked for. */
export const OPERATOR = "operator";

/** A caller. */
export interface Caller {
  /** Whose jobs, files, batches and webhooks the caller sees: {@linkcode OPERATOR}, or a key's id. */
  readonly owner: string;
  readonly scopes: readonly Scope[];
  /** Absent: all models. */
  readonly models?: readonly string[];
  readonly limits: Limits;
  readonly maxPriority?: number;
  readonly cacheScope?: "owner" | "shared";
  readonly rules?: ContentRules;
}

/** The caller that a key makes. */
export function callerOf(key: AccessKey): Caller {
  const { id, scopes, models, limits, maxPriority, cacheScope, rules } = key;
  return {
    owner: id,
    scopes,
    limits,
    ...(models === undefined ? {} : { models }),
    ...(maxPriority === undefined ? {} : { maxPriority }),
    ...(cacheScope === undefined ? {} : { cacheScope }),
    ...(rules === undefined ? {} : { rules }),
  };
}

/** The caller without limits. */
export function operator(): Caller {
  return { owner: OPERATOR, scopes: ["admin"], limits: {} };
}

/** Whether a caller may do what needs a scope. */
export function may(caller: Pick<Caller, "scopes">, needed: Scope): boolean {
  return allows(caller.scopes, needed);
}

/** Whether a model is one of those that a caller may use. */
export function mayUse({ models }: Pick<Caller, "models">, model: string): boolean {
  return models === undefined || models.some((allowed) => matches(allowed, model));
}

function matches(allowed: string, model: string): boolean {
  return allowed.endsWith("*") ? model.startsWith(allowed.slice(0, -1)) : allowed === model;
}
