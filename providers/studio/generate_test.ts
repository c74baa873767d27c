import fc from "fast-check";
import {
  assert,
  assertEquals,
  assertGreater,
  assertLess,
  assertNotEquals,
  assertNotMatch,
} from "../../tests/assert.ts";
import { differenceOf, meanOf, pixelAt, rasterForTests } from "../../tests/pictures.ts";
import { composeSvg } from "./compose.ts";
import { type Generation, generationLayer, roughLayer } from "./generate.ts";
import { GROUNDS, LOOKS, readScene, SUBJECTS } from "./scene.ts";

const raster = rasterForTests();
const SIZE = { widthPx: 96, heightPx: 96 };

Deno.test("generationLayer() gives the same bytes for the same prompt, seed and size", async () => {
  const [one, other] = [await encode("a lighthouse at dusk"), await encode("a lighthouse at dusk")];
  assertEquals(one, other);
});

Deno.test("generationLayer() differs between seeds and between prompts", async () => {
  const first = await draw("mountains at dawn");
  assertGreater(differenceOf(first, await draw("mountains at dawn", { seed: 2 })), 2);
  assertGreater(differenceOf(first, await draw("a city at night")), 10);
});

Deno.test("generationLayer() follows colour words", async () => {
  for (const [blue, red] of [["a blue forest", "a red forest"], ["蓝色的海", "红色的海"]]) {
    const [inBlue, inRed] = [meanOf(await draw(blue ?? "")), meanOf(await draw(red ?? ""))];
    assertGreater(inBlue[2] - inBlue[0], 25, blue);
    assertGreater(inRed[0] - inRed[2], 25, red);
  }
});

Deno.test("generationLayer() is darker at night than by day", async () => {
  const [night, day] = [
    meanOf(await draw("a field at night")),
    meanOf(await draw("a field by day")),
  ];
  assertLess(night[1] + 60, day[1]);
});

Deno.test("generationLayer() draws each look differently", async () => {
  const pictures = await Promise.all(
    LOOKS.map((look) => draw(`a house, ${WORD_OF[look] ?? look}`)),
  );
  pictures.forEach((picture, i) =>
    pictures.slice(0, i).forEach((other, k) =>
      assertGreater(differenceOf(picture, other), 1, `${LOOKS[i]} and ${LOOKS[k]}`)
    )
  );
});

Deno.test("generationLayer() leaves the background clear when asked to", async () => {
  for (const subject of SUBJECTS) {
    const picture = await draw(subject, { transparent: true });
    assertEquals(picture.isOpaque, false, subject);
    assertEquals(pixelAt(picture, 0, 0)[3], 0, subject);
    assertGreater(meanOf(picture)[3], 8, subject);
  }
});

Deno.test("generationLayer() is opaque otherwise, whatever is drawn", async () => {
  for (const prompt of [...GROUNDS, ...SUBJECTS, "abstract", "fog", "lego cat", "emoji"]) {
    assertEquals((await draw(prompt)).isOpaque, true, prompt);
  }
});

Deno.test("generationLayer() has every size that is asked for", async () => {
  for (const [widthPx, heightPx] of [[64, 64], [200, 64], [64, 211]] as const) {
    for (const prompt of ["a lighthouse", "a cat, pixel art", "abstract"]) {
      const picture = await draw(prompt, { size: { widthPx, heightPx } });
      assertEquals([picture.widthPx, picture.heightPx], [widthPx, heightPx]);
    }
  }
});

Deno.test("generationLayer() draws stronger colours for vivid than for natural", async () => {
  const prompt = "a red house in a green field by day";
  const [vivid, natural] = [
    colourfulness(await draw(prompt, { colourfulness: "vivid" })),
    colourfulness(await draw(prompt, { colourfulness: "natural" })),
  ];
  assertGreater(vivid, natural * 1.2);
});

Deno.test("roughLayer() comes nearer to the picture as it goes on", async () => {
  const finished = await draw("a castle at dusk", { size: { widthPx: 256, heightPx: 256 } });
  const rough = await Promise.all([0.1, 0.9].map(async (progress) => {
    const generation = generationOf("a castle at dusk", { size: { widthPx: 256, heightPx: 256 } });
    const layer = roughLayer(generation, progress);
    return differenceOf(finished, await raster.run({ ...layer, output: { format: "raw" } }));
  }));
  assertGreater(rough[0] ?? 0, rough[1] ?? 0);
});

Deno.test("composeSvg() draws every scene on every canvas without a slip", () => {
  const subjects = fc.constantFrom("", ...SUBJECTS);
  const grounds = fc.constantFrom("", ...GROUNDS, "geometric");
  const extras = fc.constantFrom(
    "",
    "snow",
    "rain fog",
    "aurora",
    "autumn clouds",
    "art deco",
    "minimal",
  );
  const sides = fc.integer({ min: 64, max: 2048 });
  const scenes = fc.record({
    subjects,
    grounds,
    extras,
    widthPx: sides,
    heightPx: sides,
    seed: fc.nat(),
  });
  fc.assert(
    fc.property(scenes, (one) => {
      const { widthPx, heightPx, seed } = one;
      const prompt = `${one.subjects} ${one.grounds} ${one.extras}`;
      const svg = composeSvg({ ...generationOf(prompt), size: { widthPx, heightPx }, seed });
      assertNotMatch(svg, /NaN|undefined|Infinity/, prompt);
      assert(svg.endsWith("</svg>"), prompt);
    }),
    { numRuns: 30 },
  );
});

Deno.test("composeSvg() draws more at a higher quality", () => {
  const lengths = ([0, 1, 2] as const).map((detail) =>
    composeSvg({ ...generationOf("a city by the sea at night"), detail }).length
  );
  assertLess(lengths[0] ?? 0, lengths[1] ?? 0);
  assertLess(lengths[1] ?? 0, lengths[2] ?? 0);
});

Deno.test("composeSvg() uses the seed and nothing else for chance", () => {
  const svgs = [1, 1, 2].map((seed) => composeSvg(generationOf("a forest", { seed })));
  assertEquals(svgs[0], svgs[1]);
  assertNotEquals(svgs[0], svgs[2]);
});

/** What to say for a look whose name is not itself a word. */
const WORD_OF: Readonly<Record<string, string>> = {
  oil: "oil painting",
  lineart: "line art",
  lowpoly: "low poly",
  deco: "art deco",
  popart: "pop art",
  mono: "monochrome",
};

function generationOf(prompt: string, more: Partial<Generation> = {}): Generation {
  return {
    scene: readScene(prompt),
    seed: 1,
    size: SIZE,
    detail: 1,
    transparent: false,
    colourfulness: "plain",
    ...more,
  };
}

function draw(prompt: string, more: Partial<Generation> = {}) {
  const layer = generationLayer(generationOf(prompt, more));
  return raster.run({ ...layer, output: { format: "raw" } });
}

async function encode(prompt: string): Promise<Uint8Array> {
  const layer = generationLayer(generationOf(prompt));
  return (await raster.run({ ...layer, output: { format: "png" } })).bytes;
}

/** The mean distance between a pixel's strongest and weakest colour. */
function colourfulness({ bytes }: { readonly bytes: Uint8Array }): number {
  let sum = 0;
  for (let i = 0; i < bytes.length; i += 4) {
    const colours = bytes.subarray(i, i + 3);
    sum += Math.max(...colours) - Math.min(...colours);
  }
  return sum * 4 / bytes.length;
}
