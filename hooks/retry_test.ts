import { assert, assertAlmostEquals, assertEquals } from "../tests/assert.ts";
import { judge, mayAskForPatience, nextPauseMs, PAUSES_MS } from "./retry.ts";

const HOUR = 3_600_000;

Deno.test("judge() counts 2xx as delivered, 410 as gone, and everything else as failed", () => {
  assertEquals([200, 204, 299].map(judge), ["delivered", "delivered", "delivered"]);
  assertEquals(judge(410), "gone");
  for (const status of [undefined, 100, 301, 302, 304, 400, 404, 429, 500, 503]) {
    assertEquals(judge(status), "failed", String(status));
  }
});

Deno.test("nextPauseMs() keeps to the schedule, a tenth more or less, and ends after ten tries", () => {
  assertEquals(PAUSES_MS.length, 10);
  for (let tries = 1; tries < 10; tries++) {
    const pause = PAUSES_MS[tries] ?? 0;
    assertEquals(nextPauseMs({ tries, random: 0.5 }), pause);
    assertAlmostEquals(nextPauseMs({ tries, random: 0 }) ?? 0, pause * 0.9, 1);
    assert((nextPauseMs({ tries, random: 0.999 }) ?? 0) <= pause * 1.1);
  }
  assertEquals(nextPauseMs({ tries: 10, random: 0.5 }), undefined);
  const total = PAUSES_MS.reduce((sum, pause) => sum + pause, 0);
  assert(total > 72 * HOUR, "three days and more");
});

Deno.test("nextPauseMs() is as patient as the receiver asks, for a day at most", () => {
  const random = 0.5;
  assertEquals(nextPauseMs({ tries: 1, random, retryAfterMs: 60_000 }), 60_000);
  assertEquals(nextPauseMs({ tries: 1, random, retryAfterMs: 1 }), 5_000);
  assertEquals(nextPauseMs({ tries: 1, random, retryAfterMs: 99 * HOUR }), 24 * HOUR);
  assertEquals(nextPauseMs({ tries: 10, random, retryAfterMs: 1 }), undefined);
});

Deno.test("mayAskForPatience() listens to 429 and 503 only", () => {
  assertEquals([429, 503, 500, 404, 302].map(mayAskForPatience), [true, true, false, false, false]);
});
