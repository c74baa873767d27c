import fc from "fast-check";
import { assert, assertEquals } from "../tests/assert.ts";
import { add, NOTHING } from "./counts.ts";
import { quantileMs, timeMs } from "./histogram.ts";

Deno.test("quantileMs() is within a tenth of the real quantile", () => {
  const times = fc.array(fc.double({ min: 10, max: 5e6, noNaN: true }), {
    minLength: 1,
    maxLength: 200,
  });
  fc.assert(fc.property(times, fc.constantFrom(0.5, 0.95), (times, share) => {
    const sorted = times.toSorted((a, b) => a - b);
    const real = sorted[Math.ceil(share * times.length) - 1] ?? NaN;
    const known = quantileMs(times.map(timeMs).reduce(add, NOTHING), share) ?? NaN;
    assert(known >= real / 1.11 && known <= real * 1.11, `${known} for ${real}`);
  }));
});

Deno.test("quantileMs() knows nothing where there are no times", () => {
  assertEquals(quantileMs(NOTHING, 0.5), undefined);
});

Deno.test("timeMs() takes any time", () => {
  for (const ms of [0, -3, 0.1, 1e12]) assert((quantileMs(timeMs(ms), 1) ?? 0) > 0, `${ms}`);
});
