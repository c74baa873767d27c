import fc from "fast-check";
import { assert, assertEquals, assertNotEquals } from "../tests/assert.ts";
import { hashText, seededRandom } from "./random.ts";

Deno.test("seededRandom() repeats with its seed and stays in bounds", () => {
  fc.assert(fc.property(fc.nat(), (seed) => {
    const [one, other] = [seededRandom(seed), seededRandom(seed)];
    for (let i = 0; i < 20; i++) {
      const value = one.next();
      assertEquals(value, other.next());
      assert(value >= 0 && value < 1, "out of bounds");
    }
    const whole = one.whole(3, 5);
    assert([3, 4, 5].includes(whole), "both ends are included");
  }));
});

Deno.test("fork() does not depend on what was drawn before", () => {
  const [fresh, used] = [seededRandom(5), seededRandom(5)];
  used.next();
  assertEquals(fresh.fork("sky").next(), used.fork("sky").next());
  assertNotEquals(fresh.fork("sky").next(), fresh.fork("sea").next());
});

Deno.test("hashText() tells texts and seeds apart", () => {
  assertNotEquals(hashText("a cat"), hashText("a car"));
  assertNotEquals(hashText("a cat", 1), hashText("a cat", 2));
});
