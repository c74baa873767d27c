import fc from "fast-check";
import { assert, assertEquals } from "../tests/assert.ts";
import { type RangeWish, readRange } from "./byte_range.ts";

const CASES: readonly (readonly [string | undefined, RangeWish])[] = [
  [undefined, "whole"],
  ["bytes=0-0", { start: 0, end: 0 }],
  ["bytes=2-", { start: 2, end: 9 }],
  ["bytes=-3", { start: 7, end: 9 }],
  ["bytes=-30", { start: 0, end: 9 }],
  ["bytes=4-99", { start: 4, end: 9 }],
  ["bytes=10-", "unsatisfiable"],
  ["bytes=-0", "unsatisfiable"],
  ["bytes=5-2", "whole"],
  ["bytes=0-1,4-5", "whole"],
  ["items=0-1", "whole"],
  ["bytes=-", "whole"],
];

for (const [header, expected] of CASES) {
  Deno.test(`readRange() reads ${header} of ten bytes as ${JSON.stringify(expected)}`, () => {
    assertEquals(readRange(header, 10), expected);
  });
}

Deno.test("readRange() never gives a byte that is not there", () => {
  fc.assert(fc.property(fc.nat(), fc.nat(), fc.nat(1_000), (first, last, sizeBytes) => {
    const wish = readRange(`bytes=${first}-${last}`, sizeBytes);
    if (typeof wish === "string") return;
    assert(wish.start <= wish.end && wish.end < sizeBytes);
  }));
});
