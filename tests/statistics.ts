/**
 * Statistics of days that never were, for tests that look back.
 *
 * @module
 */

import { systemRuntime } from "../runtime.ts";
import type { Fact } from "../stats/fact.ts";
import { createStats } from "../stats/stats.ts";

/** Counts facts as if they had become true some time ago. */
export async function countThen(kv: Deno.Kv, agoMs: number, facts: readonly Fact[]): Promise<void> {
  const at = Date.now() - agoMs;
  const runtime = { ...systemRuntime(() => {}), now: () => at };
  const stats = createStats({ kv, runtime });
  for (const fact of facts) stats.note(fact);
  await stats.close();
}

/** A job of a provider that charges, from acceptance to its end. */
export function paidJob(route: Fact & { readonly kind: "polled" }): Fact[] {
  const worth = { images: 1, usd: 0.04 };
  return [
    { kind: "accepted" },
    route,
    { ...route, lagMs: 700 },
    {
      kind: "attempt",
      route: route.route,
      end: "delivered",
      images: 1,
      bill: { ...worth, sure: "paid" },
    },
    { kind: "ended", status: "completed", tookMs: 4_000, images: 1 },
  ];
}
