import fc from "fast-check";
import { assertEquals } from "../tests/assert.ts";
import { formatDataUrl, fromBase64, isDataUrl, parseDataUrl, toBase64 } from "./base64.ts";

const HI = Uint8Array.of(0xfb, 0xff, 0xfe); // "+//+" in the standard alphabet

Deno.test("fromBase64() gives back what toBase64() was given", () => {
  fc.assert(fc.property(fc.uint8Array(), (bytes) => {
    assertEquals(fromBase64(toBase64(bytes)), Uint8Array.from(bytes));
  }));
});

Deno.test("fromBase64() takes what clients really send", () => {
  for (
    const text of ["+//+", "-__-", " +/\n/+\r\n", "data:image/png;base64,+//+", "data:;base64,-__-"]
  ) assertEquals(fromBase64(text), HI, text);
  assertEquals(fromBase64("aGk"), fromBase64("aGk="));
  assertEquals(fromBase64("data:image/png;base64,%2b%2F%2f%2B"), HI);
});

Deno.test("fromBase64() gives undefined for what is no base64", () => {
  for (const text of ["not base64!", "a", "data:image/png,abc", "data:image/png;base64", "=="]) {
    assertEquals(fromBase64(text), undefined, text);
  }
  fc.assert(fc.property(fc.string(), (text) => void fromBase64(text)));
});

Deno.test("parseDataUrl() reads what formatDataUrl() wrote", () => {
  const parsed = parseDataUrl(formatDataUrl(HI, "image/webp"));
  assertEquals(parsed, { bytes: HI, mediaType: "image/webp" });
});

Deno.test("parseDataUrl() reads parameters away and a missing type as undefined", () => {
  assertEquals(parseDataUrl("DATA:Image/PNG;charset=x;base64,+//+")?.mediaType, "image/png");
  assertEquals(parseDataUrl("data:;base64,+//+")?.mediaType, undefined);
});

Deno.test("isDataUrl() tells data URLs from others", () => {
  assertEquals(isDataUrl(" data:image/png;base64,"), true);
  assertEquals(isDataUrl("https://example.com/data:"), false);
});
