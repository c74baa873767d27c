import { assertEquals, assertLess, assertRejects, assertStrictEquals } from "../tests/assert.ts";
import { makePicture, pixelAt, pixelsOf, rasterForTests } from "../tests/pictures.ts";
import { convertImage } from "./convert.ts";
import { readMedia } from "./media.ts";
import { ImageError } from "./raster.ts";
import { OUTPUT_FORMATS } from "./request.ts";

const raster = rasterForTests();
const CLEAR = [{ op: "fade", opacity: 0 }] as const;

Deno.test("convertImage() gives the image itself when nothing has to change", async () => {
  const png = await makePicture(raster);
  assertStrictEquals(await convertImage(raster, png, { format: "png" }), png);
  const opaque = { format: "png", background: "opaque", compression: 40 } as const;
  assertStrictEquals(await convertImage(raster, png, opaque), png);
});

Deno.test("convertImage() converts to every format", async () => {
  const png = await makePicture(raster, { widthPx: 20, heightPx: 10 });
  for (const format of OUTPUT_FORMATS) {
    const image = await convertImage(raster, png, { format });
    const media = readMedia(image.bytes);
    assertEquals([media?.mediaType, media?.widthPx, media?.heightPx], [image.mediaType, 20, 10]);
  }
});

Deno.test("convertImage() makes smaller files at lower quality, and takes 0", async () => {
  const grain = [{ op: "grain", amount: 0.3, seed: 1 }] as const;
  const jpeg = await makePicture(raster, {
    widthPx: 64,
    heightPx: 64,
    format: "jpeg",
    steps: grain,
  });
  const low = await convertImage(raster, jpeg, { format: "jpeg", compression: 0 });
  const high = await convertImage(raster, jpeg, { format: "jpeg", compression: 95 });
  assertLess(low.bytes.length, high.bytes.length);
});

Deno.test("convertImage() lays transparent pictures on white for JPEG and opaque backgrounds", async () => {
  const clear = await makePicture(raster, { steps: CLEAR });
  for (
    const wanted of [{ format: "jpeg" }, { format: "png", background: "opaque" }] as const
  ) {
    const image = await convertImage(raster, clear, wanted);
    assertEquals(pixelAt(await pixelsOf(raster, image), 4, 4), [255, 255, 255, 255]);
  }
});

Deno.test("convertImage() keeps transparency otherwise", async () => {
  const clear = await makePicture(raster, { steps: CLEAR });
  const image = await convertImage(raster, clear, { format: "webp" });
  assertEquals(readMedia(image.bytes)?.hasAlpha, true);
});

Deno.test("convertImage() rejects with ImageError for a picture that cannot be decoded", async () => {
  const broken = { bytes: Uint8Array.of(1, 2, 3), mediaType: "image/png" } as const;
  await assertRejects(() => convertImage(raster, broken, { format: "webp" }), ImageError);
});
