import type { Json } from "../failure.ts";
import { toBase64 } from "../images/base64.ts";
import type { EncodedImage } from "../images/request.ts";
import { assert, assertEquals, assertStringIncludes } from "../tests/assert.ts";
import { type TestContext, testContext } from "../tests/fakes/call_context.ts";
import { createVirtualRuntime, type VirtualRuntime } from "../tests/fakes/runtime.ts";
import {
  createFakeSdwebui,
  type FakeSdwebui,
  type FakeSdwebuiOptions,
} from "../tests/fakes/sdwebui.ts";
import { simPicture } from "../tests/fakes/sim_picture.ts";
import {
  drawPicture,
  makePicture,
  pixelAt,
  pixelsOf,
  rasterForTests,
  type Rgba,
} from "../tests/pictures.ts";
import type { Outcome, Provider, UpstreamRequest } from "./provider.ts";
import { createSdwebui, type SdwebuiOptions } from "./sdwebui.ts";

const raster = rasterForTests();
const SIDES = { widthPx: 64, heightPx: 32 };
const INPUT: EncodedImage = { bytes: simPicture(SIDES, 3), mediaType: "image/png" };

const PLAIN_BODY = {
  prompt: "a lighthouse",
  seed: 7,
  width: 64,
  height: 32,
  batch_size: 1,
  n_iter: 1,
  send_images: true,
  save_images: false,
  override_settings: {},
  override_settings_restore_afterwards: true,
};

Deno.test("createSdwebui() draws with the loaded checkpoint unless one is named", async () => {
  const { submit, body, last } = open();
  await submit({});
  assertEquals(new URL(last().url).pathname, "/sdapi/v1/txt2img");
  assertEquals(await body(), PLAIN_BODY);
  await submit({ model: "sd_xl_base_1.0" });
  const override = { sd_model_checkpoint: "sd_xl_base_1.0" };
  assertEquals(await body(), { ...PLAIN_BODY, override_settings: override });
});

Deno.test("createSdwebui() says everything in A1111's words", async () => {
  const { submit, body } = open();
  await submit({
    n: 3,
    seed: 0,
    negativePrompt: "people",
    steps: 20,
    guidanceScale: 0,
    sampler: "Euler a",
    clipSkip: 2,
    loraIds: ["ink", "mist"],
    loraWeight: 0.5,
    style: "vivid",
    quality: "high",
    strength: 0.5,
  });
  assertEquals(await body(), {
    ...PLAIN_BODY,
    prompt: "a lighthouse <lora:ink:0.5> <lora:mist:0.5>",
    negative_prompt: "people",
    seed: 0,
    steps: 20,
    cfg_scale: 0,
    sampler_name: "Euler a",
    batch_size: 3,
    override_settings: { CLIP_stop_at_last_layers: 2 },
  });
});

Deno.test("createSdwebui() gives the pictures of a batch in their order", async () => {
  const { submit } = open();
  const outcome = await submit({ n: 2, seed: 40 });
  assertEquals(outcome, {
    kind: "done",
    images: [40, 41].map((seed) => ({ kind: "inline", image: picture(seed) } as const)),
  });
});

Deno.test("createSdwebui() leaves out grids and control maps", async () => {
  const { submit } = open({}, { extras: true });
  const outcome = await submit({ n: 2, seed: 40 });
  assert(outcome.kind === "done");
  assertEquals(
    outcome.images,
    [40, 41].map((seed) => ({ kind: "inline", image: picture(seed) } as const)),
  );
});

Deno.test("createSdwebui() sends an input as it is to img2img", async () => {
  const { submit, body, last } = open();
  for (const operation of ["edit", "variation"] as const) {
    assertEquals((await submit({ operation, inputs: [INPUT], strength: 0.4 })).kind, "done");
    assertEquals(new URL(last().url).pathname, "/sdapi/v1/img2img");
    assertEquals(await body(), {
      ...PLAIN_BODY,
      init_images: [toBase64(INPUT.bytes)],
      denoising_strength: 0.4,
    });
  }
  await submit({ operation: "edit", inputs: [INPUT] });
  assertEquals("denoising_strength" in await body(), false);
});

Deno.test("createSdwebui() turns an AVIF input into a PNG", async () => {
  const { submit, sentImage } = open();
  const avif = await makePicture(raster, { ...SIDES, format: "avif", colour: "#c02020" });
  await submit({ operation: "edit", inputs: [avif] });
  const sent = await sentImage("init_images");
  assertEquals(sent.mediaType, "image/png");
  const [red = 0, green = 0] = pixelAt(await pixelsOf(raster, sent), 3, 3);
  assert(red > 150 && green < 80, `red ${red}, green ${green}`);
});

for (const colour of ["black", "white", "#39f"]) {
  Deno.test(`createSdwebui() paints white where a mask is clear, were it ${colour}`, async () => {
    const { submit, body, sentImage } = open();
    const elements = `<rect width="32" height="32" fill="${colour}"/>`;
    const mask = await drawPicture(raster, SIDES, elements); // the left half is opaque
    await submit({ operation: "edit", inputs: [INPUT], mask });
    const { mask: _mask, ...rest } = await body();
    assertEquals(rest, {
      ...PLAIN_BODY,
      init_images: [toBase64(INPUT.bytes)],
      inpainting_fill: 1,
      inpaint_full_res: false,
      inpainting_mask_invert: 0,
      mask_blur: 0,
    });
    const painted = await pixelsOf(raster, await sentImage("mask"));
    assertEquals([painted.widthPx, painted.heightPx], [64, 32]);
    const black: Rgba = [0, 0, 0, 255];
    const white: Rgba = [255, 255, 255, 255];
    for (const [x, y] of [[0, 0], [31, 31]] as const) assertEquals(pixelAt(painted, x, y), black);
    for (const [x, y] of [[32, 0], [63, 31]] as const) assertEquals(pixelAt(painted, x, y), white);
  });
}

Deno.test("createSdwebui() paints grey where a mask is half clear", async () => {
  const { submit, sentImage } = open();
  const elements = '<rect width="64" height="32" fill="red" fill-opacity="0.5"/>';
  const mask = await drawPicture(raster, SIDES, elements);
  await submit({ operation: "edit", inputs: [INPUT], mask });
  const [red = 0, green = 0, blue = 0] = pixelAt(
    await pixelsOf(raster, await sentImage("mask")),
    9,
    9,
  );
  assert(red === green && green === blue, "It is grey");
  assert(Math.abs(red - 127) <= 2, `It is half white: ${red}`);
});

Deno.test("createSdwebui() sends nothing when an input cannot be read", async () => {
  const { submit, upstream } = open();
  const mask: EncodedImage = { bytes: Uint8Array.of(1, 2, 3), mediaType: "image/png" };
  const outcome = await submit({ operation: "edit", inputs: [INPUT], mask });
  assert(outcome.kind === "failed");
  assertEquals(outcome.failure.kind, "invalid_request");
  assertEquals(upstream.calls.length, 0);
});

Deno.test("createSdwebui() sends nothing when it is stopped while it prepares", async () => {
  const { provider, upstream, context } = open();
  const calling = context();
  calling.abort();
  const mask = await makePicture(raster, SIDES);
  const request = requestFor({ operation: "edit", inputs: [INPUT], mask });
  const outcome = await provider.submit(request, calling);
  assert(outcome.kind === "failed");
  assertEquals(outcome.failure.kind, "unavailable");
  assertEquals(upstream.calls.length, 0);
});

Deno.test("createSdwebui() reports progress every second while it draws", async () => {
  const { submit, upstream, context, runtime } = open({}, { latencyMs: 4_500 });
  const calling = context();
  const outcome = await running(runtime, submit({}, calling));
  assertEquals(outcome.kind, "done");
  assertEquals(calling.news.map(({ progress = 0 }) => Math.round(progress * 45)), [10, 20, 30, 40]);
  assertEquals(calling.news.some(({ preview }) => preview), false);
  const looks = upstream.calls.filter(({ door }) => door === "poll");
  const [first] = upstream.calls;
  assertEquals(looks.map(({ at }) => at - (first?.at ?? 0)), [1_000, 2_000, 3_000, 4_000]);
  assert(looks.every(({ request }) => request.url.endsWith("?skip_current_image=true")));
});

Deno.test("createSdwebui() shows as many pictures under way as are wanted", async () => {
  const { submit, upstream, context, runtime } = open({}, { latencyMs: 12_500 });
  const calling = context();
  await running(runtime, submit({ partialImages: 2 }, calling));
  const shown = calling.news.filter(({ preview }) => preview);
  assertEquals(shown.map(({ preview }) => preview?.mediaType), ["image/png", "image/png"]);
  assertEquals(shown.map(({ progress = 0 }) => Math.round(progress * 12.5)), [5, 9]);
  const skipped = upstream.calls.map(({ request }) => request.url)
    .filter((url) => url.endsWith("skip_current_image=true"));
  assertEquals(skipped.length, 3, "Afterwards the picture is not asked for");
});

Deno.test("createSdwebui() does not mind when looking after its call goes wrong", async () => {
  const { submit, upstream, context, runtime } = open({}, { latencyMs: 4_500 });
  upstream.next({ on: "poll", status: 500, body: "" });
  upstream.next({ on: "poll", cut: true });
  upstream.next({ on: "poll", body: { progress: 7 } });
  const calling = context();
  assertEquals((await running(runtime, submit({}, calling))).kind, "done");
  assertEquals(calling.news.map(({ progress = 0 }) => Math.round(progress * 45)), [45, 40]);
});

Deno.test("createSdwebui() stops looking when the call is done, even while a look hangs", async () => {
  const { submit, upstream, runtime } = open({}, { latencyMs: 4_500 });
  upstream.next({ on: "poll", hang: true });
  assertEquals((await running(runtime, submit({}))).kind, "done");
  await runtime.pass(60_000);
  assertEquals(upstream.calls.filter(({ door }) => door === "poll").length, 1);
  assertEquals(upstream.held, 0);
});

Deno.test("createSdwebui() interrupts the machine when its caller leaves", async () => {
  const { submit, upstream, context, runtime } = open({}, { latencyMs: 60_000 });
  const calling = context();
  const outcome = submit({}, calling);
  await runtime.pass(2_500);
  calling.abort();
  const ended = await running(runtime, outcome);
  assert(ended.kind === "failed");
  assertEquals(ended.failure.kind, "no_answer");
  assertEquals(upstream.interrupts, 1);
  await runtime.pass(60_000);
  assertEquals(upstream.calls.map(({ door }) => door), ["submit", "poll", "poll", "cancel"]);
});

Deno.test("createSdwebui() leaves the machine alone when a call fails by itself", async () => {
  const { submit, upstream } = open();
  upstream.next({ on: "submit", cut: true });
  await submit({});
  assertEquals(upstream.interrupts, 0);
});

Deno.test("createSdwebui() does not mind when the interrupt goes wrong", async () => {
  const { submit, upstream, context, runtime } = open({}, { latencyMs: 60_000 });
  upstream.next({ on: "cancel", cut: true });
  const calling = context();
  const outcome = submit({}, calling);
  await runtime.pass(100);
  calling.abort();
  assertEquals((await running(runtime, outcome)).kind, "failed");
});

Deno.test("createSdwebui() allows one call at a time", () => {
  assertEquals(open().provider.accounts, [{ id: "sole", concurrency: 1 }]);
});

Deno.test("createSdwebui() shows user and password to all doors", async () => {
  const auth = "jörg:pass:word";
  const basic = `Basic ${toBase64(new TextEncoder().encode(auth))}`;
  const { submit, upstream, provider, context, runtime } = open({ auth }, { latencyMs: 1_500 });
  const calling = context();
  const outcome = submit({}, calling);
  await runtime.pass(1_200);
  calling.abort();
  await running(runtime, outcome);
  await provider.listModels?.(context());
  const paths = upstream.calls.map(({ request }) => new URL(request.url).pathname);
  assertEquals(paths.map((path) => path.replace("/sdapi/v1/", "")), [
    "txt2img",
    "progress",
    "interrupt",
    "sd-models",
    "samplers",
  ]);
  for (const { request } of upstream.calls) {
    assertEquals(request.headers.get("authorization"), basic);
  }
});

Deno.test("createSdwebui() says upstream_auth when user or password are wrong", async () => {
  const { submit } = open({ auth: "me:wrong-password" }, { auth: "me:right-password" });
  const outcome = await submit({});
  assert(outcome.kind === "failed");
  assertEquals(outcome.failure.kind, "upstream_auth");
});

const ERRORS: readonly { status: number; body: Json; kind: string; says?: string }[] = [
  {
    status: 500,
    body: { error: "OutOfMemoryError", detail: "", body: "", errors: "CUDA out of\nmemory." },
    kind: "generation_failed",
    says: "The upstream failed: CUDA out of memory",
  },
  {
    status: 500,
    body: { error: "HTTPException", detail: "Invalid encoded image", body: "", errors: "" },
    kind: "generation_failed",
    says: "Invalid encoded image",
  },
  {
    status: 404,
    body: { error: "HTTPException", detail: "Sampler not found", body: "", errors: "" },
    kind: "invalid_request",
    says: "Sampler not found",
  },
  { status: 400, body: { detail: "Sampler not found" }, kind: "invalid_request", says: "Sampler" },
  {
    status: 422,
    body: { detail: [{ loc: ["body", "width"], msg: "is no number", type: "type_error" }] },
    kind: "invalid_request",
    says: "width: is no number",
  },
  { status: 404, body: { detail: "Not Found" }, kind: "unavailable", says: "--api" },
  { status: 500, body: "Internal Server Error", kind: "no_answer" },
];

for (const { status, body, kind, says = "" } of ERRORS) {
  Deno.test(`createSdwebui() calls ${status} ${JSON.stringify(body)} ${kind}`, async () => {
    const { submit, upstream } = open();
    upstream.next({ on: "submit", status, body });
    const outcome = await submit({});
    assert(outcome.kind === "failed");
    assertEquals(outcome.failure.kind, kind);
    assertStringIncludes(outcome.failure.message, says);
  });
}

const ANSWERS: readonly { what: string; body: Json; kind: string }[] = [
  { what: "no picture", body: { images: [], info: "{}" }, kind: "generation_failed" },
  { what: "a picture that is none", body: { images: ["aGk="], info: "{}" }, kind: "bad_response" },
  { what: "no base64", body: { images: ["***"] }, kind: "bad_response" },
  { what: "odd info", body: { images: [toBase64(INPUT.bytes)], info: "none" }, kind: "done" },
  { what: "no info", body: { images: [toBase64(INPUT.bytes)], info: null }, kind: "done" },
  {
    what: "a data URL",
    body: { images: [`data:image/png;base64,${toBase64(INPUT.bytes)}`] },
    kind: "done",
  },
];

for (const { what, body, kind } of ANSWERS) {
  Deno.test(`createSdwebui() calls an answer with ${what} ${kind}`, async () => {
    const { submit, upstream } = open();
    upstream.next({ on: "submit", body });
    const outcome = await submit({});
    assertEquals(outcome.kind === "failed" ? outcome.failure.kind : outcome.kind, kind);
  });
}

Deno.test("createSdwebui() offers each checkpoint by its name, and the loaded one", async () => {
  const { provider, context } = open();
  assertEquals(Object.keys(provider.models), ["sdwebui"]);
  const cards = await provider.listModels?.(context()) ?? {};
  assertEquals(Object.keys(cards), ["sdwebui", "sd_xl_base_1.0", "v1-5-pruned-emaonly"]);
  const { capabilities, description = "" } = cards["sd_xl_base_1.0"] ?? {};
  assertStringIncludes(description, "sd_xl_base_1.0.safetensors [31e35c80fc]");
  assertStringIncludes(description, "DPM++ 2M, Euler a, DDIM");
  assert(capabilities?.sizes.kind === "range");
  assertEquals(capabilities.sizes.default, { widthPx: 1_024, heightPx: 1_024 });
  assertEquals(capabilities.sizes.stepPx, 8);
});

Deno.test("createSdwebui() keeps what it knows when the lists cannot be had", async () => {
  const { provider, upstream, context } = open();
  const list = async () => Object.keys(await provider.listModels?.(context()) ?? {}).length;
  upstream.next({ on: "poll", times: 2, cut: true });
  assertEquals(await list(), 1);
  assertEquals(await list(), 3);
  upstream.next({ on: "poll", times: 2, status: 500, body: "" });
  assertEquals(await list(), 3);
});

interface Opened {
  readonly provider: Provider;
  readonly upstream: FakeSdwebui;
  readonly runtime: VirtualRuntime;
  context(): TestContext;
  submit(wish: Partial<UpstreamRequest>, context?: TestContext): Promise<Outcome>;
  /** The last request that was no look. */
  last(): Request;
  body(): Promise<Record<string, Json>>;
  /** The first picture in a field of the last request. */
  sentImage(field: string): Promise<EncodedImage>;
}

function open(
  options: Partial<SdwebuiOptions> = {},
  fake: Partial<FakeSdwebuiOptions> = {},
): Opened {
  const runtime = createVirtualRuntime();
  const upstream = createFakeSdwebui({ clock: runtime, ...fake });
  const provider = createSdwebui({ baseUrl: "http://sdwebui.test/", raster, ...options });
  const context = () => ({
    ...testContext(upstream.fetch, { now: runtime.now }),
    sleep: runtime.sleep,
  });
  const last = () => {
    const call = upstream.calls.findLast(({ door }) => door === "submit");
    assert(call, "There was a submit");
    return call.request.clone();
  };
  const body = () => last().json();
  return {
    provider,
    upstream,
    runtime,
    context,
    submit: (wish, calling = context()) => provider.submit(requestFor(wish), calling),
    last,
    body,
    async sentImage(field) {
      const [base64 = ""] = [(await body())[field]].flat();
      return { bytes: Uint8Array.fromBase64(base64), mediaType: "image/png" };
    },
  };
}

/** Lets virtual time pass until the outcome is there. */
async function running(runtime: VirtualRuntime, outcome: Promise<Outcome>): Promise<Outcome> {
  let isOver = false;
  void outcome.finally(() => void (isOver = true));
  await runtime.until(() => isOver);
  return await outcome;
}

function picture(seed: number): EncodedImage {
  return { bytes: simPicture(SIDES, seed), mediaType: "image/png" };
}

function requestFor(wish: Partial<UpstreamRequest>): UpstreamRequest {
  return {
    operation: "generate",
    model: "sdwebui",
    prompt: "a lighthouse",
    n: 1,
    seed: 7,
    size: SIDES,
    outputFormat: "png",
    partialImages: 0,
    inputs: [],
    ...wish,
  };
}
