/**
 * Pictures that are made to hurt: far larger inside than outside, drawings that are programs, two
 * files in one, and photographs that tell where they were taken. As uploads, as addresses, and as
 * what an upstream delivers.
 *
 * @module
 */

import { gzipSync } from "node:zlib";
import { toBase64 } from "../images/base64.ts";
import { pngChunk } from "../images/formats/png.ts";
import { ErrorBody } from "../routes/schemas/error.ts";
import { assert, assertEquals, assertFalse, assertMatch } from "./assert.ts";
import { doorForTests } from "./door.ts";
import {
  latin1Bytes,
  makePicture,
  rasterForTests,
  withJpegExif,
  withPngChunk,
} from "./pictures.ts";

const tests = doorForTests({ env: { DEFAULT_MODEL: "easel" } });
const raster = rasterForTests();

function file(bytes: Uint8Array<ArrayBuffer>): File {
  return new File([bytes], "picture.png", { type: "image/png" });
}

async function edit(bytes: Uint8Array<ArrayBuffer>): Promise<Response> {
  const form = new FormData();
  form.set("prompt", "make it warmer");
  form.set("size", "64x64");
  form.set("image", file(bytes));
  return await tests.door.app.request("/v1/images/edits", { method: "POST", body: form });
}

async function refusalOf(response: Response) {
  assertEquals(response.status, 400);
  return ErrorBody.parse(await response.json()).error;
}

const SVG = `<svg xmlns="http://www.w3.org/2000/svg"><image href="file:///etc/passwd"/></svg>`;
const ENTITIES = `<?xml version="1.0"?><!DOCTYPE svg [<!ENTITY a "aaaaaaaaaa">` +
  `<!ENTITY b "&a;&a;&a;&a;&a;&a;&a;&a;">]><svg><text>&b;</text></svg>`;

function utf16(text: string): Uint8Array<ArrayBuffer> {
  const units = Uint16Array.from(`\ufeff${text}`, (letter) => letter.charCodeAt(0));
  return new Uint8Array(units.buffer);
}

/** Drawings, in every dress; each is a program for whoever renders it. */
const DRAWINGS: Readonly<Record<string, Uint8Array<ArrayBuffer>>> = {
  "an SVG": latin1Bytes(SVG),
  "an SVG after a comment": latin1Bytes(`<!-- \x89PNG -->\n${SVG}`),
  "an SVG after white space": latin1Bytes(`\n\t  ${SVG}`),
  "an SVG with a byte order mark": new TextEncoder().encode(`\ufeff${SVG}`),
  "an SVG in UTF-16": utf16(SVG),
  "an SVG with entities of entities": latin1Bytes(ENTITIES),
  "an SVG in gzip": new Uint8Array(gzipSync(SVG)),
  "gzip in gzip in gzip": new Uint8Array(gzipSync(gzipSync(gzipSync(new Uint8Array(1_000_000))))),
  "an SVG that begins as a PNG": latin1Bytes(`\x89PNG\r\n\x1a\n${SVG}`),
  "an SVG that begins as a JPEG": latin1Bytes(`\xff\xd8\xff\xe0${SVG}`),
  "an SVG that begins as a WebP": latin1Bytes(`RIFF\xff\0\0\0WEBP${SVG}`),
  "an SVG that begins as an AVIF": latin1Bytes(`\0\0\0\x18ftypavif${SVG}`),
  "an HTML page": latin1Bytes("<html><script>alert(1)</script>"),
  "a PDF": latin1Bytes("%PDF-1.7 /JavaScript"),
  "PostScript": latin1Bytes("%!PS-Adobe-3.0 (/etc/passwd) run"),
  "ImageMagick's own language": latin1Bytes("push graphic-context\nfill 'url(https://a/)'"),
  "a ZIP archive": latin1Bytes("PK\x03\x04"),
  "a GIF": latin1Bytes("GIF89a/*"),
  "a TIFF": latin1Bytes("II*\0"),
};

for (const [what, bytes] of Object.entries(DRAWINGS)) {
  Deno.test(`${what} is no picture, whatever it is called and however it comes`, async () => {
    const asked = tests.door.easel.requests.length;
    const uploaded = await refusalOf(await edit(bytes));
    assertEquals([uploaded.param, uploaded.code], ["image", "invalid_image"]);
    for (const type of ["image/png", "image/svg+xml", "text/plain"]) {
      const image = `data:${type};base64,${toBase64(bytes)}`;
      const inline = await tests.door.post("/v1/images/edits", { prompt: "a", image });
      assertEquals((await refusalOf(inline)).code, "invalid_image", type);
    }
    assertEquals(tests.door.easel.requests.length, asked, "nobody was asked");
  });
}

/** A small PNG that says of itself that it is larger. */
async function claiming(widthPx: number, heightPx: number): Promise<Uint8Array<ArrayBuffer>> {
  const bytes = (await makePicture(raster)).bytes.slice();
  const view = new DataView(bytes.buffer);
  view.setUint32(16, widthPx);
  view.setUint32(20, heightPx);
  const header = pngChunk("IHDR", bytes.slice(16, 29));
  bytes.set(header, 8);
  return bytes;
}

Deno.test("a picture larger than 50 million pixels is refused by its header", async () => {
  const sizes = [[65_535, 65_535], [50_000_001, 1], [0xffffffff, 0xffffffff], [1, 0x7fffffff]];
  for (const [widthPx = 0, heightPx = 0] of sizes) {
    const { message } = await refusalOf(await edit(await claiming(widthPx, heightPx)));
    assertMatch(message, /at most 50 million pixels|damaged/);
  }
});

Deno.test("a header that lies small does not make more be decoded", async () => {
  const big = await makePicture(raster, { widthPx: 2_000, heightPx: 2_000 });
  const bytes = big.bytes.slice();
  new DataView(bytes.buffer).setUint32(16, 10);
  new DataView(bytes.buffer).setUint32(20, 10);
  bytes.set(pngChunk("IHDR", bytes.slice(16, 29)), 8);
  const response = await edit(bytes);
  assert(response.status === 400 || response.status === 200, String(response.status));
  await response.body?.cancel();
});

Deno.test("a compressed text within a PNG is never unpacked", async () => {
  const packed = new Uint8Array(gzipSync(new Uint8Array(50_000_000)));
  const text = new Uint8Array([...latin1Bytes("Comment\0\0"), ...packed]);
  const plain = (await makePicture(raster)).bytes;
  const end = plain.length - 12;
  const bytes = new Uint8Array([
    ...plain.slice(0, end),
    ...pngChunk("zTXt", text),
    ...plain.slice(end),
  ]);
  const before = Deno.memoryUsage().rss;
  const response = await edit(bytes);
  assertEquals(response.status, 200);
  await response.body?.cancel();
  assert(Deno.memoryUsage().rss - before < 200_000_000, "no room was taken for it");
});

/** The input pictures of the last request, as an upstream gets them. */
function lastInputs(): readonly Uint8Array[] {
  const request = tests.door.easel.requests.at(-1);
  assert(request, "There was a request");
  return request.inputs.map(({ bytes }) => bytes);
}

function holds(bytes: Uint8Array, text: string): boolean {
  return new TextDecoder("latin1").decode(bytes).includes(text);
}

const PLACE = "GPS 47.0707 N 15.4395 E";

Deno.test("a second file behind a picture does not get past the door", async () => {
  const jpeg = await makePicture(raster, { format: "jpeg" });
  const webp = await makePicture(raster, { format: "webp" });
  const png = await makePicture(raster);
  for (const { bytes } of [png, jpeg, webp]) {
    const tail = latin1Bytes(`PK\x03\x04<script>alert(1)</script>${PLACE}`);
    const response = await edit(new Uint8Array([...bytes, ...tail]));
    assertEquals(response.status, 200);
    await response.body?.cancel();
    for (const input of lastInputs()) {
      assertFalse(holds(input, "<script>") || holds(input, "PK\x03\x04"), "the tail is gone");
    }
  }
});

Deno.test("where and when a photograph was taken is neither kept nor passed on", async () => {
  const jpeg = await makePicture(raster, { format: "jpeg" });
  const png = await makePicture(raster);
  const xmp = new Uint8Array([0xff, 0xe1, 0, 2 + PLACE.length, ...latin1Bytes(PLACE)]);
  const comment = new Uint8Array([0xff, 0xfe, 0, 2 + PLACE.length, ...latin1Bytes(PLACE)]);
  const told: readonly Uint8Array<ArrayBuffer>[] = [
    new Uint8Array([...jpeg.bytes.slice(0, 2), ...xmp, ...comment, ...jpeg.bytes.slice(2)]),
    withJpegExif(jpeg.bytes, 1),
    withPngChunk(png.bytes, "tEXt", latin1Bytes(`Location\0${PLACE}`)),
    withPngChunk(png.bytes, "iTXt", latin1Bytes(`XML:com.adobe.xmp\0\0\0\0\0${PLACE}`)),
  ];
  for (const bytes of told) {
    const response = await edit(bytes);
    assertEquals(response.status, 200);
    await response.body?.cancel();
    for (const input of lastInputs()) {
      assertFalse(holds(input, "GPS") || holds(input, "Exif"), "the upstream is not told");
    }
    for await (const { value } of tests.door.kv.list({ prefix: [] })) {
      assertFalse(value instanceof Uint8Array && holds(value, PLACE), "nor is it kept");
    }
  }
});

Deno.test("what an upstream delivers is decoded within the same bounds", async () => {
  for (const prompt of ["explode", "disguise"]) {
    for (const output_format of ["webp", "jpeg"]) {
      const body = { prompt, size: "64x64", output_format };
      const response = await tests.door.post("/v1/images/generations", body);
      const { error } = ErrorBody.parse(await response.json());
      assertEquals(response.status, 500);
      assertMatch(error.message, /upstream/i);
    }
  }
});
