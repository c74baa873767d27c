import fc from "fast-check";
import { assert, assertEquals, assertLess } from "../tests/assert.ts";
import { type AllowedSizes, fitSize, parseSize, ratioOf, sizeForRatio } from "./size.ts";

const sides = fc.record({
  widthPx: fc.integer({ min: 1, max: 9999 }),
  heightPx: fc.integer({ min: 1, max: 9999 }),
});
const ranges = fc.record({
  kind: fc.constant("range" as const),
  minPx: fc.integer({ min: 64, max: 512 }),
  maxPx: fc.integer({ min: 1024, max: 4096 }),
  stepPx: fc.constantFrom(1, 8, 16, 32, 64),
  default: fc.constant({ widthPx: 1024, heightPx: 1024 }),
});
const SQUARE = { widthPx: 1024, heightPx: 1024 };
const WIDE = { widthPx: 1536, heightPx: 1024 };
const TALL = { widthPx: 1024, heightPx: 1536 };

Deno.test("parseSize() reads sizes as people write them", () => {
  const size = { kind: "size", size: { widthPx: 1536, heightPx: 1024 } } as const;
  for (const text of ["1536x1024", "1536X1024", "1536*1024", " 1536 × 1024 ", "1536px x 1024px"]) {
    assertEquals(parseSize(text), size, text);
  }
});

Deno.test("parseSize() reads auto and ratios in lowest terms", () => {
  assertEquals(parseSize("AUTO"), { kind: "auto" });
  assertEquals(parseSize("32:18"), { kind: "ratio", ratio: { width: 16, height: 9 } });
  assertEquals(parseSize("1：1"), { kind: "ratio", ratio: { width: 1, height: 1 } });
});

Deno.test("parseSize() gives undefined for anything else", () => {
  for (const text of ["", "big", "1024", "0x10", "10x-3", "1e3x5", "1024x", "16:0", "1x1x1"]) {
    assertEquals(parseSize(text), undefined, text);
  }
});

Deno.test("sizeForRatio() keeps area and ratio", () => {
  fc.assert(fc.property(sides, fc.integer({ min: 65536, max: 4194304 }), (side, areaPx) => {
    fc.pre(side.widthPx / side.heightPx < 8 && side.heightPx / side.widthPx < 8);
    const { widthPx, heightPx } = sizeForRatio(ratioOf(side), areaPx);
    assertLess(Math.abs(widthPx * heightPx / areaPx - 1), 0.02);
    assertLess(Math.abs(widthPx / heightPx / (side.widthPx / side.heightPx) - 1), 0.02);
  }));
});

Deno.test("fitSize() gives only what a range allows", () => {
  fc.assert(fc.property(sides, ranges, (wanted, range) => {
    const { size, changed } = fitSize(wanted, range);
    for (const side of [size.widthPx, size.heightPx]) {
      assert(side >= range.minPx && side <= range.maxPx && side % range.stepPx === 0, `${side}`);
    }
    assertEquals(changed, size.widthPx !== wanted.widthPx || size.heightPx !== wanted.heightPx);
  }));
});

Deno.test("fitSize() changes nothing twice", () => {
  fc.assert(fc.property(sides, ranges, (wanted, range) => {
    assertEquals(fitSize(fitSize(wanted, range).size, range).changed, false);
  }));
});

Deno.test("fitSize() keeps the aspect ratio as far as the range goes", () => {
  fc.assert(fc.property(sides, ranges, (wanted, range) => {
    const ratio = wanted.widthPx / wanted.heightPx;
    const widest = range.maxPx / range.minPx;
    fc.pre(range.stepPx <= 16 && ratio < widest / 2 && ratio > 2 / widest);
    const { size } = fitSize(wanted, range);
    assertLess(Math.abs(Math.log(size.widthPx / size.heightPx / ratio)), 0.3);
  }));
  const range = { kind: "range", minPx: 64, maxPx: 2048, stepPx: 1, default: SQUARE } as const;
  const { size } = fitSize({ widthPx: 4096, heightPx: 2048 }, range);
  assertEquals(size, { widthPx: 2048, heightPx: 1024 });
});

Deno.test("fitSize() prefers the listed size of the nearest aspect ratio", () => {
  const list: AllowedSizes = { kind: "list", sizes: [SQUARE, WIDE, TALL] };
  assertEquals(fitSize({ widthPx: 1792, heightPx: 1024 }, list).size, WIDE);
  assertEquals(fitSize({ widthPx: 512, heightPx: 512 }, list), { size: SQUARE, changed: true });
  assertEquals(fitSize(TALL, list), { size: TALL, changed: false });
});
