import sharp from "sharp";
import { assert, assertEquals, assertLess } from "../tests/assert.ts";
import {
  differenceOf,
  makePicture,
  pixelsOf,
  rasterForTests,
  withPngChunk,
} from "../tests/pictures.ts";
import { deflateSync } from "node:zlib";
import { concat, latin1Bytes } from "./formats/bytes.ts";
import { readMedia } from "./media.ts";
import { readPictureText, writePictureText } from "./picture_text.ts";
import { readPngTexts, withPngText } from "./png_text.ts";
import { OUTPUT_FORMATS } from "./request.ts";

const raster = rasterForTests();

const TEXTS: Readonly<Record<string, string>> = {
  "plain": "a lighthouse\nNegative prompt: fog\nSteps: 20, Sampler: Euler a, Seed: 1",
  "Latin-1": "ein Fährhaus, ½ Mond",
  "Chinese": "海边的灯塔\nSteps: 20",
  "ambiguous": "一一一",
  "emoji": "a 🗼 at dusk",
  "long": "many words, ".repeat(1_000),
  "empty": "",
};

for (const [name, text] of Object.entries(TEXTS)) {
  for (const format of ["png", "jpeg", "webp"] as const) {
    Deno.test(`a ${format} gives back the ${name} text that was put into it`, async () => {
      const image = await makePicture(raster, { format });
      const bytes = writePictureText(image, text);
      assertEquals(readPictureText(bytes), { text, others: {} });
      assertEquals(readMedia(bytes), { ...readMedia(image.bytes), hasMetadata: true });
      const put = await pixelsOf(raster, { ...image, bytes });
      assertEquals(differenceOf(put, await pixelsOf(raster, image)), 0);
      const again = writePictureText({ ...image, bytes }, "another");
      assertEquals(readPictureText(again).text, "another");
      assertLess(again.length, image.bytes.length + 200);
    });
  }
}

Deno.test("a WebP with alpha keeps it when it gets a text", async () => {
  const steps = [{ op: "fade", opacity: 0.5 }] as const;
  const image = await makePicture(raster, { format: "webp", steps });
  const bytes = writePictureText(image, "half clear");
  assertEquals(readPictureText(bytes).text, "half clear");
  assertEquals(readMedia(bytes)?.hasAlpha, true);
  const twice = writePictureText({ ...image, bytes }, "still");
  assertEquals(readPictureText(twice).text, "still");
  assertEquals(await pixelsOf(raster, { ...image, bytes: twice }), await pixelsOf(raster, image));
});

Deno.test("libvips finds the texts where we put them", async () => {
  for (const text of ["plain", "海边的灯塔"]) {
    const png = writePictureText(await makePicture(raster), text);
    const { comments } = await sharp(png).metadata();
    assertEquals(comments, [{ keyword: "parameters", text }]);
    for (const format of ["jpeg", "webp"] as const) {
      const image = await makePicture(raster, { format });
      const { exif } = await sharp(writePictureText(image, text)).metadata();
      assert(exif?.toString("latin1").includes("UNICODE\0"), format);
    }
  }
});

Deno.test("texts that libvips wrote are read", async () => {
  const blank = sharp({ create: { width: 8, height: 8, channels: 3, background: "#369" } });
  const written = blank.withExif({ IFD2: { UserComment: "a lighthouse" } });
  for (const format of ["jpeg", "webp"] as const) {
    const bytes = new Uint8Array(await written.clone().toFormat(format).toBuffer());
    assert(readPictureText(bytes).text?.includes("a lighthouse"), format);
  }
});

Deno.test("writePictureText() leaves a picture alone that has no room for the text", async () => {
  const avif = await makePicture(raster, { format: "avif" });
  assertEquals(writePictureText(avif, "words"), avif.bytes);
  const jpeg = await makePicture(raster, { format: "jpeg" });
  assertEquals(writePictureText(jpeg, "x".repeat(40_000)), jpeg.bytes);
});

Deno.test("readPngTexts() reads compressed texts, and leaves out what it cannot read", async () => {
  const { bytes } = await makePicture(raster);
  const packed = (text: string) => deflateSync(new TextEncoder().encode(text));
  const zTXt = withPngChunk(bytes, "zTXt", concat([latin1Bytes("old\0\0"), packed("words")]));
  const iTXt = withPngChunk(
    zTXt,
    "iTXt",
    concat([latin1Bytes("new\0\x01\0zh\0n\0"), packed("灯塔")]),
  );
  const bomb = packed("a".repeat(2_000_000));
  const hostile = withPngChunk(iTXt, "zTXt", concat([latin1Bytes("bomb\0\0"), bomb]));
  const broken = withPngChunk(hostile, "tEXt", latin1Bytes("no null byte"));
  assertEquals(readPngTexts(broken), { old: "words", new: "灯塔" });
});

Deno.test("withPngText() keeps texts under other keywords", async () => {
  const { bytes } = await makePicture(raster);
  const one = withPngText(bytes, { keyword: "Software", text: "Darkroom" });
  const both = withPngText(one, { keyword: "parameters", text: "null\0byte" });
  assertEquals(readPngTexts(both), { parameters: "nullbyte", Software: "Darkroom" });
});

Deno.test("reading damaged pictures gives no text and no exception", async () => {
  for (const format of OUTPUT_FORMATS) {
    const whole = writePictureText(await makePicture(raster, { format }), "words");
    for (let length = 0; length < whole.length; length += 3) {
      readPictureText(whole.slice(0, length));
    }
  }
});
