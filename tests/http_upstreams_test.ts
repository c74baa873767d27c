import { z } from "zod";
import { fromBase64, toBase64 } from "../images/base64.ts";
import { readMedia } from "../images/media.ts";
import { formatSize } from "../images/size.ts";
import { readEvents } from "../providers/sse.ts";
import { styleNames } from "../providers/styles.ts";
import {
  CompletedEvent,
  ImagesResponse,
  PartialImageEvent,
} from "../routes/schemas/image_response.ts";
import { JobView } from "../routes/schemas/job.ts";
import { ModelList, ModelView, StyleList } from "../routes/schemas/model.ts";
import { systemRuntime } from "../runtime.ts";
import { answered, errorOf, warningsOf } from "./answers.ts";
import { assert, assertEquals, assertFalse, assertMatch, assertObjectMatch } from "./assert.ts";
import { checkPretences } from "./contract/provider_manners.ts";
import { type Door, doorForTests, openDoor, openVirtualDoor, type VirtualDoor } from "./door.ts";
import { createAiimagetoimageFake, readAiimagetoimageForm } from "./fakes/aiimagetoimage.ts";
import { createAiSdkDemoFake } from "./fakes/ai_sdk_demo.ts";
import { createArtingFake, readArtingBody } from "./fakes/arting.ts";
import { createBflFake, readBflBody } from "./fakes/bfl.ts";
import { borrowedClock } from "./fakes/borrowed_clock.ts";
import { createComfyuiFake, readComfyuiPrompt } from "./fakes/comfyui.ts";
import { createDreamiflyFake, readDreamiflyBody } from "./fakes/dreamifly.ts";
import { createFalFake, readFalInput } from "./fakes/fal.ts";
import type { FakeUpstream } from "./fakes/fake_upstream.ts";
import { createInternet } from "./fakes/internet.ts";
import { createFakeOpenai, openaiPreview } from "./fakes/openai.ts";
import { createReplicateFake, readReplicateInput } from "./fakes/replicate.ts";
import { png } from "./fakes/scripted_provider.ts";
import { createFakeSdwebui } from "./fakes/sdwebui.ts";
import { makePicture, meanOf, pixelsOf } from "./pictures.ts";
import { jobOf as jobBehind, lastSubmit, pictureOf, triesOf as triesIn } from "./upstream_calls.ts";

const GENERATIONS = "/v1/images/generations";
const EDITS = "/v1/images/edits";

const DREAMIFLY_TOKEN = "Bearer dreamifly-secret";
const ARTING_TOKEN = "arting-secret";
const OPENAI_KEY = "sk-openai-secret";
const BFL_KEY = "bfl-secret";
const FAL_KEY = "fal-secret";
const COMFYUI_TOKEN = "comfyui-secret";
const REPLICATE_TOKEN = "replicate-secret";
const SDWEBUI_AUTH = "me:sdwebui-secret";
const SECRETS = [
  DREAMIFLY_TOKEN,
  ARTING_TOKEN,
  OPENAI_KEY,
  BFL_KEY,
  FAL_KEY,
  COMFYUI_TOKEN,
  REPLICATE_TOKEN,
  SDWEBUI_AUTH,
  btoa(SDWEBUI_AUTH),
];

const ENV = {
  AIIMAGETOIMAGE_URL: "http://aiimagetoimage.test",
  AISDK_DEMO_URL: "http://ai-sdk-demo.test",
  DREAMIFLY_URL: "http://dreamifly.test",
  DREAMIFLY_AUTH_TOKEN: DREAMIFLY_TOKEN,
  ARTING_URL: "http://arting.test",
  ARTING_AUTH_TOKEN: ARTING_TOKEN,
  OPENAI_BASE_URL: "http://openai.test/v1",
  OPENAI_API_KEY: OPENAI_KEY,
  OPENAI_MODELS: "gpt-image-1,flux.1-dev",
  BFL_BASE_URL: "http://bfl.test",
  BFL_API_KEY: BFL_KEY,
  FAL_BASE_URL: "http://fal.test",
  FAL_KEY,
  COMFYUI_URL: "http://comfyui.test",
  COMFYUI_AUTH: `Bearer ${COMFYUI_TOKEN}`,
  COMFYUI_CHECKPOINTS: "sd_xl_base_1.0.safetensors",
  REPLICATE_BASE_URL: "http://replicate.test/v1",
  REPLICATE_API_TOKEN: REPLICATE_TOKEN,
  SDWEBUI_URL: "http://sdwebui.test",
  SDWEBUI_AUTH,
  MODEL_ROUTES: JSON.stringify({ pair: ["dreamifly/dreamifly-qwen-image", "openai/flux.1-dev"] }),
} as const;

const clock = systemRuntime(() => {});
const dreamifly = createDreamiflyFake({ tokens: [DREAMIFLY_TOKEN], clock });
const listed = ["gpt-image-1", "flux.1-dev", "sdxl-turbo"].map((id) => ({ id }));
const openai = createFakeOpenai({ apiKeys: [OPENAI_KEY], models: listed, now: clock.now });
const sdwebui = createFakeSdwebui({ auth: SDWEBUI_AUTH, clock });
const aiSdkDemo = createAiSdkDemoFake({ now: clock.now });
const internet = createInternet({
  "dreamifly.test": dreamifly.fetch,
  "openai.test": openai.fetch,
  "sdwebui.test": sdwebui.fetch,
  "ai-sdk-demo.test": aiSdkDemo.fetch,
});
const tests = doorForTests({ env: ENV, fetch: internet });

const picture = png({ widthPx: 64, heightPx: 64 }).bytes;
const mask = png({ widthPx: 64, heightPx: 64, alpha: 0 }).bytes;
const dataUrl = `data:image/png;base64,${toBase64(picture)}`;
const maskUrl = `data:image/png;base64,${toBase64(mask)}`;

function countSubmits({ calls }: FakeUpstream): number {
  return calls.filter(({ door }) => door === "submit").length;
}

async function jobOf(door: Door, response: Response): Promise<JobView> {
  return await jobBehind(door, response, SECRETS);
}

/** Who was tried for a job, and with which failure. */
async function triesOf(door: Door, response: Response): Promise<[string, string | null][]> {
  return triesIn(await jobOf(door, response));
}

Deno.test("dreamifly draws what a caller asks for, the style in words", async () => {
  const response = await tests.door.post(GENERATIONS, {
    model: "dreamifly-qwen-image",
    prompt: "a lighthouse",
    size: "512x768",
    style: "油画",
    quality: "high",
    steps: 12,
    seed: 0,
  });
  assertEquals(await pictureOf(response.clone()), "image/png 512x768");
  assertEquals(warningsOf(response), [
    "quality dropped: dreamifly-qwen-image does not take it",
    'style mapped: to the words "oil painting style," before the prompt',
  ]);
  assertEquals(await triesOf(tests.door, response), [["dreamifly/dreamifly-qwen-image", null]]);
  const submit = lastSubmit(dreamifly);
  assertEquals(submit.headers.get("authorization"), DREAMIFLY_TOKEN);
  assertEquals(await readDreamiflyBody(submit), {
    prompt: "oil painting style, a lighthouse",
    width: 512,
    height: 768,
    steps: 12,
    batch_size: 1,
    model: "Qwen-Image",
    images: [],
    seed: 0,
  });
});

Deno.test("dreamifly changes a caller's pictures, and is not sent a mask", async () => {
  const edit = { model: "dreamifly-qwen-edit", prompt: "at night", images: [dataUrl, dataUrl] };
  const response = await tests.door.post(EDITS, { ...edit, size: "64x64" });
  assertEquals(await pictureOf(response), "image/png 64x64");
  const { model, images } = await readDreamiflyBody(lastSubmit(dreamifly));
  assertEquals([model, images], ["Qwen-Image-Edit", [dataUrl, dataUrl]]);
  const asked = countSubmits(dreamifly);
  const refused = await tests.door.post(EDITS, { ...edit, mask: maskUrl });
  assertEquals([refused.status, (await errorOf(refused)).param], [400, "mask"]);
  assertEquals(countSubmits(dreamifly), asked);
});

Deno.test("openai draws what a caller asks for, in OpenAI's own words", async () => {
  const response = await tests.door.post(GENERATIONS, {
    model: "openai/gpt-image-1",
    prompt: "a lighthouse",
    size: "1536x1024",
    quality: "hd",
    seed: 5,
  });
  assertEquals(await pictureOf(response.clone()), "image/png 1536x1024");
  assertEquals(warningsOf(response), ["seed dropped: openai/gpt-image-1 does not take it"]);
  assertEquals(await triesOf(tests.door, response), [["openai/gpt-image-1", null]]);
  const submit = lastSubmit(openai);
  assertEquals(submit.headers.get("authorization"), `Bearer ${OPENAI_KEY}`);
  assertMatch(submit.headers.get("idempotency-key") ?? "", /^job_/);
  assertEquals(await submit.json(), {
    model: "gpt-image-1",
    prompt: "a lighthouse",
    n: 1,
    size: "1536x1024",
    quality: "high",
    output_format: "png",
  });
});

Deno.test("openai repaints what a caller's mask leaves clear", async () => {
  const form = new FormData();
  form.append("model", "gpt-image-1");
  form.append("prompt", "a red boat");
  form.append("image", new File([picture], "harbour.png", { type: "image/png" }));
  form.append("mask", new File([mask], "hole.png", { type: "image/png" }));
  const response = await tests.door.app.request(EDITS, { method: "POST", body: form });
  assertEquals(await pictureOf(response), "image/png 1024x1024");
  const sent = await lastSubmit(openai).formData();
  assertEquals([sent.get("prompt"), sent.get("model")], ["a red boat", "gpt-image-1"]);
  assertEquals(await bytesOf(sent.get("image")), picture);
  assertEquals(await bytesOf(sent.get("mask")), mask);
});

async function bytesOf(part: FormDataEntryValue | null): Promise<Uint8Array> {
  assert(part instanceof File, "The part is a file");
  return await part.bytes();
}

Deno.test("openai gives its pictures at addresses, and they are fetched", async () => {
  const upstream = createFakeOpenai({ apiKeys: [OPENAI_KEY], byUrl: true, now: clock.now });
  await using door = await openDoor({
    env: ENV,
    fetch: createInternet({ "openai.test": upstream.fetch }),
  });
  const body = { model: "flux.1-dev", prompt: "a lighthouse", size: "512x768" };
  const response = await door.post(GENERATIONS, { ...body, response_format: "b64_json" });
  assertEquals(await pictureOf(response.clone()), "image/png 512x768");
  assertEquals(await triesOf(door, response), [["openai/flux.1-dev", null]]);
  checkDownloads(upstream);
});

Deno.test("openai streams pictures under way, and the caller of a stream gets the same", async () => {
  const response = await tests.door.post(GENERATIONS, {
    model: "openai/gpt-image-1",
    prompt: "a lighthouse",
    size: "1024x1024",
    stream: true,
    partial_images: 2,
  });
  assert(response.body);
  const events = await Array.fromAsync(readEvents(response.body, { maxEventSize: 1_000_000 }));
  const partials = events.slice(0, 2).map(({ data }) => PartialImageEvent.parse(JSON.parse(data)));
  const drawn = [0, 1].map((index) => openaiPreview({ widthPx: 1024, heightPx: 1024 }, index));
  assertEquals(partials.map(({ b64_json }) => b64_json), drawn.map(toBase64));
  assertEquals(partials.map((event) => event.partial_image_index), [0, 1]);
  const [completed, ...more] = events.slice(2)
    .map(({ data }) => CompletedEvent.parse(JSON.parse(data)));
  assertEquals([completed?.size, more], ["1024x1024", []]);
  assertObjectMatch(z.record(z.string(), z.json()).parse(await lastSubmit(openai).json()), {
    stream: true,
    partial_images: 2,
  });
});

Deno.test("sdwebui draws what a caller asks for, with its LoRAs", async () => {
  const response = await tests.door.post(GENERATIONS, {
    model: "sdwebui",
    prompt: "a lighthouse",
    negative_prompt: "people",
    size: "512x512",
    sampler: "Euler a",
    clip_skip: 2,
    lora_ids: "inkwash",
    lora_weight: 0.6,
    seed: 3,
  });
  assertEquals(await pictureOf(response.clone()), "image/png 512x512");
  assertEquals(warningsOf(response), []);
  assertEquals(await triesOf(tests.door, response), [["sdwebui/sdwebui", null]]);
  const submit = lastSubmit(sdwebui);
  assertMatch(submit.url, /\/sdapi\/v1\/txt2img$/);
  assertEquals(submit.headers.get("authorization"), `Basic ${btoa(SDWEBUI_AUTH)}`);
  assertObjectMatch(z.record(z.string(), z.json()).parse(await submit.json()), {
    prompt: "a lighthouse <lora:inkwash:0.6>",
    negative_prompt: "people",
    sampler_name: "Euler a",
    override_settings: { CLIP_stop_at_last_layers: 2 },
    batch_size: 1,
    width: 512,
    height: 512,
    seed: 3,
  });
});

const Painted = z.object({
  init_images: z.tuple([z.string()]),
  mask: z.string(),
  denoising_strength: z.number(),
  inpainting_mask_invert: z.literal(0),
});

Deno.test("sdwebui repaints what a caller's mask leaves clear: it is told in white", async () => {
  const body = { model: "sdwebui", prompt: "a red boat", strength: 0.4, size: "64x64" };
  const response = await tests.door.post(EDITS, { ...body, image: dataUrl, mask: maskUrl });
  assertEquals(await pictureOf(response), "image/png 64x64");
  const submit = lastSubmit(sdwebui);
  assertMatch(submit.url, /\/sdapi\/v1\/img2img$/);
  const sent = Painted.parse(await submit.json());
  assertEquals(sent.init_images, [toBase64(picture)]);
  assertEquals(sent.denoising_strength, 0.4);
  const bytes = fromBase64(sent.mask) ?? new Uint8Array();
  const { raster } = tests.door.darkroom.services;
  assertEquals(meanOf(await pixelsOf(raster, { bytes, mediaType: "image/png" })), [
    255,
    255,
    255,
    255,
  ]);
});

Deno.test("ai-sdk-demo draws what a caller asks for, and says what it cannot take", async () => {
  const response = await tests.door.post(GENERATIONS, {
    model: "fireworks/ssd-1b",
    prompt: "a lighthouse",
    size: "512x512",
    seed: 1,
  });
  assertEquals(await pictureOf(response.clone()), "image/png 64x64");
  assertEquals(warningsOf(response), [
    "seed dropped: fireworks/ssd-1b does not take it",
    "size mapped: 512x512 to 1024x1024, the nearest that fireworks/ssd-1b makes",
  ]);
  assertEquals(await triesOf(tests.door, response), [["ai-sdk-demo/fireworks/ssd-1b", null]]);
  const submit = lastSubmit(aiSdkDemo);
  assertEquals(submit.headers.get("authorization"), null);
  assertEquals(await submit.json(), {
    prompt: "a lighthouse",
    provider: "fireworks",
    modelId: "accounts/fireworks/models/SSD-1B",
  });
});

/** A door to upstreams that are polled, and whose time it shares. */
async function openPolledDoor() {
  const clock = borrowedClock();
  const arting = createArtingFake({ tokens: [ARTING_TOKEN], now: clock.now });
  const aiimagetoimage = createAiimagetoimageFake({ now: clock.now });
  const bfl = createBflFake({ keys: [BFL_KEY], now: clock.now });
  const fal = createFalFake({ keys: [FAL_KEY], now: clock.now });
  const replicate = createReplicateFake({ tokens: [REPLICATE_TOKEN], now: clock.now });
  const comfyui = createComfyuiFake({ clock, authorization: `Bearer ${COMFYUI_TOKEN}` });
  const fetch = createInternet({
    "comfyui.test": comfyui.fetch,
    "arting.test": arting.fetch,
    "aiimagetoimage.test": aiimagetoimage.fetch,
    "bfl.test": bfl.fetch,
    "fal.test": fal.fetch,
    "replicate.test": replicate.fetch,
    "ai-sdk-demo.test": aiSdkDemo.fetch,
  });
  const door = await openVirtualDoor({ env: ENV, fetch, listen: comfyui.listen });
  clock.lend(door.runtime);
  await makePicture(door.darkroom.services.raster); // its thread starts in real time
  door.darkroom.worker.start();
  return {
    arting,
    aiimagetoimage,
    bfl,
    comfyui,
    fal,
    replicate,
    door,
    [Symbol.asyncDispose]: () => door[Symbol.asyncDispose](),
  };
}

async function ask({ door }: { readonly door: VirtualDoor }, path: string, body: unknown) {
  return await answered(door.runtime, door.post(path, body));
}

/** Results are fetched by us, but neither in anybody else's name nor with our credentials. */
function checkDownloads({ calls }: FakeUpstream): void {
  const downloads = calls.filter(({ door }) => door === "file");
  assert(downloads.length > 0, "The picture was fetched from the upstream");
  for (const { request } of downloads) {
    checkPretences(request);
    assertEquals(request.headers.get("authorization") ?? request.headers.get("x-key"), null);
  }
}

Deno.test("arting draws what a caller asks for, and its address is fetched", async () => {
  await using polled = await openPolledDoor();
  const response = await ask(polled, GENERATIONS, {
    model: "oneFORALLAnime",
    prompt: "a lighthouse <lora:inkwash:0.6>",
    size: "512x768",
    seed: 0,
  });
  assertEquals(await pictureOf(response.clone()), "image/png 64x96");
  const { attempts } = await jobOf(polled.door, response);
  assertEquals(attempts.map(({ provider, error }) => [provider, error]), [["arting", null]]);
  assert((attempts[0]?.polls ?? 0) > 0, "It was polled");
  const submit = lastSubmit(polled.arting);
  assertEquals(submit.headers.get("authorization"), ARTING_TOKEN);
  assertObjectMatch(await readArtingBody(submit), {
    prompt: "a lighthouse",
    model_id: "oneFORALLAnime",
    lora_ids: "inkwash",
    lora_weight: "0.6",
    samples: 1,
    width: 512,
    height: 768,
    seed: 0,
  });
  checkDownloads(polled.arting);
});

Deno.test("aiimagetoimage draws words on a plain light canvas, and says so", async () => {
  await using polled = await openPolledDoor();
  const body = { model: "nano_banana", prompt: "a lighthouse", aspect_ratio: "16:9" };
  const response = await ask(polled, GENERATIONS, body);
  assertEquals(await pictureOf(response.clone()), "image/png 64x64");
  assertEquals(warningsOf(response), [
    "image added: nano_banana works on a picture and gets a plain light canvas",
  ]);
  const sent = await readAiimagetoimageForm(lastSubmit(polled.aiimagetoimage));
  assertObjectMatch(sent, { prompt: "a lighthouse", aspect_ratio: "16:9" });
  const canvas = readMedia(await sent.image.bytes());
  assert(canvas);
  assertEquals(formatSize(canvas), "1280x720");
});

Deno.test("aiimagetoimage changes a caller's picture, and its address is fetched", async () => {
  await using polled = await openPolledDoor();
  const response = await ask(polled, EDITS, {
    model: "nano_banana",
    prompt: "at night",
    negative_prompt: "people",
    image: dataUrl,
  });
  assertEquals(await pictureOf(response.clone()), "image/png 64x64");
  assertEquals(await triesOf(polled.door, response), [["aiimagetoimage/nano_banana", null]]);
  const sent = await readAiimagetoimageForm(lastSubmit(polled.aiimagetoimage));
  assertObjectMatch(sent, { prompt: "at night", negative_prompt: "people" });
  assertEquals([sent.model_type, sent.aspect_ratio], ["nano_banana", "match_input_image"]);
  assertEquals(await sent.image.bytes(), picture);
  checkDownloads(polled.aiimagetoimage);
});

Deno.test("a picture of a kind that the upstream does not read reaches it as PNG", async () => {
  await using polled = await openPolledDoor();
  const { raster } = polled.door.darkroom.services;
  const webp = await makePicture(raster, { widthPx: 64, heightPx: 64, format: "webp" });
  const image = `data:image/webp;base64,${toBase64(webp.bytes)}`;
  const response = await ask(polled, EDITS, { model: "nano_banana", prompt: "at night", image });
  assertEquals(await pictureOf(response), "image/png 64x64");
  const sent = await readAiimagetoimageForm(lastSubmit(polled.aiimagetoimage));
  assertEquals(readMedia(await sent.image.bytes())?.mediaType, "image/png");
});

Deno.test("comfyui draws what a caller asks for, and tells how far it is", async () => {
  await using polled = await openPolledDoor();
  const body = { model: "comfyui/sd_xl_base_1.0", prompt: "a lighthouse", steps: 12, seed: 3 };
  const response = await ask(polled, "/v1/jobs", { ...body, size: "512x768" });
  const { urls: { self } } = JobView.parse(await response.json());
  const events = await polled.door.get(`${new URL(self).pathname}/events`);
  const told = await answered(polled.door.runtime, events.text());
  assertMatch(told, /event: progress[^]*event: completed/);
  const job = JobView.parse(await (await polled.door.get(new URL(self).pathname)).json());
  assertEquals([job.status, job.images[0]?.size], ["completed", "64x96"]);
  const submit = lastSubmit(polled.comfyui);
  assertEquals(submit.headers.get("authorization"), `Bearer ${COMFYUI_TOKEN}`);
  const { graph } = await readComfyuiPrompt(submit);
  assertObjectMatch(graph, {
    positive: { inputs: { text: "a lighthouse" } },
    empty: { inputs: { width: 512, height: 768 } },
    sampler: { inputs: { steps: 12, seed: 3 } },
  });
  // Results are behind the same proxy: fetched with its credentials, from there only.
  const file = polled.comfyui.calls.find(({ door }) => door === "file");
  assertEquals(file?.request.headers.get("authorization"), `Bearer ${COMFYUI_TOKEN}`);
});

Deno.test("replicate draws what a caller asks for, and its address is fetched", async () => {
  await using polled = await openPolledDoor();
  const response = await ask(polled, GENERATIONS, {
    model: "replicate/flux-schnell",
    prompt: "a lighthouse",
    size: "1344x768",
    seed: 0,
    steps: 20,
  });
  assertEquals(await pictureOf(response.clone()), "image/png 64x96");
  assertEquals(warningsOf(response), ["steps dropped: replicate/flux-schnell does not take it"]);
  assertEquals(await triesOf(polled.door, response), [["replicate/flux-schnell", null]]);
  const submit = lastSubmit(polled.replicate);
  assertEquals(submit.headers.get("authorization"), `Bearer ${REPLICATE_TOKEN}`);
  assertEquals(await readReplicateInput(submit), {
    prompt: "a lighthouse",
    aspect_ratio: "16:9",
    num_outputs: 1,
    output_format: "png",
    seed: 0,
  });
  checkDownloads(polled.replicate);
});

Deno.test("replicate goes by a caller's picture", async () => {
  await using polled = await openPolledDoor();
  const edit = { model: "flux-dev", prompt: "at night", image: dataUrl, strength: 0.4 };
  const response = await ask(polled, EDITS, edit);
  assertEquals(await pictureOf(response.clone()), "image/png 64x96");
  const { image, prompt_strength } = await readReplicateInput(lastSubmit(polled.replicate));
  assertEquals([image, prompt_strength], [dataUrl, 0.4]);
  checkDownloads(polled.replicate);
});

Deno.test("an id of the demo goes to Replicate, and to the demo when that takes nothing", async () => {
  await using polled = await openPolledDoor();
  const request = { model: "replicate/flux-1.1-pro", prompt: "a lighthouse" };
  polled.replicate.next({ on: "submit", status: 402, body: { detail: "Insufficient credit" } });
  const response = await ask(polled, GENERATIONS, request);
  assertEquals(await pictureOf(response.clone()), "image/png 64x64");
  assertEquals(await triesOf(polled.door, response), [
    ["replicate/flux-1.1-pro", "upstream_quota"],
    ["ai-sdk-demo/replicate/flux-1.1-pro", null],
  ]);
});

Deno.test("fal draws what a caller asks for, and its address is fetched", async () => {
  await using polled = await openPolledDoor();
  const response = await ask(polled, GENERATIONS, {
    model: "flux/schnell",
    prompt: "a lighthouse",
    size: "512x768",
    seed: 0,
    output_format: "jpeg",
  });
  assertEquals(await pictureOf(response.clone()), "image/jpeg 64x96");
  assertEquals(warningsOf(response), []);
  assertEquals(await triesOf(polled.door, response), [["fal/flux/schnell", null]]);
  const submit = lastSubmit(polled.fal);
  assertEquals(submit.headers.get("authorization"), `Key ${FAL_KEY}`);
  assertEquals(await readFalInput(submit), {
    prompt: "a lighthouse",
    image_size: { width: 512, height: 768 },
    output_format: "jpeg",
    seed: 0,
  });
  checkDownloads(polled.fal);
});

Deno.test("fal changes a caller's pictures at the endpoint for that", async () => {
  await using polled = await openPolledDoor();
  const edit = { model: "fal/flux-2-pro", prompt: "at night", images: [dataUrl, dataUrl] };
  const response = await ask(polled, EDITS, edit);
  assertEquals(await pictureOf(response.clone()), "image/png 64x96");
  const submit = lastSubmit(polled.fal);
  assertMatch(submit.url, /\/fal-ai\/flux-2-pro\/edit$/);
  assertEquals((await readFalInput(submit)).image_urls, [dataUrl, dataUrl]);
  checkDownloads(polled.fal);
});

Deno.test("bfl draws what a caller asks for, and its address is fetched", async () => {
  await using polled = await openPolledDoor();
  const response = await ask(polled, GENERATIONS, {
    model: "flux-2-flex",
    prompt: "a lighthouse",
    size: "1536x1024",
    seed: 0,
    steps: 30,
    moderation: "low",
  });
  assertEquals(await pictureOf(response.clone()), "image/png 64x96");
  assertEquals(warningsOf(response), []);
  assertEquals(await triesOf(polled.door, response), [["bfl/flux-2-flex", null]]);
  const submit = lastSubmit(polled.bfl);
  assertMatch(submit.url, /\/v1\/flux-2-flex$/);
  assertEquals(submit.headers.get("x-key"), BFL_KEY);
  assertEquals(await readBflBody(submit), {
    prompt: "a lighthouse",
    width: 1536,
    height: 1024,
    output_format: "png",
    seed: 0,
    steps: 30,
    safety_tolerance: 5,
  });
  checkDownloads(polled.bfl);
});

Deno.test("bfl changes a caller's picture", async () => {
  await using polled = await openPolledDoor();
  const edit = { model: "flux-kontext-pro", prompt: "at night", image: dataUrl };
  const response = await ask(polled, EDITS, edit);
  assertEquals(await pictureOf(response.clone()), "image/png 64x96");
  const { input_image } = await readBflBody(lastSubmit(polled.bfl));
  assertEquals(input_image, toBase64(picture));
  checkDownloads(polled.bfl);
});

/** A model of each provider that the environment switches on. */
const OFFERED = [
  ["openai", "gpt-image-1"],
  ["sdwebui", "sdwebui"],
  ["comfyui", "sd_xl_base_1.0"],
  ["replicate", "flux-dev"],
  ["fal", "flux/schnell"],
  ["bfl", "flux-kontext-pro"],
  ["dreamifly", "dreamifly-qwen-image"],
  ["arting", "oneFORALLAnime"],
  ["aiimagetoimage", "nano_banana"],
  ["ai-sdk-demo", "fireworks/ssd-1b"],
] as const;

Deno.test("GET models lists each provider's ids bare and with its prefix", async () => {
  const { data } = ModelList.parse(await (await tests.door.get("/v1/models")).json());
  const models = new Map(data.map((model) => [model.id, model]));
  for (const [provider, id] of OFFERED) {
    assertObjectMatch(models.get(id) ?? {}, { owned_by: provider, alias_of: null });
    const prefixed = `${provider}/${id}`;
    assertObjectMatch(models.get(prefixed) ?? {}, { owned_by: provider, alias_of: id });
  }
});

Deno.test("GET models lists what upstreams say they have, once they were asked", async () => {
  await using door = await openDoor({ env: ENV, fetch: internet });
  await door.darkroom.refreshModels();
  const response = await door.get("/v1/models/sd_xl_base_1.0");
  assertEquals(ModelView.parse(await response.json()).owned_by, "sdwebui");
  const other = await door.get("/v1/models/sdxl-turbo");
  assertEquals(ModelView.parse(await other.json()).owned_by, "openai");
});

Deno.test("a model of two routes goes to the second when the first takes nothing", async () => {
  dreamifly.next({ on: "submit", status: 503, body: {} });
  const response = await tests.door.post(GENERATIONS, { model: "pair", prompt: "a lighthouse" });
  assertEquals(await pictureOf(response.clone()), "image/png 1024x1024");
  assertEquals(await triesOf(tests.door, response), [
    ["dreamifly/dreamifly-qwen-image", "upstream_unavailable"],
    ["openai/flux.1-dev", null],
  ]);
});

Deno.test("an upstream that is nowhere to be found is a 503 worth repeating", async () => {
  await using door = await openDoor({ env: ENV, fetch: createInternet({}) });
  const response = await door.post(GENERATIONS, { model: "gpt-image-1", prompt: "a lighthouse" });
  assertEquals(response.status, 503);
  assertEquals(response.headers.get("x-should-retry"), "true");
  const { code, message } = await errorOf(response);
  assertEquals(code, "upstream_unavailable");
  assertFalse(message.includes("openai.test"), "Where our upstreams are is nobody's business");
});

Deno.test("GET styles lists names that any model takes", async () => {
  const { data } = StyleList.parse(await (await tests.door.get("/v1/styles")).json());
  assertEquals(data, [...styleNames()]);
  const body = { model: "flux.1-dev", prompt: "a lighthouse", style: "Pixel art" };
  const response = await tests.door.post(GENERATIONS, body);
  assertEquals(await pictureOf(response), "image/png 1024x1024");
  assertObjectMatch(z.record(z.string(), z.json()).parse(await lastSubmit(openai).json()), {
    prompt: "pixel art style, a lighthouse",
  });
});

Deno.test("dall-e-3 stands for the default model, whoever serves it", async () => {
  const env = { ...ENV, DEFAULT_MODEL: "dreamifly-qwen-image" };
  await using door = await openDoor({ env, fetch: internet });
  const response = await door.post(GENERATIONS, { model: "dall-e-3", prompt: "a lighthouse" });
  const { data } = ImagesResponse.parse(await response.clone().json());
  const file = await door.get(new URL(data[0]?.url ?? "").pathname);
  assertEquals(readMedia(await file.bytes())?.mediaType, "image/png");
  assertEquals(await triesOf(door, response), [["dreamifly/dreamifly-qwen-image", null]]);
  assertEquals((await readDreamiflyBody(lastSubmit(dreamifly))).model, "Qwen-Image");
});
