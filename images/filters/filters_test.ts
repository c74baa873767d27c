import fc from "fast-check";
import { assert, assertEquals, assertLess } from "../../tests/assert.ts";
import { keepBase } from "./blend.ts";
import { buildBricks } from "./bricks.ts";
import { displace } from "./displace.ts";
import { facet } from "./facets.ts";
import { kuwahara } from "./kuwahara.ts";
import { applyMatrix, saturationMatrix } from "./matrix.ts";
import { noiseField } from "./noise.ts";
import type { Pixels } from "./pixels.ts";
import { printSpotInks } from "./spot_inks.ts";
import { applyTone, negativeTone } from "./tone.ts";

const side = fc.integer({ min: 1, max: 24 });
const pictures = fc.tuple(side, side).chain(([widthPx, heightPx]) =>
  fc.uint8Array({ minLength: widthPx * heightPx * 4, maxLength: widthPx * heightPx * 4 })
    .map((bytes): Pixels => ({ bytes: Uint8Array.from(bytes), widthPx, heightPx }))
);

Deno.test("noiseField() stays between -1 and 1 and repeats with its seed", () => {
  fc.assert(fc.property(side, side, fc.nat(), (widthPx, heightPx, seed) => {
    const options = { widthPx, heightPx, scalePx: 5, octaves: 3, seed };
    const field = noiseField(options);
    assert(field.every((value) => value >= -1 && value <= 1), "out of bounds");
    assertEquals(field, noiseField(options));
  }));
});

Deno.test("filters keep the number of pixels, however small the picture is", () => {
  fc.assert(fc.property(pictures, (picture) => {
    const copy = () => ({ ...picture, bytes: picture.bytes.slice() });
    const results = [
      displace(copy(), { amountPx: 5, scalePx: 3, octaves: 2, seed: 1 }),
      kuwahara(copy(), { radiusPx: 3 }),
      facet(copy(), { sizePx: 4, seed: 1 }),
      buildBricks(copy(), { sizePx: 5 }),
    ];
    for (const { bytes } of results) assertEquals(bytes.length, picture.bytes.length);
  }));
});

Deno.test("kuwahara() leaves a flat area as it is", () => {
  const bytes = new Uint8Array(16 * 16 * 4).fill(90);
  assertEquals(kuwahara({ bytes, widthPx: 16, heightPx: 16 }, { radiusPx: 4 }).bytes, bytes);
});

Deno.test("facet() leaves no pixel of an opaque picture uncovered", () => {
  const picture = { bytes: new Uint8Array(40 * 30 * 4).fill(255), widthPx: 40, heightPx: 30 };
  const { bytes } = facet(picture, { sizePx: 6, seed: 3 });
  assert(bytes.every((value) => value === 255), "a gap between triangles");
});

Deno.test("printSpotInks() uses no colour but its inks", () => {
  fc.assert(fc.property(pictures, (picture) => {
    const { bytes } = printSpotInks(picture, { inks: ["#102030", "#f0e0d0"], grain: 1, seed: 1 });
    for (let i = 0; i < bytes.length; i += 4) assert(bytes[i] === 0x10 || bytes[i] === 0xf0, "ink");
  }));
});

Deno.test("applyTone() twice negative is the picture itself", () => {
  fc.assert(fc.property(pictures, (picture) => {
    const before = picture.bytes.slice();
    assertEquals(applyTone(applyTone(picture, negativeTone), negativeTone).bytes, before);
  }));
});

Deno.test("applyMatrix() makes greys without saturation", () => {
  fc.assert(fc.property(pictures, (picture) => {
    const { bytes } = applyMatrix(picture, saturationMatrix(0));
    for (let i = 0; i < bytes.length; i += 4) {
      assertLess(Math.abs((bytes[i] ?? 0) - (bytes[i + 2] ?? 0)), 2);
    }
  }));
});

Deno.test("keepBase() gives the base back exactly where the mask is opaque", () => {
  fc.assert(fc.property(pictures, (base) => {
    const painting = { ...base, bytes: new Uint8Array(base.bytes.length).fill(7) };
    const opaque = { ...base, bytes: new Uint8Array(base.bytes.length).fill(255) };
    const clear = { ...base, bytes: new Uint8Array(base.bytes.length) };
    assertEquals(keepBase({ ...painting, bytes: painting.bytes.slice() }, base, clear), painting);
    assertEquals(keepBase(painting, base, opaque).bytes, base.bytes);
  }));
});
