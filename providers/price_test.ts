import { assertEquals } from "../tests/assert.ts";
import { pictureUsd } from "./price.ts";

const square = (sidePx: number) => ({ widthPx: sidePx, heightPx: sidePx });

Deno.test("pictureUsd() counts pictures or megapixels", () => {
  assertEquals(pictureUsd({ usd: 0.04, per: "image" }, square(2_000)), 0.04);
  assertEquals(pictureUsd({ usd: 0.01, per: "megapixel" }, square(2_000)), 0.04);
});

Deno.test("pictureUsd() knows that larger ones are dearer", () => {
  const price = {
    usd: 0.067,
    per: "image",
    larger: [{ fromPx: 4_000_000, usd: 0.101 }, { fromPx: 16_000_000, usd: 0.151 }],
  } as const;
  const sides = [1_024, 1_999, 2_000, 2_048, 4_000];
  const prices = sides.map((side) => pictureUsd(price, square(side)));
  assertEquals(prices, [0.067, 0.067, 0.101, 0.101, 0.151]);
});
