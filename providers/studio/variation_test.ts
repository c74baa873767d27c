import { assertEquals, assertGreater } from "../../tests/assert.ts";
import { differenceOf, drawPicture, rasterForTests } from "../../tests/pictures.ts";
import { variationLayer } from "./variation.ts";

const raster = rasterForTests();
const SIZE = { widthPx: 64, heightPx: 48 };

Deno.test("variationLayer() differs from its input and between seeds, and repeats with a seed", async () => {
  const elements =
    '<rect width="64" height="48" fill="#4080c0"/><circle cx="24" cy="24" r="14" fill="#e0b040"/>';
  const input = await drawPicture(raster, SIZE, elements);
  const vary = (seed: number) =>
    raster.run({ ...variationLayer({ input, seed, size: SIZE }), output: { format: "raw" } });
  const source = { kind: "encoded", bytes: input.bytes } as const;
  const original = await raster.run({ source, output: { format: "raw" } });
  const [one, again, other] = [await vary(1), await vary(1), await vary(2)];
  assertEquals([one.widthPx, one.heightPx], [64, 48]);
  assertEquals(differenceOf(one, again), 0);
  assertGreater(differenceOf(one, original), 2);
  assertGreater(differenceOf(one, other), 2);
});
