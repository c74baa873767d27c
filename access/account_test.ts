import fc from "fast-check";
import { assert, assertEquals } from "../tests/assert.ts";
import { type Account, broughtTo, openJobs, reserve, settle, standingOf } from "./account.ts";
import type { Hold } from "../jobs/job.ts";
import type { Limits } from "./key.ts";

const START = Date.UTC(2030, 0, 31, 23, 58);
const HOUR_MS = 3_600_000;

interface Made {
  readonly hold: Hold;
  readonly at: number;
}

/** Takes one after another, as far as the limits allow. */
function take(limits: Limits, asks: readonly { at: number; images: number }[]) {
  let account: Account | undefined;
  const made: (Made & { readonly images: number })[] = [];
  for (const { at, images } of asks) {
    const ask = { images, cost: images * 40_000, deadlineAt: at + HOUR_MS };
    const taken = reserve(account, { limits, ask, now: at });
    if ("obstacle" in taken) continue;
    account = taken.account;
    made.push({ hold: taken.hold, at, images });
  }
  return { account, made };
}

const steps = fc.array(
  fc.record({ afterMs: fc.nat(20_000), images: fc.integer({ min: 1, max: 4 }) }),
  { minLength: 1, maxLength: 60 },
);

function timed(given: readonly { afterMs: number; images: number }[]) {
  let at = START;
  return given.map(({ afterMs, images }) => ({ at: at += afterMs, images }));
}

Deno.test("reserve() never lets a minute, wherever it begins, see more than its limits", () => {
  fc.assert(
    fc.property(steps, fc.integer({ min: 1, max: 8 }), (given, limit) => {
      const limits = { requestsPerMinute: limit, imagesPerMinute: limit + 3 };
      const { made } = take(limits, timed(given));
      for (const { at } of made) {
        const within = made.filter((other) => other.at >= at && other.at < at + 60_000);
        assert(within.length <= limit);
        assert(within.reduce((sum, { images }) => sum + images, 0) <= limit + 3);
      }
    }),
    { seed: 8, numRuns: 300 },
  );
});

Deno.test("reserve() gives again what is a minute and five seconds old", () => {
  const limits = { requestsPerMinute: 1 };
  const { account } = take(limits, [{ at: START, images: 1 }]);
  const ask = { images: 1, cost: 0, deadlineAt: START + HOUR_MS };
  const refused = reserve(account, { limits, ask, now: START + 1 });
  assert("obstacle" in refused);
  assertEquals(refused.obstacle.limit, "requestsPerMinute");
  const { retryAfterMs = 0 } = refused.obstacle;
  assert(retryAfterMs <= 65_000);
  assert("account" in reserve(account, { limits, ask, now: START + 1 + retryAfterMs }));
  assertEquals(standingOf(account, limits, START + 1).requests, {
    limit: 1,
    remaining: 0,
    resetMs: retryAfterMs,
  });
});

Deno.test("what is reserved, less what is settled, is what was spent; nothing stays held", () => {
  const outcome = fc.record({
    delivered: fc.integer({ min: 0, max: 4 }),
    afterMs: fc.nat(300_000),
  });
  fc.assert(
    fc.property(steps, fc.infiniteStream(outcome), (given, outcomes) => {
      const { account: taken, made } = take({ imagesPerMonth: 1_000 }, timed(given));
      const ends = made.map((job) => {
        const { delivered, afterMs } = outcomes.next().value ?? { delivered: 0, afterMs: 0 };
        return { ...job, delivered: Math.min(delivered, job.images), endsAt: job.at + afterMs };
      }).toSorted((a, b) => a.endsAt - b.endsAt);
      let account = taken;
      let now = made.at(-1)?.at ?? START;
      for (const { hold, delivered, endsAt } of ends) {
        now = Math.max(now, endsAt);
        const spent = { images: delivered, cost: delivered * 40_000 };
        account = settle(account, { hold, spent, now });
      }
      const { day, month, ...rest } = broughtTo(account, now);
      const of = (jobs: typeof ends) => jobs.reduce((sum, { delivered }) => sum + delivered, 0);
      const ofDay = of(ends.filter(({ hold }) => hold.day === day.name));
      const ofMonth = of(ends.filter(({ hold }) => hold.month === month.name));
      assertEquals([day.images, month.images, month.cost], [ofDay, ofMonth, ofMonth * 40_000]);
      assertEquals(openJobs({ day, month, ...rest }), 0);
    }),
    { seed: 8, numRuns: 300 },
  );
});

Deno.test("a job that was lost is counted as open until an hour or two after its deadline", () => {
  const { account } = take({ concurrency: 1 }, [{ at: START, images: 1 }]);
  const openAt = (at: number) => openJobs(broughtTo(account, at));
  assertEquals(openAt(START + HOUR_MS), 1);
  assertEquals(openAt(START + 3 * HOUR_MS + 60_000), 0);
});

Deno.test("the most lasting obstacle is told first", () => {
  const all = {
    concurrency: 1,
    requestsPerMinute: 1,
    imagesPerMinute: 1,
    imagesPerDay: 1,
    imagesPerMonth: 1,
    costPerMonth: 1,
  };
  const order: string[] = [];
  const limits: Partial<typeof all> = { ...all };
  const { account } = take({}, [{ at: START, images: 1 }]);
  for (;;) {
    const ask = { images: 1, cost: 1, deadlineAt: START + HOUR_MS };
    const taken = reserve(account, { limits, ask, now: START });
    if (!("obstacle" in taken)) break;
    order.push(taken.obstacle.limit);
    delete limits[taken.obstacle.limit];
  }
  assertEquals(order, [
    "costPerMonth",
    "imagesPerMonth",
    "imagesPerDay",
    "imagesPerMinute",
    "requestsPerMinute",
    "concurrency",
  ]);
});

Deno.test("a budget that is used up ends what has no price too", () => {
  const limits = { costPerMonth: 0 };
  const ask = { images: 1, cost: 0, deadlineAt: START + HOUR_MS };
  assert("obstacle" in reserve(undefined, { limits, ask, now: START }));
});
