import { assert, assertEquals, assertLess, assertThrows } from "../tests/assert.ts";
import { meanOf, pixelsOf, rasterForTests } from "../tests/pictures.ts";
import { readMedia } from "./media.ts";
import { plainPng } from "./plain_png.ts";

const raster = rasterForTests();

Deno.test("plainPng() has the size in its header and no alpha", () => {
  const { bytes, mediaType } = plainPng({ widthPx: 864, heightPx: 1152 }, 245);
  const media = readMedia(bytes);
  assert(media);
  assertEquals(media.mediaType, mediaType);
  assertEquals([media.widthPx, media.heightPx, media.hasAlpha], [864, 1152, false]);
});

Deno.test("plainPng() is the shade everywhere", async () => {
  for (const grey of [0, 245, 255]) {
    const pixels = await pixelsOf(raster, plainPng({ widthPx: 5, heightPx: 3 }, grey));
    assertEquals([pixels.widthPx, pixels.heightPx], [5, 3]);
    assertEquals(meanOf(pixels), [grey, grey, grey, 255]);
  }
});

Deno.test("plainPng() is small", () => {
  assertLess(plainPng({ widthPx: 1_024, heightPx: 1_024 }, 245).bytes.length, 20_000);
});

Deno.test("plainPng() refuses a shade that does not exist", () => {
  for (const grey of [-1, 256, 0.5, NaN]) {
    assertThrows(() => plainPng({ widthPx: 1, heightPx: 1 }, grey), RangeError, `grey is ${grey}`);
  }
});
