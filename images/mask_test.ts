import { assertEquals, assertStringIncludes } from "../tests/assert.ts";
import { drawPicture, makePicture, rasterForTests } from "../tests/pictures.ts";
import { problemOfMask } from "./mask.ts";

const raster = rasterForTests();
const SIZE = { widthPx: 32, heightPx: 16 };

Deno.test("problemOfMask() finds nothing wrong with a hole in an opaque picture", async () => {
  const mask = await drawPicture(raster, SIZE, '<rect width="16" height="16"/>');
  assertEquals(await problemOfMask(raster, mask, { size: SIZE }), undefined);
});

Deno.test("problemOfMask() names both sizes when they differ", async () => {
  const mask = await drawPicture(
    raster,
    { widthPx: 16, heightPx: 8 },
    '<rect width="8" height="8"/>',
  );
  const problem = await problemOfMask(raster, mask, { size: SIZE }) ?? "";
  assertStringIncludes(problem, "16x8");
  assertStringIncludes(problem, "32x16");
});

Deno.test("problemOfMask() explains masks that hide nothing", async () => {
  const grey = await makePicture(raster, SIZE);
  assertStringIncludes(await problemOfMask(raster, grey, { size: SIZE }) ?? "", "no alpha channel");
  const jpeg = await makePicture(raster, { ...SIZE, format: "jpeg" });
  assertStringIncludes(await problemOfMask(raster, jpeg, { size: SIZE }) ?? "", "PNG or WebP");
});
