import { assertEquals, assertThrows } from "../tests/assert.ts";
import { Refusal } from "../failure.ts";
import { wishedSize } from "./wished_size.ts";

type Fields = Parameters<typeof wishedSize>[0];

const exact = (widthPx: number, heightPx: number) => ({
  size: { widthPx, heightPx },
  warnings: [],
});

const CASES: readonly (readonly [Fields, ReturnType<typeof wishedSize>])[] = [
  [{}, { warnings: [] }],
  [{ size: "auto" }, { warnings: [] }],
  [{ size: "64x32" }, exact(64, 32)],
  [{ size: 64 }, exact(64, 64)],
  [{ size: "64" }, exact(64, 64)],
  [{ size: { width: 64, height: "32" } }, exact(64, 32)],
  [{ size: "32:18" }, { aspectRatio: "16:9", warnings: [] }],
  [{ width: 64, height: 32 }, exact(64, 32)],
  [{ size: "4:3", width: 64, height: 32 }, exact(64, 32)],
  [{ aspect_ratio: "16:9" }, { aspectRatio: "16:9", warnings: [] }],
  [{ aspect_ratio: "1024x512" }, { aspectRatio: "2:1", warnings: [] }],
  [{ aspect_ratio: "auto" }, { warnings: [] }],
  [{ size: "64x32", aspect_ratio: "2:1" }, exact(64, 32)],
  [{ size: "2K" }, exact(2048, 2048)],
  [{ size: "1k", aspect_ratio: "16:9" }, exact(1360, 768)],
  [{ size: "512", aspect_ratio: "2:1" }, exact(720, 368)],
  [{ size: "4K", aspect_ratio: "auto" }, exact(4096, 4096)],
  [{ width: 64 }, { warnings: ["width dropped: a size needs both width and height"] }],
  [
    { size: "64x32", width: 64, height: 64, aspect_ratio: "1:1" },
    {
      size: { widthPx: 64, heightPx: 32 },
      warnings: ["height dropped: size is 64x32", "aspect_ratio dropped: size is 64x32"],
    },
  ],
];

for (const [fields, expected] of CASES) {
  Deno.test(`wishedSize() reads ${JSON.stringify(fields)}`, () => {
    assertEquals(wishedSize(fields), expected);
  });
}

Deno.test("wishedSize() refuses what is no size, quoting it", () => {
  assertThrows(() => wishedSize({ size: "huge" }), Refusal, 'size is "huge"');
  assertThrows(() => wishedSize({ aspect_ratio: "wide" }), Refusal, 'aspect_ratio is "wide"');
});
