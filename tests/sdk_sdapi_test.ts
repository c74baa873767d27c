/**
 * A client of the Stable Diffusion WebUI's API, as npm has it, against the running server.
 *
 * @module
 */

import sharp from "sharp";
import { z } from "zod";
import { assert, assertEquals, assertMatch, assertObjectMatch, assertRejects } from "./assert.ts";
import { type Door, doorForTests, openDoor } from "./door.ts";
import { png } from "./fakes/scripted_provider.ts";
import { loadSdwebuiClient } from "./sdwebui_client.ts";

const KEY = "darkroom-test-key";
const tests = doorForTests({ env: { API_MASTER_KEY: KEY, DEFAULT_MODEL: "easel" } });
const { StableDiffusionApi } = await loadSdwebuiClient();

type Api = InstanceType<typeof StableDiffusionApi>;
type Picture = Parameters<Api["pngInfo"]>[0];

const picture = png({ widthPx: 64, heightPx: 64 }).bytes;

/** The client's own release of sharp has other types for the same things. */
function pictureOf(bytes: Uint8Array): Picture {
  const make: CallableFunction = sharp;
  return Reflect.apply(make, undefined, [bytes]);
}

/** Runs a test with a client of a server of its own. */
async function withApi(
  test: (api: Api) => Promise<void>,
  { door = tests.door, password = KEY }: { door?: Door; password?: string } = {},
): Promise<void> {
  const options = { hostname: "127.0.0.1", port: 0, onListen: () => {} };
  await using server = Deno.serve(
    options,
    (request, connection) => door.app.fetch(request, connection),
  );
  const api = new StableDiffusionApi({ port: server.addr.port, timeout: 60_000 });
  await test(api.setAuth("anybody", password));
}

const Info = z.object({ all_seeds: z.array(z.number()), infotexts: z.array(z.string()) });

Deno.test("txt2img gives pictures, seeds and texts", () =>
  withApi(async (api) => {
    const result = await api.txt2img({
      prompt: "a pear",
      negative_prompt: "fog",
      width: 64,
      height: 96,
      batch_size: 2,
      seed: 9,
    });
    assertEquals(result.images.length, 2);
    assertObjectMatch(await result.image.metadata(), { width: 64, height: 96, format: "png" });
    const info = Info.parse(JSON.parse(result.info));
    assertEquals(info.all_seeds, [9, 10]);
    assertMatch(info.infotexts[1] ?? "", /^a pear\nNegative prompt: fog\nSteps: 25, .*Seed: 10,/);
    assertObjectMatch(result.parameters, { prompt: "a pear", sampler_name: "Euler a" });
  }));

Deno.test("img2img works on a picture and a mask", () =>
  withApi(async (api) => {
    const mask = await sharp({
      create: { width: 64, height: 64, channels: 3, background: "#fff" },
    }).png().toBuffer();
    const result = await api.img2img({
      prompt: "blue",
      init_images: [pictureOf(picture)],
      mask_image: pictureOf(mask),
      width: 64,
      height: 64,
      denoising_strength: 0.5,
    });
    assertEquals(result.images.length, 1);
    const sent = tests.door.easel.requests.at(-1);
    assertObjectMatch(sent ?? {}, { operation: "edit", strength: 0.5 });
    assert(sent?.mask !== undefined);
  }));

Deno.test("extraSingle and extraBatch enlarge", () =>
  withApi(async (api) => {
    const settings = { upscaler_1: "Lanczos", upscaling_resize: 2 } as const;
    const one = await api.extraSingle({ image: pictureOf(picture), ...settings });
    assertEquals((await one.image.metadata()).width, 128);
    const images = [pictureOf(picture), pictureOf(picture)];
    const many = await api.extraBatch({
      // Its types want the one as well.
      image: pictureOf(picture),
      images,
      name_list: ["a", "b"],
      ...settings,
    });
    assertEquals(many.images.length, 2);
    assertEquals((await many.images[1]?.metadata())?.width, 128);
  }));

Deno.test("pngInfo reads a picture", () =>
  withApi(async (api) => {
    const drawn = await api.txt2img({ prompt: "灯塔", width: 64, height: 64 });
    // The client encodes what it is given anew, and keeps no text: an empty one is "no info" to it.
    assertEquals((await api.pngInfo(drawn.image)).info, {});
    const raw = await api.api.post("/sdapi/v1/png-info", {
      image: drawn.response.data.images?.[0],
    });
    assertMatch(raw.data.info, /^灯塔\nSteps: 25/);
  }));

Deno.test("every list can be read", () =>
  withApi(async (api) => {
    const [model] = await api.getSdModels();
    assertEquals(model?.model_name, "easel");
    assert((await api.getSamplers()).some(({ name }) => name === "Euler a"));
    assertEquals((await api.getUpscalers())[0]?.name, "None");
    assertEquals((await api.getPromptStyles()).length, 12);
    assertEquals(await api.getHypernetworks(), []);
    assertEquals(await api.getFaceRestorers(), []);
    assertEquals(await api.getRealesrganModels(), []);
    assertEquals((await api.getCmdFlags()).api, true);
    assertEquals(await api.ControlNet.getModels(), []);
    await api.refreshCheckpoints();
  }));

Deno.test("setModel chooses among the models, and is heard", () =>
  withApi(async (api) => {
    await api.setModel("studio", false);
    assertMatch(String(await api.getCurrentModel()), /^studio/);
    await api.setOptions({ sd_model_checkpoint: "easel" });
    const options = z.looseObject({ sd_model_checkpoint: z.string() })
      .parse(await api.getOptions());
    assertMatch(options.sd_model_checkpoint, /^easel/);
  }));

Deno.test("progress is told during a call, and an interrupt ends it", async () => {
  await using door = await openDoor({ env: { API_MASTER_KEY: KEY, DEFAULT_MODEL: "easel" } });
  await withApi(async (api) => {
    assertEquals((await api.getProgress()).progress, 0);
    const ended = assertRejects(() => api.txt2img({ prompt: "hang on", width: 64, height: 64 }));
    while (door.easel.requests.length === 0) await door.idle();
    const { progress, state } = await api.getProgress();
    assert(progress > 0);
    assertObjectMatch(state, { job: "scripts_txt2img", job_count: 1 });
    await api.api.post("/sdapi/v1/interrupt");
    assertMatch((await ended).message, /400/);
    assertEquals((await api.getProgress()).state.job_count, 0);
  }, { door });
});

Deno.test("a wrong password is refused", () =>
  withApi(async (api) => {
    const error = await assertRejects(() => api.getSdModels());
    assertMatch(error.message, /401/);
  }, { password: "wrong" }));
