import { assert, assertAlmostEquals, assertEquals } from "../tests/assert.ts";
import { drawPicture, makePicture, pixelAt, pixelsOf, rasterForTests } from "../tests/pictures.ts";
import { readPaintedMask } from "./painted_mask.ts";
import type { EncodedImage } from "./request.ts";

const raster = rasterForTests();
const SIZE = { widthPx: 40, heightPx: 40 };
const PLAIN = { size: SIZE, fit: "stretch", invert: false, blurPx: 0, round: true } as const;

/** Alpha left and right of the middle. */
async function sides(mask: EncodedImage | undefined): Promise<number[]> {
  assert(mask);
  const pixels = await pixelsOf(raster, mask);
  assertEquals([pixels.widthPx, pixels.heightPx], [40, 40]);
  return [pixelAt(pixels, 4, 20)[3], pixelAt(pixels, 35, 20)[3]];
}

const LEFT_WHITE = '<rect width="40" height="40" fill="#000"/>' +
  '<rect width="20" height="40" fill="#fff"/>';
const LEFT_DRAWN = '<rect width="20" height="40" fill="#402"/>';

Deno.test("readPaintedMask() clears what is white", async () => {
  const image = await drawPicture(raster, SIZE, LEFT_WHITE);
  assertEquals(await sides(await readPaintedMask(raster, { image, from: SIZE }, PLAIN)), [0, 255]);
});

Deno.test("readPaintedMask() clears what is black when the mask is inverted", async () => {
  const image = await drawPicture(raster, SIZE, LEFT_WHITE);
  const mask = await readPaintedMask(raster, { image, from: SIZE }, { ...PLAIN, invert: true });
  assertEquals(await sides(mask), [255, 0]);
});

Deno.test("readPaintedMask() clears what was drawn on an empty layer, whatever its colour", async () => {
  const image = await drawPicture(raster, SIZE, LEFT_DRAWN);
  assertEquals(await sides(await readPaintedMask(raster, { image, from: SIZE }, PLAIN)), [0, 255]);
});

Deno.test("readPaintedMask() rounds what is half drawn, or leaves it half clear", async () => {
  const faint = LEFT_DRAWN.replace("<rect", '<rect fill-opacity="0.75"');
  const image = await drawPicture(raster, SIZE, faint);
  const of = (round: boolean) =>
    readPaintedMask(raster, { image, from: SIZE }, { ...PLAIN, round });
  assertEquals(await sides(await of(true)), [0, 255]);
  const [left = 0, right] = await sides(await of(false));
  assertAlmostEquals(left, 64, 2);
  assertEquals(right, 255);
});

Deno.test("readPaintedMask() reads greyscale masks in every format, and brings them to size", async () => {
  const small = { widthPx: 20, heightPx: 20 };
  const drawn = await drawPicture(raster, small, LEFT_WHITE.replaceAll("20", "10"));
  for (const format of ["png", "jpeg", "webp"] as const) {
    const source = { kind: "encoded", bytes: drawn.bytes } as const;
    const { bytes } = await raster.run({ source, output: { format } });
    const image = { bytes, mediaType: `image/${format}` } as const;
    const mask = await readPaintedMask(raster, { image, from: small }, PLAIN);
    const [left = 0, right = 0] = await sides(mask);
    assert(left < 4 && right > 251, format);
  }
});

Deno.test("readPaintedMask() softens edges only as far as it is told", async () => {
  const image = await drawPicture(raster, SIZE, LEFT_WHITE);
  const alphaBeside = async (blurPx: number) => {
    const mask = await readPaintedMask(raster, { image, from: SIZE }, { ...PLAIN, blurPx });
    assert(mask);
    return pixelAt(await pixelsOf(raster, mask), 22, 20)[3];
  };
  assertEquals(await alphaBeside(0), 255);
  const soft = await alphaBeside(4);
  assert(soft > 128 && soft < 230, String(soft));
});

Deno.test("readPaintedMask() says when nothing is to be repainted", async () => {
  const image = await makePicture(raster, { ...SIZE, colour: "#000000" });
  assertEquals(await readPaintedMask(raster, { image, from: SIZE }, PLAIN), undefined);
});
