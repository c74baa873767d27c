import { assertEquals } from "../tests/assert.ts";
import type { SizeRule } from "../providers/provider.ts";
import { targetSize } from "./target_size.ts";

const range: SizeRule = {
  kind: "range",
  minPx: 64,
  maxPx: 2_048,
  stepPx: 8,
  default: { widthPx: 1_024, heightPx: 1_024 },
};

Deno.test("targetSize() takes an exact size before a ratio", () => {
  const size = { widthPx: 512, heightPx: 256 };
  const target = targetSize({ size, aspectRatio: "1:1", inputs: [] }, range);
  assertEquals(target, { size, changed: false });
});

Deno.test("targetSize() turns a ratio into a picture of about the default's area", () => {
  const { size } = targetSize({ aspectRatio: "16:9", inputs: [] }, range);
  assertEquals(size, { widthPx: 1_368, heightPx: 768 });
});

Deno.test("targetSize() keeps the input's size when an edit asks for none", () => {
  const input = {
    blobId: "b",
    mediaType: "image/png",
    sizeBytes: 1,
    widthPx: 640,
    heightPx: 480,
  } as const;
  assertEquals(targetSize({ inputs: [input] }, range).size, { widthPx: 640, heightPx: 480 });
});

Deno.test("targetSize() falls back to the model's default, or the first of its list", () => {
  assertEquals(targetSize({ inputs: [] }, range).size, range.default);
  const sizes = [{ widthPx: 512, heightPx: 512 }];
  assertEquals(targetSize({ inputs: [] }, { kind: "list", sizes }).size, sizes[0]);
});
