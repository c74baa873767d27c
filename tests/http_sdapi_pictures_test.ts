/**
 * Enlarging pictures, and reading what they tell, by the Stable Diffusion WebUI's API.
 *
 * @module
 */

import { z } from "zod";
import { fromBase64, toBase64 } from "../images/base64.ts";
import { readMedia } from "../images/media.ts";
import { readPictureText, writePictureText } from "../images/picture_text.ts";
import { SdapiError } from "../routes/schemas/sdapi.ts";
import { warningsOf } from "./answers.ts";
import { assert, assertEquals, assertMatch } from "./assert.ts";
import { doorForTests } from "./door.ts";
import { drawPicture, makePicture, pixelAt, pixelsOf, rasterForTests } from "./pictures.ts";

const SINGLE = "/sdapi/v1/extra-single-image";
const BATCH = "/sdapi/v1/extra-batch-images";
const PNG_INFO = "/sdapi/v1/png-info";
const tests = doorForTests();
const raster = rasterForTests();

/** 20x10: red and blue. */
const HALVES = '<rect width="10" height="10" fill="#f00"/>' +
  '<rect x="10" width="10" height="10" fill="#00f"/>';

async function halves(): Promise<string> {
  return toBase64((await drawPicture(raster, { widthPx: 20, heightPx: 10 }, HALVES)).bytes);
}

async function enlarge(body: Record<string, unknown>) {
  const response = await tests.door.post(SINGLE, { image: await halves(), ...body });
  assertEquals(response.status, 200, await response.clone().text());
  const { image } = z.strictObject({ html_info: z.string(), image: z.string() })
    .parse(await response.json());
  const bytes = fromBase64(image) ?? new Uint8Array();
  const pixels = await pixelsOf(raster, { bytes, mediaType: "image/png" });
  return { response, bytes, pixels, size: `${pixels.widthPx}x${pixels.heightPx}` };
}

/** Settings, and the size that they give. */
const SIZES: readonly (readonly [Record<string, unknown>, string])[] = [
  [{ upscaler_1: "Lanczos" }, "40x20"],
  [{ upscaler_1: "Nearest", upscaling_resize: 3.5 }, "70x35"],
  [{ upscaler_1: "None", upscaling_resize: 4 }, "20x10"],
  [{ upscaling_resize: 4 }, "20x10"],
  [{
    upscaler_1: "Lanczos",
    resize_mode: 1,
    upscaling_resize_w: 50,
    upscaling_resize_h: 50,
  }, "50x50"],
  [{
    upscaler_1: "Lanczos",
    resize_mode: 1,
    upscaling_resize_w: 50,
    upscaling_resize_h: 50,
    upscaling_crop: false,
  }, "100x50"],
];

for (const [body, expected] of SIZES) {
  Deno.test(`extra-single-image makes ${expected} of 20x10 with ${JSON.stringify(body)}`, async () => {
    assertEquals((await enlarge(body)).size, expected);
  });
}

Deno.test("Nearest keeps hard edges, Lanczos does not, and two can be blended", async () => {
  const beside = async (body: Record<string, unknown>) => {
    const { pixels } = await enlarge({ upscaling_resize: 8, ...body });
    return pixelAt(pixels, 79, 40);
  };
  assertEquals(await beside({ upscaler_1: "nearest" }), [255, 0, 0, 255]);
  const [, , soft] = await beside({ upscaler_1: "Lanczos" });
  assert(soft > 10, `${soft}`);
  const [, , blended] = await beside({
    upscaler_1: "Nearest",
    upscaler_2: "Lanczos",
    extras_upscaler_2_visibility: 0.5,
  });
  assert(blended > 0 && blended < soft, `${blended} of ${soft}`);
});

Deno.test("extra-single-image names what is not here, and does what is", async () => {
  const { size, response } = await enlarge({ upscaler_1: "R-ESRGAN 4x+", gfpgan_visibility: 0.5 });
  assertEquals(size, "40x20");
  assertEquals(warningsOf(response), [
    'upscaler_1 mapped: "R-ESRGAN 4x+" is not known here, so Lanczos is taken',
    "gfpgan_visibility dropped: faces cannot be restored here",
  ]);
});

Deno.test("extra-single-image keeps the text of how the picture was made", async () => {
  const { bytes } = await drawPicture(raster, { widthPx: 20, heightPx: 10 }, HALVES);
  const image = toBase64(writePictureText({ bytes, mediaType: "image/png" }, "灯塔\nSteps: 1"));
  const large = await enlarge({ image, upscaler_1: "Lanczos" });
  assertEquals(readPictureText(large.bytes).text, "灯塔\nSteps: 1");
});

Deno.test("extra-single-image makes no more pixels than it can bear", async () => {
  const large = await makePicture(raster, { widthPx: 1_500, heightPx: 1_500 });
  const response = await tests.door.post(SINGLE, {
    image: toBase64(large.bytes),
    upscaler_1: "Lanczos",
    upscaling_resize: 4,
  });
  assertEquals(response.status, 422);
  assertMatch(
    SdapiError.parse(await response.json()).detail,
    /image would become 6000x6000 pixels: use a smaller upscaling_resize.* 16\.8 million/,
  );
});

Deno.test("extra-batch-images enlarges each, under either name of the list", async () => {
  const lists = [
    { imageList: [{ data: await halves(), name: "a" }, { data: await halves(), name: "b" }] },
    { image_list: [{ image: await halves(), name: "a" }, { image: await halves(), name: "b" }] },
  ];
  for (const list of lists) {
    const response = await tests.door.post(BATCH, { ...list, upscaler_1: "Lanczos" });
    assertEquals(response.status, 200, await response.clone().text());
    const { images } = z.strictObject({ html_info: z.string(), images: z.array(z.string()) })
      .parse(await response.json());
    const sizes = images.map((image) => readMedia(fromBase64(image) ?? new Uint8Array())?.widthPx);
    assertEquals(sizes, [40, 40]);
  }
});

Deno.test("pictures that cannot be enlarged are named", async () => {
  const cases = [
    [SINGLE, {}, /^image is missing/],
    [SINGLE, { image: "aGVsbG8=" }, /^Invalid encoded image: image looks like a text/],
    [BATCH, { imageList: [] }, /^imageList is \[\]/],
    [BATCH, { imageList: [{ data: await halves() }, { data: "%%" }] }, /imageList\[1\] is "%%"/],
    [BATCH, { imageList: [{ name: "a" }] }, /^imageList\[0\]\.data/],
  ] as const;
  for (const [path, body, message] of cases) {
    const response = await tests.door.post(path, { upscaler_1: "Lanczos", ...body });
    assertEquals(response.status, 422);
    assertMatch(SdapiError.parse(await response.json()).detail, message);
  }
});

const Info = z.strictObject({
  info: z.string(),
  items: z.record(z.string(), z.string()),
  parameters: z.record(z.string(), z.string()),
});

Deno.test("png-info reads back what txt2img wrote, in every format", async () => {
  for (const samples_format of ["png", "jpg", "webp"]) {
    const drawn = await tests.door.post("/sdapi/v1/txt2img", {
      prompt: "灯塔 at dusk",
      negative_prompt: "fog",
      width: 128,
      height: 64,
      seed: 5,
      override_settings: { samples_format },
    });
    const { images, info } = z.object({ images: z.array(z.string()), info: z.string() })
      .parse(await drawn.json());
    const response = await tests.door.post(PNG_INFO, { image: images[0] });
    const answer = Info.parse(await response.json());
    assertEquals(answer.info, JSON.parse(info).infotexts[0]);
    assertEquals(answer.parameters["Prompt"], "灯塔 at dusk");
    assertEquals(answer.parameters["Negative prompt"], "fog");
    assertEquals([answer.parameters["Size-1"], answer.parameters["Size-2"]], ["128", "64"]);
    assertEquals(answer.parameters["Seed"], "5");
  }
});

Deno.test("png-info answers an empty text for a picture that tells nothing", async () => {
  const image = `data:image/png;base64,${await halves()}`;
  const response = await tests.door.post(PNG_INFO, { image });
  assertEquals(Info.parse(await response.json()), { info: "", items: {}, parameters: {} });
});

Deno.test("png-info refuses what is no picture", async () => {
  for (const image of [toBase64(new TextEncoder().encode("hello")), "%%%", ""]) {
    const response = await tests.door.post(PNG_INFO, { image });
    assertEquals(response.status, 422);
    assertMatch(SdapiError.parse(await response.json()).detail, /image /);
  }
});
