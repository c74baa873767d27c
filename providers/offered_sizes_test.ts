import { assertEquals } from "../tests/assert.ts";
import { isRange, KONTEXT, ONE_MEGAPIXEL, ratioFor, sidesUpTo, sizesOf } from "./offered_sizes.ts";

Deno.test("ratioFor() finds the ratio of a size that the model draws, and of others the nearest", () => {
  for (const [ratio, [widthPx, heightPx]] of Object.entries(ONE_MEGAPIXEL)) {
    assertEquals(ratioFor({ widthPx, heightPx }, ONE_MEGAPIXEL), ratio);
  }
  assertEquals(ratioFor({ widthPx: 1920, heightPx: 1080 }, KONTEXT), "16:9");
});

Deno.test("sizesOf() lists the sizes of ratios, the default first, and leaves ranges alone", () => {
  const rule = sizesOf(KONTEXT);
  assertEquals(rule.kind === "list" && rule.sizes[0], { widthPx: 1024, heightPx: 1024 });
  const range = sidesUpTo(1440, { minPx: 256, stepPx: 32 });
  assertEquals([sizesOf(range), isRange(range), isRange(KONTEXT)], [range, true, false]);
});
