import { assertEquals } from "../tests/assert.ts";
import { drawPicture, pixelAt, rasterForTests } from "../tests/pictures.ts";
import { type Fit, fitSteps } from "./fit.ts";

const raster = rasterForTests();

/** 40x20: red, green, green, blue from left to right. */
const STRIPES = '<rect width="10" height="20" fill="#f00"/>' +
  '<rect x="10" width="20" height="20" fill="#0f0"/>' +
  '<rect x="30" width="10" height="20" fill="#00f"/>';
const WIDE = { widthPx: 40, heightPx: 20 };
const SQUARE = { widthPx: 40, heightPx: 40 };

/** Colours along the middle row and the left column of the stripes in a square. */
const SEEN: readonly (readonly [Fit, string])[] = [
  ["stretch", "rggb"],
  ["crop", "gggg"],
  ["extend", "rggb"],
];

function colourAt(pixels: Parameters<typeof pixelAt>[0], x: number, y: number): string {
  const [red, green, blue] = pixelAt(pixels, x, y);
  return red > 200 ? "r" : green > 200 ? "g" : blue > 200 ? "b" : "?";
}

for (const [fit, seen] of SEEN) {
  Deno.test(`fitSteps() fills a square by ${fit}`, async () => {
    const { bytes } = await drawPicture(raster, WIDE, STRIPES);
    const steps = fitSteps(WIDE, SQUARE, fit);
    const image = await raster.run({
      source: { kind: "encoded", bytes },
      steps,
      output: { format: "raw" },
    });
    assertEquals([image.widthPx, image.heightPx, image.isOpaque], [40, 40, true]);
    const along = (y: number) => [4, 14, 24, 35].map((x) => colourAt(image, x, y)).join("");
    assertEquals([along(20), along(1), along(38)], [seen, seen, seen]);
  });
}

Deno.test("fitSteps() tells extend from stretch: a disc stays round", async () => {
  const disc =
    '<rect width="40" height="20" fill="#000"/><circle cx="20" cy="10" r="8" fill="#fff"/>';
  const { bytes } = await drawPicture(raster, WIDE, disc);
  const heights = await Promise.all((["stretch", "crop", "extend"] as const).map(async (fit) => {
    const image = await raster.run({
      source: { kind: "encoded", bytes },
      steps: fitSteps(WIDE, SQUARE, fit),
      output: { format: "raw" },
    });
    return Array.from({ length: 40 }, (_, y) => pixelAt(image, 20, y)[0])
      .filter((level) => level > 128).length;
  }));
  assertEquals(heights.map((height) => height > 24), [true, true, false]);
});

Deno.test("fitSteps() does nothing to a picture that fits", () => {
  assertEquals(fitSteps(WIDE, WIDE, "extend"), []);
});

Deno.test("fitSteps() fills odd sizes to the pixel", async () => {
  const { bytes } = await drawPicture(raster, WIDE, STRIPES);
  for (const to of [{ widthPx: 33, heightPx: 77 }, { widthPx: 97, heightPx: 31 }]) {
    const image = await raster.run({
      source: { kind: "encoded", bytes },
      steps: fitSteps(WIDE, to, "extend"),
      output: { format: "raw" },
    });
    assertEquals([image.widthPx, image.heightPx], [to.widthPx, to.heightPx]);
  }
});
