import { assertEquals } from "../tests/assert.ts";
import { makePicture, rasterForTests } from "../tests/pictures.ts";
import { readMedia } from "./media.ts";
import { makeThumb } from "./thumb.ts";

const raster = rasterForTests();

for (
  const [from, to] of [
    [[96, 64], [48, 32]],
    [[30, 96], [15, 48]],
    [[1, 4_000], [1, 48]],
    [[20, 10], [20, 10]],
  ] as const
) {
  Deno.test(`makeThumb() makes ${from.join("x")} ${to.join("x")}`, async () => {
    const [widthPx, heightPx] = from;
    const { bytes } = await makePicture(raster, { widthPx, heightPx });
    const thumb = await makeThumb(raster, bytes, { sidePx: 48 });
    const media = readMedia(thumb.bytes);
    assertEquals([media?.widthPx, media?.heightPx], [...to]);
    assertEquals([media?.mediaType, thumb.mediaType], ["image/webp", "image/webp"]);
  });
}
