import fc from "fast-check";
import { assert, assertEquals } from "../tests/assert.ts";
import { learn, nextPollMs, NO_TIMING, pauseMs, quantileMs, type Timing } from "./timing.ts";

function learnt(...durationsMs: number[]): Timing {
  return durationsMs.reduce(learn, NO_TIMING);
}

const durations = fc.array(fc.integer({ min: 1, max: 4_000_000 }), { minLength: 5, maxLength: 60 });

Deno.test("pauseMs() takes the adapter's pause while too little is known", () => {
  assertEquals(pauseMs(NO_TIMING, 0, 3_000), 3_000);
  assertEquals(pauseMs(learnt(9_000, 9_000, 9_000, 9_000), 5_000, 3_000), 3_000);
});

Deno.test("pauseMs() waits while nothing usually comes, and looks often when it does", () => {
  const timing = learnt(...Array.from({ length: 40 }, (_, index) => 20_000 + index * 100));
  const first = pauseMs(timing, 0, 3_000);
  assert(first > 17_000 && first < 22_500, `${first} ms until the first look`);
  const next = pauseMs(timing, 21_000, 3_000);
  assert(next < 1_500, `${next} ms between looks when it may come any time`);
});

Deno.test("pauseMs() goes on growing for a picture that is later than any before", () => {
  const timing = learnt(...Array.from({ length: 20 }, () => 2_000));
  assertEquals(pauseMs(timing, 10_000, 3_000), 3_000);
  assertEquals(pauseMs(timing, 100_000, 3_000), 10_000);
});

Deno.test("pauseMs() is a sensible time whatever was learnt", () => {
  fc.assert(
    fc.property(durations, fc.nat(5_000_000), (times, elapsedMs) => {
      const pause = pauseMs(learnt(...times), elapsedMs, 3_000);
      assert(Number.isFinite(pause) && pause >= 250 && pause <= 5_000_000, `${pause}`);
    }),
    { seed: 1 },
  );
});

Deno.test("a loop of pauses finds every picture, and does not look more than it must", () => {
  fc.assert(
    fc.property(durations, fc.integer({ min: 1, max: 600_000 }), (times, took) => {
      const timing = learnt(...times);
      let [elapsed, polls] = [0, 0];
      while (elapsed < took) {
        elapsed += pauseMs(timing, elapsed, 3_000);
        polls++;
      }
      assert(polls < 400, `${polls} polls for ${took} ms`);
    }),
    { seed: 1 },
  );
});

Deno.test("learn() follows a route that has become faster", () => {
  const slow = Array.from({ length: 60 }, () => 60_000);
  const fast = Array.from({ length: 60 }, () => 5_000);
  const median = quantileMs(learnt(...slow, ...fast), 0.5);
  assert(median !== undefined && median < 6_000, `${median}`);
});

Deno.test("nextPollMs() keeps to the time for which the upstream asked", () => {
  const timing = learnt(...Array.from({ length: 20 }, () => 2_000));
  const asked = { elapsedMs: 2_000, usualMs: 3_000 };
  const hints = { retryAfterMs: 45_000, progress: 0.99, queuePosition: 3 };
  assertEquals(nextPollMs(timing, { ...asked, hints }), 45_000);
  assertEquals(nextPollMs(NO_TIMING, { ...asked, hints: { retryAfterMs: 0 } }), 0);
});

Deno.test("nextPollMs() looks seldom at what has not begun, and sooner the further it is", () => {
  const asked = { elapsedMs: 10_000, usualMs: 3_000 };
  const pause = (hints: Parameters<typeof nextPollMs>[1]["hints"]) =>
    nextPollMs(NO_TIMING, { ...asked, hints });
  assertEquals(pause({}), 3_000);
  assertEquals(pause({ queuePosition: 0 }), 3_000);
  assertEquals(pause({ queuePosition: 2 }), 6_000);
  assertEquals(pause({ queuePosition: 500 }), 12_000);
  assertEquals(pause({ progress: 0.01 }), 3_000);
  assertEquals(pause({ progress: 0.1 }), 3_000, "never less often than without its word");
  assert(pause({ progress: 0.8 }) < 2_000);
  assertEquals(pause({ progress: 1 }), 250);
});
