/**
 * `txt2img` and `img2img` of the Stable Diffusion WebUI's API.
 *
 * @module
 */

import { z } from "zod";
import { fromBase64, toBase64 } from "../images/base64.ts";
import { readMedia } from "../images/media.ts";
import { readPictureText } from "../images/picture_text.ts";
import type { EncodedImage } from "../images/request.ts";
import { SdapiError } from "../routes/schemas/sdapi.ts";
import { warningsOf } from "./answers.ts";
import { assert, assertEquals, assertMatch, assertObjectMatch } from "./assert.ts";
import { doorForTests } from "./door.ts";
import { png } from "./fakes/scripted_provider.ts";
import { drawPicture, pixelAt, pixelsOf, rasterForTests } from "./pictures.ts";

const TXT2IMG = "/sdapi/v1/txt2img";
const IMG2IMG = "/sdapi/v1/img2img";
const tests = doorForTests({ env: { DEFAULT_MODEL: "easel" } });
const raster = rasterForTests();
const init = toBase64(png({ widthPx: 64, heightPx: 64 }).bytes);

const Answer = z.strictObject({
  images: z.array(z.string()),
  parameters: z.record(z.string(), z.unknown()),
  info: z.string(),
});

const Info = z.object({
  prompt: z.string(),
  all_prompts: z.array(z.string()),
  negative_prompt: z.string(),
  all_negative_prompts: z.array(z.string()),
  seed: z.number(),
  all_seeds: z.array(z.number()),
  all_subseeds: z.array(z.number()),
  width: z.number(),
  height: z.number(),
  sampler_name: z.string(),
  cfg_scale: z.number(),
  steps: z.number(),
  batch_size: z.number(),
  sd_model_name: z.string(),
  sd_model_hash: z.string(),
  denoising_strength: z.number().nullable(),
  index_of_first_image: z.literal(0),
  infotexts: z.array(z.string()),
  styles: z.array(z.string()),
  job_timestamp: z.string().regex(/^\d{14}$/),
  clip_skip: z.number(),
  version: z.string(),
});

async function draw(body: Record<string, unknown>, path = TXT2IMG) {
  const response = await tests.door.post(path, { width: 64, height: 64, ...body });
  assertEquals(response.status, 200, await response.clone().text());
  const answer = Answer.parse(await response.clone().json());
  const pictures = answer.images.map((image): EncodedImage => {
    assert(!image.startsWith("data:"), "raw base64");
    const bytes = fromBase64(image) ?? new Uint8Array();
    const media = readMedia(bytes);
    assert(media);
    return { bytes, mediaType: media.mediaType };
  });
  return { ...answer, info: Info.parse(JSON.parse(answer.info)), pictures, response };
}

async function refusalOf(body: unknown, path = TXT2IMG) {
  const response = await tests.door.post(path, body);
  const error = z.strictObject(SdapiError.shape).parse(await response.json());
  return { status: response.status, ...error };
}

function sent() {
  const request = tests.door.easel.requests.at(-1);
  assert(request);
  return request;
}

Deno.test("txt2img draws 512x512 unless told otherwise, and tells how", async () => {
  const response = await tests.door.post(TXT2IMG, { prompt: "a pear", seed: 7 });
  const { images, info } = Answer.parse(await response.json());
  assertEquals(images.length, 1);
  assertEquals(sent().size, { widthPx: 512, heightPx: 512 });
  assertObjectMatch(Info.parse(JSON.parse(info)), {
    prompt: "a pear",
    all_prompts: ["a pear"],
    seed: 7,
    all_seeds: [7],
    width: 512,
    height: 512,
    sampler_name: "Euler",
    sd_model_name: "easel",
    denoising_strength: null,
  });
  assertEquals(warningsOf(response), []);
});

Deno.test("txt2img with seed -1 tells the seed that was really used, for every picture", async () => {
  const { info, images } = await draw({ prompt: "a pear", seed: -1, batch_size: 2, n_iter: 2 });
  assertEquals(images.length, 4);
  const used = tests.door.easel.requests.slice(-4).map(({ seed }) => seed);
  assertEquals(info.all_seeds.toSorted((a, b) => a - b), used.toSorted((a, b) => a - b));
  assertEquals(info.seed, info.all_seeds[0]);
  assert(info.seed >= 0);
  assertEquals([info.infotexts.length, info.all_prompts.length], [4, 4]);
  info.infotexts.forEach((text, k) => assertMatch(text, new RegExp(`Seed: ${info.all_seeds[k]},`)));
});

Deno.test("txt2img answers with the seeds of the pictures that came, when some did not", async () => {
  const { info, images, response } = await draw({ prompt: "half", seed: 4, batch_size: 3 });
  assertEquals([images.length, info.all_seeds], [2, [4, 6]]);
  assertMatch(warningsOf(response).join(), /1 of 3/);
});

Deno.test("txt2img puts the text into each picture, in any script", async () => {
  const prompt = "海边的灯塔, a (red:1.2) boat";
  const { info, pictures } = await draw({
    prompt,
    negative_prompt: "雾",
    steps: 20,
    cfg_scale: 4.5,
  });
  const text = readPictureText(pictures[0]?.bytes ?? new Uint8Array()).text;
  assertEquals(text, info.infotexts[0]);
  assertMatch(
    text ?? "",
    /^海边的灯塔, a \(red:1\.2\) boat\nNegative prompt: 雾\nSteps: 20, Sampler: Euler, Schedule type: Automatic, CFG scale: 4\.5, Seed: \d+, Size: 64x64, Model hash: [0-9a-f]{10}, Model: easel, Version: Darkroom /,
  );
});

Deno.test("txt2img delivers the format of the options, with the text where the format has room", async () => {
  for (const [samples_format, type] of [["png", "png"], ["jpg", "jpeg"], ["webp", "webp"]]) {
    const { info, pictures } = await draw({
      prompt: "a pear",
      override_settings: { samples_format },
    });
    assertEquals(pictures[0]?.mediaType, `image/${type}`);
    assertEquals(readPictureText(pictures[0]?.bytes ?? new Uint8Array()).text, info.infotexts[0]);
  }
  const { pictures } = await draw({ prompt: "p", override_settings: { enable_pnginfo: false } });
  assertEquals(readPictureText(pictures[0]?.bytes ?? new Uint8Array()).text, undefined);
});

Deno.test("txt2img leaves the pictures out on request, and tells of them all the same", async () => {
  const { images, info } = await draw({ prompt: "a pear", send_images: false });
  assertEquals([images.length, info.all_seeds.length], [0, 1]);
});

Deno.test("txt2img echoes the fields that it knows, and says which it ignored", async () => {
  const { parameters, response } = await draw({
    prompt: "a pear",
    steps: "12",
    auth: "user:secret",
    url: "http://x",
    restore_faces: true,
    tiling: false,
    hr_upscaler: "Latent",
  });
  assertObjectMatch(parameters, { prompt: "a pear", steps: 12, n_iter: 1, negative_prompt: "" });
  assert(!JSON.stringify(parameters).includes("secret"));
  const warnings = warningsOf(response);
  assertEquals(warnings.filter((warning) => /^(auth|url) ignored/.test(warning)).length, 2);
  assert(warnings.some((warning) => /^restore_faces dropped/.test(warning)));
  assert(warnings.some((warning) => /^steps dropped: easel/.test(warning)));
  assert(!warnings.some((warning) => /^tiling/.test(warning)));
});

Deno.test("txt2img takes camelCase, nulls, empty texts and texts for numbers", async () => {
  const { info } = await draw({
    prompt: "a pear",
    cfgScale: "3",
    sampler_name: "",
    sampler_index: "",
    negative_prompt: null,
    styles: null,
    denoising_strength: null,
    override_settings: { sd_model_checkpoint: "", sd_vae: null },
    alwayson_scripts: {},
    script_args: [],
    script_name: "",
  });
  assertEquals([info.cfg_scale, info.sampler_name, info.styles], [3, "Euler", []]);
});

Deno.test("txt2img takes an empty prompt, as A1111 does", async () => {
  const { info } = await draw({});
  assertEquals(info.prompt, "");
});

Deno.test("txt2img reads JSON whatever it is called", async () => {
  for (const type of [undefined, "text/plain", "application/x-www-form-urlencoded"]) {
    const body = new Blob([JSON.stringify({ prompt: "p", width: 64, height: 64 })]);
    const response = await tests.door.app.request(TXT2IMG, {
      method: "POST",
      body,
      ...(type ? { headers: { "content-type": type } } : {}),
    });
    assertEquals(response.status, 200, await response.text());
  }
});

Deno.test("unknown samplers become the default one, and known ones reach the model", async () => {
  const cases: readonly (readonly [Record<string, string>, string | undefined, string])[] = [
    [{ sampler_name: "DPM++ 2M", scheduler: "karras" }, "DPM++ 2M Karras", "DPM++ 2M"],
    [{ sampler_name: "DPM++ 2M Karras" }, "DPM++ 2M Karras", "DPM++ 2M"],
    [{ sampler_index: "k_euler_a", scheduler: "Automatic" }, "Euler a", "Euler a"],
    [{ sampler_name: "Warp 9" }, undefined, "Euler"],
    [{}, undefined, "Euler"],
  ];
  for (const [fields, wire, shown] of cases) {
    const { info, response } = await draw({ prompt: "p", ...fields });
    assertEquals([sent().sampler, info.sampler_name], [wire, shown]);
    assertEquals(
      warningsOf(response).some((warning) => /^sampler_name mapped: "Warp 9"/.test(warning)),
      fields.sampler_name === "Warp 9",
    );
  }
});

Deno.test("styles become words before the prompt; unknown ones are named", async () => {
  const { info, response } = await draw({
    prompt: "a pear",
    styles: ["anime", "oil-painting", "x"],
  });
  assertEquals(sent().prompt, "anime style, oil painting style, a pear");
  assertEquals(info.styles, ["anime", "oil-painting", "x"]);
  assertEquals(warningsOf(response), ['styles: "x" ignored: no such style']);
});

Deno.test("LoRA tags are left out, with a warning, for a model that takes none", async () => {
  const { response } = await draw({ prompt: "a pear <lora:detail:0.8>, ripe" });
  assertEquals(sent().prompt, "a pear, ripe");
  assertMatch(warningsOf(response).join(), /<lora:detail:0\.8> dropped/);
});

Deno.test("enable_hr draws at the larger size at once", async () => {
  const sizes: readonly (readonly [Record<string, number>, string])[] = [
    [{}, "128x128"],
    [{ hr_scale: 1.5 }, "96x96"],
    [{ hr_resize_x: 192, hr_resize_y: 128 }, "192x128"],
    [{ hr_resize_x: 192 }, "192x192"],
  ];
  for (const [fields, size] of sizes) {
    const { info } = await draw({
      prompt: "p",
      enable_hr: true,
      denoising_strength: 0.5,
      ...fields,
    });
    assertEquals(`${info.width}x${info.height}`, size);
    assertMatch(info.infotexts[0] ?? "", new RegExp(`Hires resize: ${size}`));
  }
});

Deno.test("a size that the model cannot make is mapped, and the answer tells the real one", async () => {
  const { info, response } = await draw({ prompt: "p", width: 2_048, height: 1_024 });
  assertEquals([info.width, info.height], [512, 256]);
  assertMatch(warningsOf(response).join(), /size mapped: 2048x1024 to 512x256/);
});

Deno.test("override_settings choose the model for one call", async () => {
  const { info } = await draw({
    prompt: "p",
    override_settings: { sd_model_checkpoint: "studio" },
  });
  assertEquals(info.sd_model_name, "studio");
  assertEquals((await draw({ prompt: "p" })).info.sd_model_name, "easel");
});

/** Bodies at fault, with the status and words of the answer. */
const BAD: Readonly<Record<string, readonly [unknown, number, RegExp, string?]>> = {
  "too many pictures": [
    { batch_size: 4, n_iter: 3 },
    422,
    /^batch_size is 4 and n_iter is 3: .*10/,
  ],
  "a word for steps": [{ steps: "many" }, 422, /^steps is "many": use a whole number/],
  "a side of nothing": [{ width: 0 }, 422, /^width is 0/],
  "styles that are no names": [{ styles: [3] }, 422, /^styles/],
  "an unknown checkpoint": [
    { override_settings: { sd_model_checkpoint: "nobody" } },
    404,
    /^Model not found: .*"nobody"/,
  ],
  "a script": [{ script_name: "X/Y/Z plot" }, 422, /^Script 'X\/Y\/Z plot' not found$/],
  "an always-on script": [
    { alwayson_scripts: { ADetailer: { args: [] } } },
    422,
    /^always on script ADetailer not found$/,
  ],
  "no JSON": ["{", 422, /JSON/],
  "img2img without a picture": [{ prompt: "p" }, 404, /^Init image not found$/, IMG2IMG],
  "img2img with an empty list": [{ init_images: [] }, 404, /^Init image not found$/, IMG2IMG],
  "img2img with a text": [
    { init_images: ["aGVsbG8="] },
    422,
    /^Invalid encoded image: init_images\[0\] looks like a text/,
    IMG2IMG,
  ],
  "img2img with an address of this machine": [
    { init_images: ["http://127.0.0.1:1/a.png"] },
    422,
    /^Invalid image url: init_images\[0\] .*not a public address/,
    IMG2IMG,
  ],
  "img2img with a mask of nothing": [
    { init_images: [init], mask: init, inpainting_mask_invert: 2 },
    422,
    /^inpainting_mask_invert is 2/,
    IMG2IMG,
  ],
  "img2img by a model that only draws": [
    { init_images: [init], override_settings: { sd_model_checkpoint: "org/brush:free" } },
    422,
    /cannot do "edit"/,
    IMG2IMG,
  ],
  "a refused prompt": [{ prompt: "refuse this" }, 400, /refused by the upstream/],
  "a broken upstream": [{ prompt: "break" }, 500, /could not draw/],
};

for (const [what, [body, status, detail, path]] of Object.entries(BAD)) {
  Deno.test(`A1111's four keys answer ${what}`, async () => {
    const refusal = await refusalOf(body, path);
    assertEquals(refusal.status, status, refusal.detail);
    assertMatch(refusal.detail, detail);
  });
}

Deno.test("img2img takes base64, data URLs and a denoising strength", async () => {
  for (const picture of [init, `data:image/png;base64,${init}`]) {
    const { info, parameters } = await draw(
      { prompt: "blue", init_images: [picture], denoising_strength: 0.4 },
      IMG2IMG,
    );
    assertObjectMatch(sent(), { operation: "edit", strength: 0.4 });
    assertEquals(info.denoising_strength, 0.4);
    assertEquals([parameters.init_images, parameters.mask], [null, null]);
  }
  await draw({ prompt: "blue", init_images: [init] }, IMG2IMG);
  assertEquals(sent().strength, 0.75);
});

Deno.test("img2img echoes its pictures on request, and works on the first of several", async () => {
  const { parameters, response } = await draw(
    { prompt: "blue", init_images: [init, init], include_init_images: true },
    IMG2IMG,
  );
  assertEquals(parameters.init_images, [init, init]);
  assertEquals(sent().inputs.length, 1);
  assertMatch(warningsOf(response).join(), /init_images holds 2 pictures/);
});

/** 128x64: red, green, green, blue. */
const STRIPES = '<rect width="32" height="64" fill="#f00"/>' +
  '<rect x="32" width="64" height="64" fill="#0f0"/>' +
  '<rect x="96" width="32" height="64" fill="#00f"/>';
const MODES = [[0, "rggb", "rggb"], [1, "gggg", "gggg"], [2, "rggb", "rggb"], [3, "rggb", "rggb"]];

for (const [mode, middle, top] of MODES) {
  Deno.test(`resize_mode ${mode} brings the picture to the size drawn`, async () => {
    const stripes = await drawPicture(raster, { widthPx: 128, heightPx: 64 }, STRIPES);
    await draw(
      { prompt: "p", init_images: [toBase64(stripes.bytes)], resize_mode: mode },
      IMG2IMG,
    );
    const [input] = sent().inputs;
    assert(input);
    const pixels = await pixelsOf(raster, input);
    assertEquals([pixels.widthPx, pixels.heightPx], [64, 64]);
    const row = (y: number) =>
      [5, 24, 40, 59].map((x) => {
        const [red, green, blue] = pixelAt(pixels, x, y);
        return red > 200 ? "r" : green > 200 ? "g" : blue > 200 ? "b" : "?";
      }).join("");
    assertEquals([row(32), row(2)], [middle, top]);
  });
}

const HALF = '<rect width="64" height="64" fill="#000"/><rect width="32" height="64" fill="#fff"/>';

for (const [invert, expected] of [[0, [0, 255]], [1, [255, 0]]] as const) {
  Deno.test(`a mask is transparent where white repaints, inverted: ${invert}`, async () => {
    const mask = await drawPicture(raster, { widthPx: 64, heightPx: 64 }, HALF);
    await draw({
      prompt: "blue",
      init_images: [init],
      mask: toBase64(mask.bytes),
      mask_blur: 0,
      inpainting_mask_invert: invert,
    }, IMG2IMG);
    const passed = sent().mask;
    assert(passed);
    const pixels = await pixelsOf(raster, passed);
    assertEquals([pixelAt(pixels, 10, 30)[3], pixelAt(pixels, 50, 30)[3]], [...expected]);
  });
}

Deno.test("an inpainting changes what is white and nothing else, whatever the sizes", async () => {
  const grey = '<rect width="256" height="256" fill="#708090"/>';
  const size = { widthPx: 256, heightPx: 256 };
  const before = await drawPicture(raster, size, grey);
  const mask = await drawPicture(raster, { widthPx: 64, heightPx: 64 }, HALF);
  const { pictures } = await draw({
    prompt: "a red balloon",
    init_images: [toBase64(before.bytes)],
    mask: `data:image/png;base64,${toBase64(mask.bytes)}`,
    mask_blur: 0,
    width: 256,
    height: 256,
    seed: 3,
    override_settings: { sd_model_checkpoint: "studio" },
  }, IMG2IMG);
  const [picture] = pictures;
  assert(picture);
  const after = await pixelsOf(raster, picture);
  const colours = (from: number, to: number) => {
    const seen = new Set<string>();
    for (let y = 0; y < 256; y += 3) {
      for (let x = from; x < to; x += 3) seen.add(pixelAt(after, x, y).join());
    }
    return seen;
  };
  assertEquals([...colours(134, 256)], ["112,128,144,255"]);
  assert(colours(0, 124).size > 20, "the white half was repainted");
});

Deno.test("a mask without anything to repaint is refused", async () => {
  const black = await drawPicture(
    raster,
    { widthPx: 64, heightPx: 64 },
    '<rect width="64" height="64"/>',
  );
  const body = { init_images: [init], mask: toBase64(black.bytes) };
  const refusal = await refusalOf({ width: 64, height: 64, ...body }, IMG2IMG);
  assertEquals(refusal.status, 422);
  assertMatch(refusal.detail, /mask has nothing white in it/);
});

Deno.test("what A1111 would do to a mask's inside is named", async () => {
  const mask = await drawPicture(raster, { widthPx: 64, heightPx: 64 }, HALF);
  const { response } = await draw({
    prompt: "p",
    init_images: [init],
    mask: toBase64(mask.bytes),
    inpainting_fill: 2,
    inpaint_full_res: true,
  }, IMG2IMG);
  assertEquals(warningsOf(response).filter((warning) => /^inpaint/.test(warning)).length, 2);
});

Deno.test("?dry_run=true tells what a drawing would be, and draws nothing", async () => {
  const before = tests.door.easel.requests.length;
  const response = await tests.door.post(`${TXT2IMG}?dry_run=true`, {
    prompt: "a pear",
    n_iter: 2,
  });
  const plan = await response.json();
  assertEquals([plan.object, plan.model, plan.calls], ["image.plan", "easel", [1, 1]]);
  assertEquals(tests.door.easel.requests.length, before);
});
