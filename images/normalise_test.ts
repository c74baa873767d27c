import { assert, assertEquals, assertStrictEquals, assertStringIncludes } from "../tests/assert.ts";
import {
  differenceOf,
  drawPicture,
  latin1Bytes,
  makePicture,
  pixelAt,
  pixelsOf,
  rasterForTests,
  tiff,
  withJpegExif,
  withPngChunk,
} from "../tests/pictures.ts";
import { readMedia } from "./media.ts";
import { type NormalisedUpload, normaliseUpload } from "./normalise.ts";
import type { EncodedImage, OutputFormat } from "./request.ts";

const raster = rasterForTests();
const SIZE = { widthPx: 40, heightPx: 20 };
/** Red on the left, blue on the right. */
const HALVES =
  '<rect width="40" height="20" fill="#0000ff"/><rect width="20" height="20" fill="#f00"/>';

Deno.test("normaliseUpload() passes a clean picture through untouched", async () => {
  for (const format of ["png", "jpeg", "webp", "avif"] as const) {
    const { bytes } = await makePicture(raster, { ...SIZE, format });
    const upload = usable(await normaliseUpload(raster, bytes));
    assertStrictEquals(upload.image.bytes, bytes);
    assertEquals(upload.size, SIZE);
  }
});

Deno.test("normaliseUpload() cuts metadata out without touching the pixels", async () => {
  const plain = await drawPicture(raster, SIZE, HALVES);
  const jpeg = await encodeAs(plain, "jpeg");
  const webp = await encodeAs(plain, "webp");
  const uploads = [
    withPngChunk(plain.bytes, "tEXt", latin1Bytes("Comment\0taken at home")),
    withJpegExif(jpeg.bytes, 1),
    withWebpExif(webp.bytes),
  ];
  for (const bytes of uploads) {
    assertEquals(readMedia(bytes)?.hasMetadata, true);
    const { image } = usable(await normaliseUpload(raster, bytes));
    assertEquals(readMedia(image.bytes)?.hasMetadata, false);
    const before = await pixelsOf(raster, { bytes, mediaType: image.mediaType });
    assertEquals(differenceOf(before, await pixelsOf(raster, image)), 0);
  }
});

Deno.test("normaliseUpload() drops what follows the end of the picture", async () => {
  const jpeg = await makePicture(raster, { ...SIZE, format: "jpeg" });
  const exif = withJpegExif(jpeg.bytes, 1);
  const { image } = usable(await normaliseUpload(raster, Uint8Array.from([...exif, 1, 2, 3])));
  assertEquals(image.bytes, jpeg.bytes);
});

Deno.test("normaliseUpload() turns a picture upright by its EXIF orientation", async () => {
  const plain = await drawPicture(raster, SIZE, HALVES);
  const jpeg = await encodeAs(plain, "jpeg");
  const exif = Uint8Array.from(tiff(6));
  for (const bytes of [withJpegExif(jpeg.bytes, 6), withPngChunk(plain.bytes, "eXIf", exif)]) {
    const { image, size } = usable(await normaliseUpload(raster, bytes));
    assertEquals(size, { widthPx: 20, heightPx: 40 });
    assertEquals([readMedia(image.bytes)?.orientation, readMedia(image.bytes)?.hasMetadata], [
      1,
      false,
    ]);
    const [red, , blue] = pixelAt(await pixelsOf(raster, image), 10, 5);
    assert(red > 200 && blue < 60, "the left side is now the top");
  }
});

Deno.test("normaliseUpload() refuses an enormous picture by its header alone", async () => {
  const small = await makePicture(raster);
  const bytes = small.bytes.slice();
  new DataView(bytes.buffer).setUint32(16, 20_000);
  new DataView(bytes.buffer).setUint32(20, 20_000);
  const upload = await normaliseUpload(raster, bytes);
  assertEquals(upload, {
    ok: false,
    problem: "is 20000x20000 pixels; at most 50 million pixels can be used",
  });
});

Deno.test("normaliseUpload() refuses a picture that is cut short", async () => {
  const steps = [{ op: "grain", amount: 0.4, seed: 1 }] as const;
  for (const format of ["png", "jpeg", "webp", "avif"] as const) {
    const { bytes } = await makePicture(raster, { widthPx: 64, heightPx: 64, format, steps });
    const upload = await normaliseUpload(raster, bytes.slice(0, Math.floor(bytes.length * 0.6)));
    assertEquals(
      upload,
      { ok: false, problem: "is damaged or cut short" },
      format,
    );
  }
});

Deno.test("normaliseUpload() says what a file looks like instead", async () => {
  const upload = await normaliseUpload(raster, latin1Bytes("just some words"));
  assert(!upload.ok);
  assertStringIncludes(upload.problem, "looks like a text file");
});

function usable(upload: NormalisedUpload) {
  assert(upload.ok, upload.ok ? "" : upload.problem);
  return upload;
}

async function encodeAs(image: EncodedImage, format: OutputFormat): Promise<EncodedImage> {
  const source = { kind: "encoded", bytes: image.bytes } as const;
  const { bytes } = await raster.run({ source, output: { format } });
  return { bytes, mediaType: `image/${format}` };
}

/** The simple WebP in the extended container, with an EXIF chunk. */
function withWebpExif(webp: Uint8Array): Uint8Array<ArrayBuffer> {
  const exif = tiff(1);
  const canvas = [0x08, 0, 0, 0, SIZE.widthPx - 1, 0, 0, SIZE.heightPx - 1, 0, 0];
  const extended = [...latin1Bytes("VP8X"), canvas.length, 0, 0, 0, ...canvas];
  const metadata = [...latin1Bytes("EXIF"), exif.length, 0, 0, 0, ...exif];
  const bytes = Uint8Array.from([
    ...webp.subarray(0, 12),
    ...extended,
    ...webp.subarray(12),
    ...metadata,
  ]);
  new DataView(bytes.buffer).setUint32(4, bytes.length - 8, true);
  return bytes;
}
