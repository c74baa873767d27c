import fc from "fast-check";
import { type FailureKind, FAILURES } from "../failure.ts";
import type { Registry } from "../providers/registry.ts";
import { createRegistry } from "../providers/registry.ts";
import { assert, assertEquals } from "../tests/assert.ts";
import { newTask, paperProvider } from "../tests/jobs.ts";
import {
  attemptUsd,
  type Charges,
  jobCharges,
  shortened,
  taskCharges,
  type TaskLog,
  usdOf,
} from "./charges.ts";
import { type Attempt, ATTEMPTS_KEPT } from "./job.ts";

const KINDS = Object.keys(FAILURES).filter((kind): kind is FailureKind =>
  Object.hasOwn(FAILURES, kind)
);

/** Any attempt, as a record may hold it. */
const attempts: fc.Arbitrary<Attempt> = fc.record({
  polls: fc.nat(20),
  usd: fc.option(fc.oneof(fc.constant(null), fc.integer({ min: 0, max: 400 })), { nil: undefined }),
  produced: fc.boolean(),
  ended: fc.boolean(),
  kind: fc.option(fc.constantFrom(...KINDS), { nil: undefined }),
}).map(({ polls, usd, produced, ended, kind }) => ({
  provider: "paper",
  model: "sketch",
  startedAt: 0,
  polls,
  ...(usd === undefined ? {} : { usd }),
  ...(produced ? { produced: true as const } : {}),
  ...(ended ? { endedAt: 1 } : {}),
  ...(ended && kind ? { failure: { kind, message: "It failed" } } : {}),
}));

const ofOne = (more: Partial<Attempt>): Charges =>
  taskCharges({
    attempts: [
      { provider: "paper", model: "sketch", startedAt: 0, endedAt: 1, polls: 0, usd: 0.5, ...more },
    ],
  });

const NONE = { attempts: 0, usd: 0, unpriced: 0 };
const ONE = { attempts: 1, usd: 0.5, unpriced: 0 };

Deno.test("taskCharges() counts what brought pictures, whatever became of them", () => {
  assertEquals(ofOne({ produced: true }), { paid: ONE, unknown: NONE });
  const failure = { kind: "generation_failed", message: "The picture is gone" } as const;
  assertEquals(ofOne({ produced: true, failure }), { paid: ONE, unknown: NONE });
});

Deno.test("taskCharges() counts an attempt of an upstream that charges nothing nowhere", () => {
  const { usd: _, ...free } = {
    provider: "paper",
    model: "sketch",
    startedAt: 0,
    polls: 0,
    produced: true as const,
    usd: 0,
  };
  assertEquals(taskCharges({ attempts: [free] }), { paid: NONE, unknown: NONE });
});

Deno.test("taskCharges() knows which failures may have been charged", () => {
  const perhaps = (kind: FailureKind, polls: number) =>
    ofOne({ failure: { kind, message: "It failed" }, polls }).unknown.attempts === 1;
  for (const kind of ["no_answer", "bad_response", "submission_unknown", "timed_out"] as const) {
    assert(perhaps(kind, 0), kind);
  }
  for (const kind of ["rate_limited", "unavailable", "upstream_auth", "upstream_quota"] as const) {
    assert(!perhaps(kind, 0), kind);
  }
  // Refused when it was asked, or after it had been taken.
  for (const kind of ["content_policy", "generation_failed", "invalid_request"] as const) {
    assertEquals([perhaps(kind, 0), perhaps(kind, 3)], [false, true], kind);
  }
});

Deno.test("taskCharges() counts what was called off, and not yet what goes on", () => {
  assertEquals(ofOne({}).unknown, ONE);
  const going = { provider: "paper", model: "sketch", startedAt: 0, polls: 3, usd: 0.5 };
  assertEquals(taskCharges({ attempts: [going] }), { paid: NONE, unknown: NONE });
});

Deno.test("usdOf() is null as soon as one price is not known", () => {
  const { paid } = jobCharges({
    tasks: [
      newTask({ attempts: [made(0.1)] }),
      newTask({ attempts: [made(0.2)] }),
    ],
  });
  assertEquals([paid.attempts, usdOf(paid)], [2, 0.3]);
  assertEquals(
    usdOf(jobCharges({ tasks: [newTask({ attempts: [made(0.1), made(null)] })] }).paid),
    null,
  );
});

function made(usd: number | null): Attempt {
  const about = { provider: "paper", model: "sketch", startedAt: 0, endedAt: 1, polls: 0 };
  return { ...about, usd, produced: true };
}

Deno.test("jobCharges() never counts an attempt twice, nor more than there are", () => {
  fc.assert(
    fc.property(fc.array(fc.array(attempts, { maxLength: 6 }), { maxLength: 4 }), (tasks) => {
      const all = tasks.flat();
      const { paid, unknown } = jobCharges({
        tasks: tasks.map((one) => newTask({ attempts: one })),
      });
      const charged = all.filter(({ usd }) => usd !== undefined);
      assert(paid.attempts + unknown.attempts <= charged.length);
      assertEquals(paid.attempts, charged.filter(({ produced }) => produced).length);
      const most = charged.reduce((sum, { usd }) => sum + (usd ?? 0), 0);
      assert(paid.usd + unknown.usd <= most);
      const unpriced = charged.filter(({ usd }) => usd === null).length;
      assert(paid.unpriced + unknown.unpriced <= unpriced);
    }),
  );
});

Deno.test("shortened() forgets attempts, but not what they have cost", () => {
  fc.assert(fc.property(fc.array(attempts, { maxLength: 20 }), (all) => {
    const ended = all.map((attempt) => ({ ...attempt, endedAt: 1 }));
    const kept = ended.reduce<TaskLog>(
      (log, attempt) => shortened({ ...log, attempts: [...log.attempts, attempt] }, ATTEMPTS_KEPT),
      { attempts: [] },
    );
    assert(kept.attempts.length <= ATTEMPTS_KEPT);
    assertEquals(taskCharges(kept), taskCharges({ attempts: ended }));
  }));
});

Deno.test("attemptUsd() is for all of its pictures, by the size that will be drawn", () => {
  const usd = (provider: ReturnType<typeof paperProvider>, prices: Record<string, number> = {}) => {
    const registry: Registry = createRegistry({
      providers: [provider],
      defaultModel: "sketch",
      prices,
    });
    const route = registry.route("paper", "sketch");
    assert(route);
    const size = { widthPx: 1024, heightPx: 512 };
    return {
      plain: attemptUsd(route, { n: 3 }, { size, inputs: [] }),
      byPixels: attemptUsd(
        { ...route, card: { ...route.card, price: { usd: 2, per: "megapixel" } } },
        { n: 2 },
        { size, inputs: [] },
      ),
    };
  };
  assertEquals(usd(paperProvider()), { plain: null, byPixels: 2 * 2 * 0.524288 });
  assertEquals(usd(paperProvider({ paid: false })).plain, undefined);
  assertEquals(usd(paperProvider({ paid: false }), { "paper/sketch": 0.25 }).plain, 0.75);
});
