import { assertEquals } from "../tests/assert.ts";
import { goDuration } from "./rate_headers.ts";

Deno.test("goDuration() prints times as Go does", () => {
  const cases: readonly (readonly [number, string])[] = [
    [-1, "0s"],
    [0, "0s"],
    [12, "12ms"],
    [1_000, "1s"],
    [1_500, "1.5s"],
    [59_999, "59.999s"],
    [60_000, "1m0s"],
    [360_000, "6m0s"],
  ];
  for (const [ms, printed] of cases) assertEquals(goDuration(ms), printed);
});
