import fc from "fast-check";
import { assertEquals, assertLess, assertThrows } from "../tests/assert.ts";
import { hexOf, hslColour, hslOf, mix, rampColour, rgbOf } from "./colour.ts";

const part = fc.integer({ min: 0, max: 255 });
const colours = fc.tuple(part, part, part).map((rgb) => hexOf(rgb));

Deno.test("rgbOf() reads what hexOf() writes, and nothing else", () => {
  fc.assert(fc.property(colours, (colour) => assertEquals(hexOf(rgbOf(colour)), colour)));
  for (const wrong of ["red", "#fff", "#12345g", ""]) assertThrows(() => rgbOf(wrong), RangeError);
});

Deno.test("hslColour() comes back to the colour that hslOf() read", () => {
  fc.assert(fc.property(colours, (colour) => {
    const [before, after] = [rgbOf(colour), rgbOf(hslColour(hslOf(colour)))];
    before.forEach((value, i) => assertLess(Math.abs(value - (after[i] ?? 0)), 2));
  }));
});

Deno.test("mix() and rampColour() begin and end at the given colours", () => {
  fc.assert(fc.property(colours, colours, (from, to) => {
    assertEquals([mix(from, to, 0), mix(from, to, 1)], [from, to]);
    assertEquals([rampColour([from, to], -1), rampColour([from, to], 2)], [from, to]);
  }));
});
