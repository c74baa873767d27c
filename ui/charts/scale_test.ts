import fc from "fast-check";
import { assert, assertEquals } from "../../tests/assert.ts";
import { ticksFor } from "./scale.ts";

Deno.test("ticksFor() counts in round steps", () => {
  assertEquals(ticksFor(0, "count"), [0, 1]);
  assertEquals(ticksFor(1, "count"), [0, 1]);
  assertEquals(ticksFor(3, "count"), [0, 1, 2, 3]);
  assertEquals(ticksFor(7, "count"), [0, 2, 4, 6, 8]);
  assertEquals(ticksFor(41, "count"), [0, 20, 40, 60]);
  assertEquals(ticksFor(1_999, "count"), [0, 500, 1_000, 1_500, 2_000]);
});

Deno.test("ticksFor() measures time as clocks do", () => {
  assertEquals(ticksFor(0, "duration"), [0, 10]);
  assertEquals(ticksFor(42_000, "duration"), [0, 15_000, 30_000, 45_000]);
  assertEquals(ticksFor(200_000, "duration"), [0, 60_000, 120_000, 180_000, 240_000]);
  assertEquals(ticksFor(3 * 86_400_000, "duration").length, 4);
});

Deno.test("ticksFor() reaches every value with few lines, and wastes less than half", () => {
  const values = fc.double({ min: 0, max: 1e10, noNaN: true });
  fc.assert(
    fc.property(values, fc.constantFrom("count" as const, "duration" as const), (most, of) => {
      const ticks = ticksFor(most, of);
      const [top = 0, step = 0] = [ticks.at(-1), ticks[1]];
      assert(top >= most - 1e-3 && ticks.length <= 5, `${most}: ${ticks}`);
      assert(top - most <= Math.max(step, 1), `${most}: ${ticks}`);
    }),
  );
});
