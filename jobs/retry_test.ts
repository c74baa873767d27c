import fc from "fast-check";
import { assert, assertEquals } from "../tests/assert.ts";
import { failure } from "../failure.ts";
import { afterFailure, backoffMs, MAX_RETRY_AFTER_MS, type RetryPolicy } from "./retry.ts";

const policy: RetryPolicy = {
  tries: 1,
  maxTries: 3,
  backoffMs: 1_000,
  hasNextRoute: true,
  idempotentSubmit: false,
  onUnknownSubmit: "fail",
};

Deno.test("afterFailure() retries what was not accepted, then takes the next route", () => {
  const refused = failure("unavailable", "The upstream is overloaded");
  assertEquals(afterFailure(refused, policy), { action: "retry", delayMs: 1_000 });
  assertEquals(afterFailure(refused, { ...policy, tries: 3 }), { action: "reroute", delayMs: 0 });
  assertEquals(afterFailure(refused, { ...policy, tries: 3, hasNextRoute: false }), {
    action: "fail",
    failure: refused,
  });
});

Deno.test("afterFailure() waits as long as the upstream asks, within bounds", () => {
  const limited = (retryAfterMs: number) => failure("rate_limited", "Slow down", { retryAfterMs });
  assertEquals(afterFailure(limited(9_000), policy), { action: "retry", delayMs: 9_000 });
  assertEquals(afterFailure(limited(10), policy), { action: "retry", delayMs: 1_000 });
  assertEquals(afterFailure(limited(86_400_000), policy), {
    action: "retry",
    delayMs: MAX_RETRY_AFTER_MS,
  });
});

Deno.test("afterFailure() does not repeat a submit whose fate is unknown, and says so", () => {
  const cut = failure("no_answer", "The connection was cut");
  const decision = afterFailure(cut, policy);
  assert(decision.action === "fail");
  assertEquals(decision.failure.kind, "submission_unknown");
  assert(decision.failure.message.includes("may have accepted"));
});

Deno.test("afterFailure() repeats an unknown submit under the same key or by the operator's word", () => {
  const cut = failure("no_answer", "The connection was cut");
  for (const allowed of [{ idempotentSubmit: true }, { onUnknownSubmit: "retry" as const }]) {
    assertEquals(afterFailure(cut, { ...policy, ...allowed }).action, "retry");
  }
  const spent = { ...policy, tries: 3, idempotentSubmit: true };
  assertEquals(afterFailure(cut, spent).action, "fail");
  assertEquals(afterFailure(cut, { ...spent, onUnknownSubmit: "retry" }).action, "reroute");
});

Deno.test("afterFailure() does not try a refused key again on the same route", () => {
  const refused = failure("upstream_auth", "The upstream refused our key");
  assertEquals(afterFailure(refused, policy).action, "reroute");
  assertEquals(afterFailure(refused, { ...policy, hasNextRoute: false }).action, "fail");
});

Deno.test("backoffMs() grows with the tries, is never zero and keeps to its limit", () => {
  fc.assert(
    fc.property(
      fc.integer({ min: 1, max: 1_000 }),
      fc.double({ min: 0, max: 0.999, noNaN: true }),
      (n, r) => {
        const pause = backoffMs(n, r);
        assert(pause >= 500 && pause <= 30_000);
        assert(backoffMs(n + 1, r) >= pause);
      },
    ),
    { seed: 1 },
  );
});
