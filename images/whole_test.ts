import { assert, assertEquals, assertFalse } from "../tests/assert.ts";
import { makePicture, rasterForTests } from "../tests/pictures.ts";
import { isWhole } from "./whole.ts";

const raster = rasterForTests();

for (const format of ["png", "jpeg", "webp"] as const) {
  Deno.test(`isWhole() tells a ${format} from its first half`, async () => {
    const { bytes, mediaType } = await makePicture(raster, { widthPx: 40, heightPx: 40, format });
    assert(isWhole(bytes, mediaType));
    assertFalse(isWhole(bytes.slice(0, bytes.length >> 1), mediaType));
    assertFalse(isWhole(bytes.slice(0, -9), mediaType));
    assertFalse(isWhole(bytes.slice(0, 3), mediaType));
  });
}

Deno.test("isWhole() forgives what some writers put behind a picture", async () => {
  const { bytes, mediaType } = await makePicture(raster, { format: "jpeg" });
  assertEquals(isWhole(new Uint8Array([...bytes, 0, 0, 13, 10]), mediaType), true);
});
