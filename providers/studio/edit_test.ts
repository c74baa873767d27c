import type { EncodedImage } from "../../images/request.ts";
import {
  assert,
  assertAlmostEquals,
  assertEquals,
  assertGreater,
  assertLess,
} from "../../tests/assert.ts";
import {
  differenceOf,
  drawPicture,
  meanOf,
  pixelAt,
  rasterForTests,
} from "../../tests/pictures.ts";
import { type Edit, editLayer } from "./edit.ts";

const raster = rasterForTests();
const SIZE = { widthPx: 80, heightPx: 80 };
/** A blue sky, a green field, a red house. */
const SCENE = '<rect width="80" height="80" fill="#4aa0e0"/>' +
  '<rect y="48" width="80" height="32" fill="#3f9a4a"/>' +
  '<rect x="25" y="32" width="24" height="24" fill="#c03a2a"/>';
/** Opaque but for a square in the middle. */
const MASK = '<path fill-rule="evenodd" d="M0 0h80v80H0zM24 24h32v36H24z"/>';

Deno.test("editLayer() changes the picture for every word it knows", async () => {
  const before = await edit("", { strength: 0 });
  const prompts = [
    "watercolor",
    "油画",
    "pixel art",
    "pencil sketch",
    "posterize",
    "cyberpunk",
    "blur it",
    "invert",
    "黑白",
    "sepia",
    "warmer",
    "更冷",
    "brighter",
    "变暗",
    "make it blue",
    "at night",
    "sunset",
    "vintage",
    "more contrast",
    "snow",
    "下雨",
    "glitch",
    "mirror it",
    "line art",
    "lego",
    "low poly",
    "woodcut",
    "autumn",
    "glow",
    "something unknown",
  ];
  for (const prompt of prompts) {
    assertGreater(differenceOf(before, await edit(prompt)), 0.4, prompt);
  }
});

Deno.test("editLayer() does what the word says", async () => {
  const before = meanOf(await edit("", { strength: 0 }));
  const [blue, bright, dark, warm] = await Promise.all(
    ["make it blue", "brighter", "darker", "warmer"].map(async (prompt) =>
      meanOf(await edit(prompt))
    ),
  );
  assert(blue && bright && dark && warm, "four pictures");
  assertGreater(blue[2] - blue[0], before[2] - before[0]);
  assertGreater(bright[1], before[1]);
  assertLess(dark[1], before[1]);
  assertGreater(warm[0] - warm[2], before[0] - before[2]);
});

Deno.test("editLayer() takes all colour out for black and white", async () => {
  const [red, green, blue] = pixelAt(await edit("black and white"), 40, 44);
  assertAlmostEquals(red, green, 2);
  assertAlmostEquals(green, blue, 2);
});

Deno.test("editLayer() combines what several words ask for", async () => {
  const [both, one] = [await edit("invert and blur"), await edit("invert")];
  assertGreater(differenceOf(both, one), 0.4);
});

Deno.test("editLayer() goes as far as the strength allows", async () => {
  const [none, half, full] = [
    await edit("invert", { strength: 0 }),
    await edit("invert", { strength: 0.5 }),
    await edit("invert", { strength: 1 }),
  ];
  const original = await raster.run({
    source: { kind: "encoded", bytes: (await scene()).bytes },
    output: { format: "raw" },
  });
  assertEquals(differenceOf(none, original), 0);
  assertAlmostEquals(differenceOf(half, none) * 2, differenceOf(full, none), 2);
});

Deno.test("editLayer() keeps every pixel that the mask covers", async () => {
  const mask = await drawPicture(raster, SIZE, MASK);
  const before = await edit("", { strength: 0 });
  for (const prompt of ["invert", "a cat", "remove the house", "a city at night", "anything"]) {
    const after = await edit(prompt, { mask });
    let changed = 0;
    for (let y = 0; y < 80; y++) {
      for (let x = 0; x < 80; x++) {
        const inHole = x >= 24 && x < 56 && y >= 24 && y < 60;
        const same = String(pixelAt(after, x, y)) === String(pixelAt(before, x, y));
        if (!inHole) assert(same, `${prompt}: pixel ${x}, ${y}`);
        else if (!same) changed++;
      }
    }
    assertGreater(changed, 32 * 36 / 3, prompt);
  }
});

Deno.test("editLayer() heals the hole with the colours around it", async () => {
  const mask = await drawPicture(raster, SIZE, MASK);
  const [red, , blue] = pixelAt(await edit("remove the house", { mask }), 40, 36);
  assertGreater(blue, red); // the red house has gone
});

Deno.test("editLayer() changes nothing where a mask has no hole", async () => {
  const mask = await drawPicture(raster, SIZE, '<rect width="80" height="80"/>');
  const after = await edit("invert", { mask });
  assertEquals(differenceOf(after, await edit("", { strength: 0 })), 0);
});

Deno.test("editLayer() lays further inputs into the first", async () => {
  const white = await drawPicture(raster, SIZE, '<rect width="80" height="80" fill="#ff00ff"/>');
  const before = await edit("", { strength: 0 });
  const collage = await edit("together", { inputs: [await scene(), white], strength: 0 });
  const merged = await edit("blend them", { inputs: [await scene(), white], strength: 0 });
  assertEquals(pixelAt(collage, 5, 5), pixelAt(before, 5, 5));
  assertEquals(pixelAt(collage, 66, 64), [255, 0, 255, 255]);
  assertGreater(pixelAt(merged, 5, 5)[0], pixelAt(before, 5, 5)[0] + 50);
});

Deno.test("editLayer() gives the size asked for, cropping rather than distorting", async () => {
  const picture = await edit("invert", { size: { widthPx: 64, heightPx: 100 } });
  assertEquals([picture.widthPx, picture.heightPx], [64, 100]);
});

function scene(): Promise<EncodedImage> {
  return drawPicture(raster, SIZE, SCENE);
}

async function edit(prompt: string, more: Partial<Edit> = {}) {
  const layer = await editLayer(raster, {
    prompt,
    negativePrompt: "",
    seed: 1,
    size: SIZE,
    detail: 1,
    inputs: [await scene()],
    mask: undefined,
    strength: 1,
    ...more,
  }, {});
  return await raster.run({ ...layer, output: { format: "raw" } });
}
