import { toBase64 } from "../images/base64.ts";
import { plainPng } from "../images/plain_png.ts";
import { assertEquals } from "../tests/assert.ts";
import { inlineImage } from "./inline_image.ts";

const PNG = plainPng({ widthPx: 2, heightPx: 2 }, 200);

Deno.test("inlineImage() reads base64 and data URLs", () => {
  const base64 = toBase64(PNG.bytes);
  for (const text of [base64, `data:image/png;base64,${base64}`]) {
    assertEquals(inlineImage(text), { kind: "inline", image: PNG });
  }
});

Deno.test("inlineImage() believes the bytes, not their announcement", () => {
  const announced = `data:image/webp;base64,${toBase64(PNG.bytes)}`;
  assertEquals(inlineImage(announced), { kind: "inline", image: PNG });
});

Deno.test("inlineImage() gives nothing for what is no picture", () => {
  for (const text of ["", "aGk=", "not base64!", "data:image/png,plain", "https://a.test/1.png"]) {
    assertEquals(inlineImage(text), undefined);
  }
});
