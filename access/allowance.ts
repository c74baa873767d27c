/**
 * What an order takes of its owner's limits, in the engine's terms.
 *
 * @module
 */

import type { Allowance, Standing } from "../jobs/admission.ts";
import type { Order } from "../jobs/order.ts";
import type { Ask, Obstacle } from "./account.ts";
import type { AccountBook } from "./account_book.ts";
import type { Caller } from "./caller.ts";
import { failureOf } from "./obstacle.ts";

/** Undefined: the caller has no limits, and nothing of it is counted. */
export function allowanceOf(
  { owner, limits }: Caller,
  { request: { n: images } }: Order,
  accounts: AccountBook,
): Allowance | undefined {
  if (Object.values(limits).every((limit) => limit === undefined)) return undefined;
  const holder = { owner, limits };
  let standing: Standing = {};

  function told(answer: { readonly standing: Standing; readonly obstacle?: Obstacle }) {
    standing = answer.standing;
    return answer.obstacle && failureOf(answer.obstacle);
  }

  return {
    get standing() {
      return standing;
    },

    look: async () => told(await accounts.look(holder, { images, cost: 0, deadlineAt: 0 })),

    count: async () => told(await accounts.count(holder)),

    async reserve(job) {
      const cost = images * Math.max(0, ...job.prices ?? []);
      const ask: Ask = { images, cost, deadlineAt: job.deadlineAt };
      const reserved = await accounts.reserve(holder, ask);
      if ("obstacle" in reserved) {
        told(reserved);
        return { refused: failureOf(reserved.obstacle) };
      }
      const { hold, add, over } = reserved;
      told(reserved);
      return { job: { ...job, hold }, add, over };
    },
  };
}
