import fc from "fast-check";
import { assert, assertEquals } from "../tests/assert.ts";
import {
  latin1Bytes,
  makePicture,
  rasterForTests,
  tiff,
  withJpegExif,
  withPngChunk,
} from "../tests/pictures.ts";
import { describeFile } from "./formats/foreign.ts";
import { displayedSize, readMedia, sniffMedia } from "./media.ts";
import { OUTPUT_FORMATS } from "./request.ts";

const raster = rasterForTests();

Deno.test("readMedia() reads format and size of every format we deliver", async () => {
  for (const format of OUTPUT_FORMATS) {
    const image = await makePicture(raster, { widthPx: 37, heightPx: 21, format });
    assertEquals(readMedia(image.bytes), {
      mediaType: image.mediaType,
      widthPx: 37,
      heightPx: 21,
      hasAlpha: false,
      orientation: 1,
      hasMetadata: false,
    });
  }
});

Deno.test("readMedia() sees alpha", async () => {
  const steps = [{ op: "fade", opacity: 0.5 }] as const;
  for (const format of ["png", "webp", "avif"] as const) {
    const image = await makePicture(raster, { widthPx: 40, heightPx: 40, format, steps });
    assertEquals(readMedia(image.bytes)?.hasAlpha, true, format);
  }
});

Deno.test("readMedia() reads the EXIF orientation of JPEG and PNG", async () => {
  const jpeg = await makePicture(raster, { widthPx: 30, heightPx: 20, format: "jpeg" });
  const png = await makePicture(raster, { widthPx: 30, heightPx: 20 });
  for (const orientation of [1, 3, 6, 8]) {
    const fromJpeg = readMedia(withJpegExif(jpeg.bytes, orientation));
    const exif = Uint8Array.from(tiff(orientation));
    const fromPng = readMedia(withPngChunk(png.bytes, "eXIf", exif));
    assertEquals([fromJpeg?.orientation, fromJpeg?.hasMetadata], [orientation, true]);
    assertEquals([fromPng?.orientation, fromPng?.hasMetadata], [orientation, true]);
  }
});

Deno.test("displayedSize() swaps the sides of a picture that lies on its side", () => {
  const facts = { widthPx: 30, heightPx: 20, hasAlpha: false, hasMetadata: true };
  assertEquals(displayedSize({ ...facts, orientation: 3 }), { widthPx: 30, heightPx: 20 });
  assertEquals(displayedSize({ ...facts, orientation: 6 }), { widthPx: 20, heightPx: 30 });
});

Deno.test("readMedia() reads all three kinds of WebP", () => {
  const riff = (type: string, body: readonly number[]) =>
    Uint8Array.from([
      ...latin1Bytes("RIFF"),
      ...[body.length + 12, 0, 0, 0],
      ...latin1Bytes("WEBP" + type),
      ...[body.length, 0, 0, 0],
      ...body,
    ]);
  const lossy = riff("VP8 ", [0, 0, 0, 0x9d, 0x01, 0x2a, 100, 0, 50, 0]);
  const lossless = riff("VP8L", [0x2f, 99, 0x40, 0x0c, 0x10, 0]); // 14 bits each, less one; alpha
  const extended = riff("VP8X", [0x10, 0, 0, 0, 99, 0, 0, 49, 0, 0]);
  for (const [bytes, hasAlpha] of [[lossy, false], [lossless, true], [extended, true]] as const) {
    const media = readMedia(bytes);
    assertEquals([media?.widthPx, media?.heightPx, media?.hasAlpha], [100, 50, hasAlpha]);
  }
});

Deno.test("readMedia() answers on any bytes, and on damaged pictures", async () => {
  const pictures = await Promise.all(
    OUTPUT_FORMATS.map((format) => makePicture(raster, { widthPx: 16, heightPx: 9, format })),
  );
  const starts = [...pictures.map((image) => image.bytes), new Uint8Array()];
  const damage = fc.record({
    start: fc.constantFrom(...starts),
    length: fc.nat(2000),
    overwrite: fc.array(fc.tuple(fc.nat(300), fc.nat(255)), { maxLength: 20 }),
    tail: fc.uint8Array({ maxLength: 200 }),
  });
  fc.assert(fc.property(damage, ({ start, length, overwrite, tail }) => {
    const bytes = Uint8Array.from([...start.subarray(0, length), ...tail]);
    for (const [at, value] of overwrite) if (at < bytes.length) bytes[at] = value;
    const media = readMedia(bytes);
    describeFile(bytes);
    if (media === undefined) return;
    assert(media.widthPx > 0 && media.heightPx > 0, "a side of nothing");
    assert(media.orientation >= 1 && media.orientation <= 8, "an impossible orientation");
    assertEquals(media.mediaType, sniffMedia(bytes));
  }));
});

Deno.test("describeFile() names what is not a picture of ours", () => {
  const cases: readonly (readonly [string, string])[] = [
    ["", "an empty file"],
    ["GIF89a", "a GIF picture"],
    ["%PDF-1.7", "a PDF document"],
    ['<?xml version="1.0"?>\n<svg xmlns="">', "an SVG drawing"],
    ["\n<!DOCTYPE html><html>", "an HTML page"],
    ['{"error": 1}', "a JSON text"],
    ["hello there", "a text file"],
    ["data:image/png;base64,aaaa", "a data URL written as text"],
    ["https://example.com/a.png", "a web address written as text"],
    ["\0\0\0\x18ftypheic", "a HEIC photo"],
    ["\x00\x01\x02\x03\x04", "a file of an unknown kind"],
  ];
  for (const [start, kind] of cases) assertEquals(describeFile(latin1Bytes(start)), kind);
});
