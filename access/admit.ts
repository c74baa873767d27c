/**
 * Whether an order may become a job: by the scopes, models, priority and limits of its owner's key,
 * and by the rules about what prompts say. The
 * engine asks here about every order, so that no dialect, batch or page can forget to.
 *
 * @module
 */

import { type Failure, failure } from "../failure.ts";
import type { Admit } from "../jobs/admission.ts";
import type { Order } from "../jobs/order.ts";
import type { AccountBook } from "./account_book.ts";
import type { Censor } from "./censor.ts";
import { allowanceOf } from "./allowance.ts";
import { type Caller, may, mayUse } from "./caller.ts";
import type { Doorkeeper } from "./doorkeeper.ts";

/** What is asked for it. */
export interface AdmitServices {
  readonly doorkeeper: Doorkeeper;
  readonly accounts: AccountBook;
  readonly censor: Censor;
  /** All names of a model: the id, and that of which it is an alias. */
  readonly namesOf: (model: string) => readonly string[];
}

/** Creates it. */
export function createAdmit({ doorkeeper, accounts, censor, namesOf }: AdmitServices): Admit {
  return async function admit(order) {
    const caller = await doorkeeper.callerFor(order.owner);
    const failure = caller === undefined
      ? keyIsGone(order.owner)
      : refusalOf(caller, order, namesOf(order.request.model));
    if (caller === undefined || failure !== undefined) {
      return { ok: false, failure: failure ?? keyIsGone(order.owner) };
    }
    const censored = await censor(order, caller.rules ?? []);
    if (!censored.ok) return censored;
    const allowance = allowanceOf(caller, order, accounts);
    const welcome = withWarnings(curbed(order, caller), censored.warnings);
    return { ok: true, order: welcome, ...(allowance ? { allowance } : {}) };
  };
}

function keyIsGone(owner: string): Failure {
  return failure("unauthenticated", `The key ${owner} has expired or was revoked`);
}

function refusalOf(caller: Caller, order: Order, names: readonly string[]): Failure | undefined {
  if (!may(caller, "generate")) {
    return failure("forbidden", 'This key has no scope "generate"', { code: "missing_scope" });
  }
  if (names.some((name) => mayUse(caller, name))) return undefined;
  const message = `model is "${order.request.model.slice(0, 100)}": this key may use ` +
    (caller.models?.slice(0, 20).join(", ") || "no model");
  return failure("forbidden", message, { param: "model", code: "model_not_allowed" });
}

function withWarnings(order: Order, more: readonly string[]): Order {
  return more.length === 0 ? order : { ...order, warnings: [...order.warnings, ...more] };
}

/** What a key may not have is taken back, and said. */
function curbed(order: Order, { maxPriority = Infinity, cacheScope }: Caller): Order {
  const { identity, priority = 0, warnings } = order;
  const cache = identity?.cache && cacheScope
    ? { identity: { ...identity, cache: { ...identity.cache, scope: cacheScope } } }
    : {};
  if (priority <= maxPriority) return { ...order, ...cache };
  const warning = `priority ${priority} lowered to ${maxPriority}: this key may have no more`;
  const isAsked = order.priority !== undefined;
  return {
    ...order,
    ...cache,
    priority: maxPriority,
    warnings: isAsked ? [...warnings, warning] : warnings,
  };
}
