import fc from "fast-check";
import { assert, assertEquals } from "../tests/assert.ts";
import { readSeed } from "./seed.ts";

Deno.test("readSeed() keeps every seed of 32 bits, 0 included", () => {
  fc.assert(fc.property(fc.integer({ min: 0, max: 2 ** 32 - 1 }), (seed) => {
    assertEquals(readSeed(seed), { seed });
    assertEquals(readSeed(String(seed)), { seed });
  }));
});

Deno.test("readSeed() takes a negative number as a wish for a random one", () => {
  assertEquals(readSeed(-1), {});
  assertEquals(readSeed("-1"), {});
});

Deno.test("readSeed() makes a seed from any text, always the same, and says so", () => {
  fc.assert(fc.property(fc.string(), (text) => {
    const { seed } = readSeed(text);
    assertEquals(readSeed(text).seed, seed);
    assert(seed === undefined || (Number.isInteger(seed) && seed >= 0 && seed < 2 ** 32));
  }));
  assert(readSeed("k3jx9qpz").warning?.includes("seed mapped"));
});

Deno.test("readSeed() maps numbers that are too large or not whole, and says so", () => {
  assertEquals(readSeed(2 ** 32 + 7).seed, 7);
  assert(readSeed(2 ** 40).warning !== undefined);
  assertEquals(readSeed(1.5).seed, 1);
});
