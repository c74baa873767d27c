/**
 * Options, progress and interrupts of the Stable Diffusion WebUI's API, each caller's apart.
 *
 * @module
 */

import { Hono } from "hono";
import { z } from "zod";
import { fromBase64 } from "../images/base64.ts";
import { readMedia } from "../images/media.ts";
import { jobStatus } from "../jobs/job.ts";
import type { App, AppEnv, Services } from "../routes/context.ts";
import { answerErrors } from "../routes/errors.ts";
import { ProgressAnswer, SdapiError } from "../routes/schemas/sdapi.ts";
import { createDarkroom } from "../services.ts";
import { speakSdapi } from "../routes/sdapi/errors.ts";
import { addGenerateRoutes } from "../routes/sdapi/generate.ts";
import { addOptionRoutes } from "../routes/sdapi/options.ts";
import { addProgressRoutes } from "../routes/sdapi/progress.ts";
import { traceRequests } from "../routes/trace.ts";
import { createApp } from "../app.ts";
import { answered, warningsOf } from "./answers.ts";
import { assert, assertEquals, assertMatch, assertObjectMatch } from "./assert.ts";
import { type Door, doorForTests, openVirtualDoor, type VirtualDoor } from "./door.ts";
import { createScriptedProvider } from "./fakes/scripted_provider.ts";

const TXT2IMG = "/sdapi/v1/txt2img";
const OPTIONS = "/sdapi/v1/options";
const PROGRESS = "/sdapi/v1/progress";
const env = { DEFAULT_MODEL: "easel" };
const tests = doorForTests({ env });

const Options = z.looseObject({ sd_model_checkpoint: z.string(), samples_format: z.string() });
const TaskProgress = z.object({
  active: z.boolean(),
  completed: z.boolean(),
  progress: z.number().nullable(),
  live_preview: z.string().nullable(),
});

/** The same program for callers who say who they are. */
function appForOwners(services: Services): App {
  const app: App = new Hono<AppEnv>();
  app.onError(answerErrors(services.runtime));
  app.use(traceRequests(services));
  app.use(speakSdapi());
  app.use(async (c, next) => {
    c.set("owner", c.req.header("x-owner") ?? "nobody");
    await next();
  });
  addGenerateRoutes(app, services);
  addOptionRoutes(app, services);
  addProgressRoutes(app, services);
  return app;
}

type Ask = (path: string, body?: unknown) => Promise<Response>;

function asOwner(app: App, owner: string): Ask {
  return async (path, body) =>
    await app.request(path, {
      headers: { "x-owner": owner },
      ...(body === undefined ? {} : { method: "POST", body: JSON.stringify(body) }),
    });
}

function asker({ app }: Pick<Door, "app">): Ask {
  return asOwner(app, "");
}

async function optionsOf(ask: Ask) {
  return Options.parse(await (await ask(OPTIONS)).json());
}

async function progressOf(ask: Ask, query = "") {
  return ProgressAnswer.parse(await (await ask(`${PROGRESS}${query}`)).json());
}

async function modelDrawnWith(ask: Ask): Promise<string> {
  const response = await ask(TXT2IMG, { prompt: "p", width: 64, height: 64 });
  const { info } = z.object({ info: z.string() }).parse(await response.json());
  return z.object({ sd_model_name: z.string() }).parse(JSON.parse(info)).sd_model_name;
}

Deno.test("options hold what clients look for, and nothing that marks another program", async () => {
  const options = await optionsOf(asker(tests.door));
  assertMatch(options.sd_model_checkpoint, /^easel\.safetensors \[[0-9a-f]{10}\]$/);
  assertObjectMatch(options, {
    samples_format: "png",
    CLIP_stop_at_last_layers: 1,
    sd_vae: "Automatic",
    face_restoration_model: "CodeFormer",
    img2img_color_correction: false,
    inpainting_mask_weight: 1,
    eta_noise_seed_delta: 0,
  });
  for (const key of ["forge_preset", "sd_backend"]) assert(!(key in options), key);
});

Deno.test("a checkpoint is taken by any of its names, and answered with null", async () => {
  const ask = asOwner(appForOwners(tests.door.darkroom.services), "names");
  const models = z.array(z.record(z.string(), z.unknown()))
    .parse(await (await tests.door.get("/sdapi/v1/sd-models")).json());
  const studio = models.find((model) => model.model_name === "studio");
  assert(studio);
  const names = [studio.title, studio.model_name, studio.hash, studio.sha256, studio.filename];
  for (const name of [...names, "STUDIO", "studio/studio", "studio.ckpt"]) {
    await ask(OPTIONS, { sd_model_checkpoint: "easel" });
    const response = await ask(OPTIONS, { sd_model_checkpoint: name });
    assertEquals([response.status, await response.text()], [200, "null"], String(name));
    assertMatch((await optionsOf(ask)).sd_model_checkpoint, /^studio/, String(name));
  }
  assertEquals(await modelDrawnWith(ask), "studio");
});

Deno.test("an unknown checkpoint is refused as A1111 does, and changes nothing", async () => {
  const ask = asOwner(appForOwners(tests.door.darkroom.services), "unknown");
  const response = await ask(OPTIONS, { sd_model_checkpoint: "nobody", samples_format: "webp" });
  assertEquals(response.status, 500);
  const { error, detail } = SdapiError.parse(await response.json());
  assertEquals(error, "RuntimeError");
  assertMatch(detail, /^model "nobody" not found/);
  assertEquals((await optionsOf(ask)).samples_format, "png");
});

Deno.test("two callers do not switch each other's options", async () => {
  const app = appForOwners(tests.door.darkroom.services);
  const [ann, bob] = [asOwner(app, "ann"), asOwner(app, "bob")];
  await ann(OPTIONS, { sd_model_checkpoint: "studio", samples_format: "jpg" });
  await bob(OPTIONS, { sd_model_checkpoint: "org/brush:free" });
  assertEquals(await modelDrawnWith(ann), "studio");
  assertEquals(await modelDrawnWith(bob), "org/brush:free");
  assertEquals((await optionsOf(ann)).samples_format, "jpg");
  assertEquals((await optionsOf(bob)).samples_format, "png");
});

Deno.test("the whole object can be sent back, with one thing changed", async () => {
  const ask = asOwner(appForOwners(tests.door.darkroom.services), "whole");
  const before = await optionsOf(ask);
  const same = await ask(OPTIONS, before);
  assertEquals([same.status, await same.text(), warningsOf(same)], [200, "null", []]);
  assertEquals(await tests.door.darkroom.services.preferences.get("whole"), {});
  const changed = { ...before, CLIP_stop_at_last_layers: 2.0, sd_vae: "other", made_up: 1 };
  const response = await ask(OPTIONS, changed);
  assertEquals(warningsOf(response), [
    "sd_vae kept: it has no effect here",
    "made_up ignored: no such option",
  ]);
  const after = await optionsOf(ask);
  assertObjectMatch(after, { CLIP_stop_at_last_layers: 2, sd_vae: "other" });
  assert(!("made_up" in after));
});

Deno.test("options that cannot be read are refused, naming them", async () => {
  const ask = asOwner(appForOwners(tests.door.darkroom.services), "bad");
  for (const [name, value] of [["samples_format", "tiff"], ["CLIP_stop_at_last_layers", 99]]) {
    const response = await ask(OPTIONS, { [String(name)]: value });
    assertEquals(response.status, 422);
    assertMatch(SdapiError.parse(await response.json()).detail, new RegExp(`^${name} is `));
  }
  const response = await ask(TXT2IMG, { override_settings: { samples_format: "tiff" } });
  assertMatch(
    SdapiError.parse(await response.json()).detail,
    /^override_settings\.samples_format is "tiff"/,
  );
});

Deno.test("options reach the drawing: clip skip, and a model that has gone since", async () => {
  const { services } = tests.door.darkroom;
  const ask = asOwner(appForOwners(services), "reach");
  await ask(OPTIONS, { CLIP_stop_at_last_layers: 2 });
  await ask(TXT2IMG, { prompt: "p", width: 64, height: 64 });
  assertEquals(tests.door.easel.requests.at(-1)?.clipSkip, 2);
  await services.preferences.set("reach", { sd_model_checkpoint: "gone" });
  assertEquals(await modelDrawnWith(ask), "easel");
});

Deno.test("progress is idle when nothing is drawn", async () => {
  assertObjectMatch(await progressOf(asker(tests.door)), {
    progress: 0,
    eta_relative: 0,
    current_image: null,
    textinfo: null,
  });
  const { state } = await progressOf(asker(tests.door));
  assertObjectMatch(state, { job: "", job_count: 0, interrupted: false });
});

interface Drawing {
  readonly door: VirtualDoor;
  readonly ask: Ask;
  /** The call that waits for its picture. */
  readonly answer: Promise<Response>;
}

/** Begins a drawing that gets half way and no further. */
async function beginDrawing(body: Record<string, unknown> = {}): Promise<Drawing> {
  const door = await openVirtualDoor({ env });
  const ask = asker(door);
  const answer = ask(TXT2IMG, { prompt: "linger", steps: 30, width: 64, height: 64, ...body });
  answer.catch(() => {});
  await door.runtime.until(() => door.easel.requests.length > 0);
  await door.runtime.pass(1_000);
  return { door, ask, answer };
}

Deno.test("progress tells of the drawing under way, with its newest preview", async () => {
  const { door, ask, answer } = await beginDrawing();
  await using _door = door;
  const { progress, state, current_image: image } = await progressOf(ask);
  assertEquals(progress, 0.5);
  assertObjectMatch(state, {
    job: "scripts_txt2img",
    job_count: 1,
    job_no: 0,
    sampling_step: 15,
    sampling_steps: 30,
  });
  assertMatch(state.job_timestamp, /^\d{14}$/);
  assertEquals(readMedia(fromBase64(image ?? "") ?? new Uint8Array())?.widthPx, 24);
  assertEquals((await progressOf(ask, "?skip_current_image=true")).current_image, null);
  await ask("/sdapi/v1/interrupt", {});
  await answered(door.runtime, answer);
});

Deno.test("an interrupt ends the drawing: the call is answered, and nothing is drawn any more", async () => {
  const { door, ask, answer } = await beginDrawing();
  await using _door = door;
  const interrupted = await ask("/sdapi/v1/interrupt", "");
  assertEquals([interrupted.status, await interrupted.text()], [200, "{}"]);
  const response = await answered(door.runtime, answer);
  assertEquals(response.status, 400);
  assertEquals(SdapiError.parse(await response.json()).detail, "Interrupted");
  assertEquals((await progressOf(ask)).progress, 0);
  const { jobs } = await door.darkroom.services.engine.list("operator", { limit: 5 });
  assertEquals(jobs.map(jobStatus), ["cancelled"]);
});

Deno.test("skip answers null and ends the drawing too", async () => {
  const { door, ask, answer } = await beginDrawing();
  await using _door = door;
  const skipped = await ask("/sdapi/v1/skip", "");
  assertEquals(await skipped.text(), "null");
  assertEquals((await answered(door.runtime, answer)).status, 400);
});

Deno.test("interrupt and skip with nothing under way answer the same", async () => {
  const ask = asker(tests.door);
  assertEquals(await (await ask("/sdapi/v1/interrupt", "")).json(), {});
  assertEquals(await (await ask("/sdapi/v1/skip", "")).json(), null);
});

Deno.test("nobody sees or interrupts anybody else's drawing", async () => {
  await using door = await openVirtualDoor({ env });
  const app = appForOwners(door.darkroom.services);
  const [ann, bob] = [asOwner(app, "ann"), asOwner(app, "bob")];
  const answer = ann(TXT2IMG, { prompt: "linger", width: 64, height: 64 });
  await door.runtime.until(() => door.easel.requests.length > 0);
  await door.runtime.pass(1_000);
  assertEquals((await progressOf(bob)).progress, 0);
  await bob("/sdapi/v1/interrupt", {});
  await door.runtime.pass(1_000);
  assertEquals((await progressOf(ann)).progress, 0.5);
  await ann("/sdapi/v1/interrupt", {});
  assertEquals((await answered(door.runtime, answer)).status, 400);
});

Deno.test("drawings that came another way are neither shown nor interrupted", async () => {
  await using door = await openVirtualDoor({ env });
  const ask = asker(door);
  const answer = door.post("/v1/images/generations", { prompt: "linger" });
  await door.runtime.until(() => door.easel.requests.length > 0);
  assertEquals((await progressOf(ask)).progress, 0);
  await ask("/sdapi/v1/interrupt", {});
  const { jobs: [job] } = await door.darkroom.services.engine.list("operator", { limit: 1 });
  assert(job);
  assertEquals(job.endedAt, undefined);
  await door.darkroom.services.engine.cancel(job.id, "operator");
  await answered(door.runtime, answer);
});

Deno.test("progress and interrupt work at another instance of the program", async () => {
  const { door, answer } = await beginDrawing();
  await using _door = door;
  const { config, kv, runtime } = door;
  const providers = () => [createScriptedProvider()];
  const other = await createDarkroom({ config, kv, runtime, providers });
  const ask = asker({ app: createApp(other.services) });
  assertEquals((await progressOf(ask)).progress, 0.5);
  await ask("/sdapi/v1/interrupt", {});
  assertEquals((await answered(runtime, answer)).status, 400);
  assertEquals((await progressOf(ask)).progress, 0);
  await other.close(0);
});

Deno.test("idle progress costs one look at the database, and leaves nothing behind", async () => {
  const { services } = tests.door.darkroom;
  let finds = 0;
  const engine: Services["engine"] = {
    ...services.engine,
    find: (id, owner) => {
      finds++;
      return services.engine.find(id, owner);
    },
  };
  const ask = asOwner(appForOwners({ ...services, engine }), "idle");
  await modelDrawnWith(ask);
  await progressOf(ask);
  assertEquals(finds, 0);
  // The note of a drawing whose end nobody saw goes away when it is looked at.
  const { jobs: [job] } = await services.engine.list("idle", { limit: 1 });
  assert(job);
  await services.started.add({ owner: "idle", dialect: "sdapi" }, job);
  assertEquals((await progressOf(ask)).progress, 0);
  assertEquals(await services.started.list({ owner: "idle", dialect: "sdapi" }), []);
});

Deno.test("a drawing that takes too long goes on, and says where to find it", async () => {
  await using door = await openVirtualDoor({ env: { ...env, WAIT_SECONDS: "5" } });
  const ask = asker(door);
  const answer = ask(TXT2IMG, { prompt: "linger", width: 64, height: 64 });
  const response = await answered(door.runtime, answer);
  assertEquals(response.status, 503);
  const { detail, error } = SdapiError.parse(await response.json());
  assertEquals(error, "HTTPException");
  assertMatch(detail, /not ready yet: job job_\w+ goes on, see GET \/v1\/jobs\/job_/);
  assertEquals((await progressOf(ask)).progress, 0.5);
  await ask("/sdapi/v1/interrupt", {});
  assertEquals((await progressOf(ask)).progress, 0);
});

Deno.test("the WebUI's own pages can follow a task by their own name for it", async () => {
  const { door, ask, answer } = await beginDrawing({ force_task_id: "task(abc)" });
  await using _door = door;
  const taskProgress = async (id_task: string) =>
    TaskProgress.parse(await (await ask("/internal/progress", { id_task })).json());
  const running = await taskProgress("task(abc)");
  assertObjectMatch(running, { active: true, completed: false, progress: 0.5 });
  assertMatch(running.live_preview ?? "", /^data:image\/png;base64,/);
  assertEquals((await taskProgress("other")).active, false);
  assertEquals(
    await (await ask("/internal/pending-tasks")).json(),
    { size: 1, tasks: ["task(abc)"] },
  );
  await ask("/sdapi/v1/interrupt", {});
  await answered(door.runtime, answer);
  assertObjectMatch(await taskProgress("task(abc)"), { active: false, completed: true });
  assertObjectMatch(await taskProgress("other"), { active: false, completed: false });
});

Deno.test("previews are asked for only where they cost nothing and are wanted", async () => {
  const ask = asOwner(appForOwners(tests.door.darkroom.services), "previews");
  const draw = () => ask(TXT2IMG, { prompt: "p", width: 64, height: 64 });
  await draw();
  assertEquals(tests.door.easel.requests.at(-1)?.partialImages, 3);
  await ask(OPTIONS, { live_previews_enable: false });
  await draw();
  assertEquals(tests.door.easel.requests.at(-1)?.partialImages, 0);
});
