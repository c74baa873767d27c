import { AwsV4Signer } from "aws4fetch";
import { toBase64 } from "../images/base64.ts";
import { ModelList } from "../routes/schemas/model.ts";
import { systemRuntime } from "../runtime.ts";
import { errorOf, warningsOf } from "./answers.ts";
import { assertEquals, assertObjectMatch } from "./assert.ts";
import { type Door, doorForTests, openDoor } from "./door.ts";
import { createAiSdkDemoFake } from "./fakes/ai_sdk_demo.ts";
import { createBedrockFake, readBedrockBody } from "./fakes/bedrock.ts";
import { createDeepinfraFake, readDeepinfraBody } from "./fakes/deepinfra.ts";
import { createFireworksFake, readFireworksBody } from "./fakes/fireworks.ts";
import { createGeminiFake, GEMINI_REFUSALS, readGeminiBody } from "./fakes/gemini.ts";
import { createGoogleTokensFake, makeServiceAccount } from "./fakes/google_tokens.ts";
import { createInternet } from "./fakes/internet.ts";
import { png } from "./fakes/scripted_provider.ts";
import { createStabilityFake, readStabilityForm } from "./fakes/stability.ts";
import { createTogetherFake, readTogetherBody } from "./fakes/together.ts";
import { createXaiFake, readXaiBody } from "./fakes/xai.ts";
import { jobOf, lastSubmit, pictureOf, triesOf as triesIn } from "./upstream_calls.ts";

const GENERATIONS = "/v1/images/generations";
const EDITS = "/v1/images/edits";

const KEY = "official-secret";

const ENV = {
  AISDK_DEMO_URL: "http://ai-sdk-demo.test",
  DEEPINFRA_API_KEY: KEY,
  DEEPINFRA_BASE_URL: "http://deepinfra.test/v1",
  FIREWORKS_API_KEY: KEY,
  FIREWORKS_BASE_URL: "http://fireworks.test/inference/v1",
  GEMINI_API_KEY: KEY,
  GEMINI_BASE_URL: "http://gemini.test/v1beta",
  GOOGLE_VERTEX_API_KEY: KEY,
  GOOGLE_VERTEX_BASE_URL: "http://vertex.test/v1/publishers/google",
  STABILITY_API_KEY: KEY,
  STABILITY_BASE_URL: "http://stability.test",
  TOGETHER_API_KEY: KEY,
  TOGETHER_BASE_URL: "http://together.test/v1",
  XAI_API_KEY: KEY,
  XAI_BASE_URL: "http://xai.test/v1",
} as const;

const { now } = systemRuntime(() => {});
const settings = { keys: [KEY], now };
const fakes = {
  aiSdkDemo: createAiSdkDemoFake({ now }),
  deepinfra: createDeepinfraFake(settings),
  fireworks: createFireworksFake(settings),
  gemini: createGeminiFake(settings),
  stability: createStabilityFake(settings),
  together: createTogetherFake(settings),
  vertex: createGeminiFake(settings),
  xai: createXaiFake(settings),
};
const internet = createInternet({
  "ai-sdk-demo.test": fakes.aiSdkDemo.fetch,
  "deepinfra.test": fakes.deepinfra.fetch,
  "fireworks.test": fakes.fireworks.fetch,
  "gemini.test": fakes.gemini.fetch,
  "stability.test": fakes.stability.fetch,
  "together.test": fakes.together.fetch,
  "vertex.test": fakes.vertex.fetch,
  "xai.test": fakes.xai.fetch,
});
const tests = doorForTests({ env: ENV, fetch: internet });

const picture = png({ widthPx: 64, heightPx: 64 }).bytes;
const dataUrl = `data:image/png;base64,${toBase64(picture)}`;

async function triesOf(response: Response, door: Door = tests.door) {
  return triesIn(await jobOf(door, response, [KEY]));
}

Deno.test("gemini draws what a caller asks for, as a ratio and a scale", async () => {
  const response = await tests.door.post(GENERATIONS, {
    model: "gemini/gemini-3.1-flash-image",
    prompt: "a lighthouse",
    size: "2752x1536",
    seed: 4_294_967_295,
  });
  assertEquals(await pictureOf(response.clone()), "image/png 128x72");
  assertEquals(warningsOf(response), []);
  assertEquals(await triesOf(response), [["gemini/gemini-3.1-flash-image", null]]);
  const submit = lastSubmit(fakes.gemini);
  assertEquals(
    new URL(submit.url).pathname,
    "/v1beta/models/gemini-3.1-flash-image:generateContent",
  );
  assertEquals(submit.headers.get("x-goog-api-key"), KEY);
  assertEquals((await readGeminiBody(submit)).generationConfig, {
    responseModalities: ["IMAGE"],
    seed: 2_147_483_647,
    imageConfig: { aspectRatio: "16:9", imageSize: "2K" },
  });
});

Deno.test("gemini changes a caller's pictures, in their order", async () => {
  const edit = {
    model: "gemini/gemini-3-pro-image",
    prompt: "at night",
    images: [dataUrl, dataUrl],
  };
  const response = await tests.door.post(EDITS, edit);
  assertEquals(await pictureOf(response), "image/png 8x8");
  const { contents: [{ parts }] } = await readGeminiBody(lastSubmit(fakes.gemini));
  const inlineData = { mimeType: "image/png", data: toBase64(picture) };
  assertEquals(parts, [{ text: "at night" }, { inlineData }, { inlineData }]);
});

Deno.test("gemini's answer in words is a refusal that says them", async () => {
  fakes.gemini.next({ on: "submit", body: GEMINI_REFUSALS.words });
  const body = { model: "gemini/gemini-3.1-flash-image", prompt: "somebody" };
  const response = await tests.door.post(GENERATIONS, body);
  assertEquals(response.status, 400);
  const { code, message } = await errorOf(response);
  assertEquals(code, "moderation_blocked");
  assertEquals(message, "The upstream answered in words: I cannot draw that person.");
});

Deno.test("vertex draws with a service account, which is signed in once", async () => {
  const { clientEmail, privateKey } = await makeServiceAccount();
  const google = createGoogleTokensFake({ now });
  const upstream = createGeminiFake({ keys: [google.token], now });
  await using door = await openDoor({
    env: {
      GOOGLE_CLIENT_EMAIL: clientEmail,
      GOOGLE_PRIVATE_KEY: privateKey.replaceAll("\n", "\\n"),
      GOOGLE_VERTEX_PROJECT: "my-project",
    },
    fetch: createInternet({
      "oauth2.googleapis.com": google.fetch,
      "aiplatform.googleapis.com": upstream.fetch,
    }),
  });
  for (const seed of [1, 2]) {
    const body = { model: "vertex/gemini-3-pro-image", prompt: "a lighthouse", seed };
    assertEquals(await pictureOf(await door.post(GENERATIONS, body)), "image/png 8x8");
  }
  assertEquals(google.signedIn, [clientEmail]);
  const { url, headers } = lastSubmit(upstream);
  assertEquals(
    new URL(url).pathname,
    "/v1/projects/my-project/locations/global/publishers/google/models/" +
      "gemini-3-pro-image:generateContent",
  );
  assertEquals(headers.get("x-goog-api-key"), null);
  assertEquals(headers.get("authorization"), `Bearer ${google.token}`);
});

Deno.test("together draws what a caller asks for, and edits with several pictures", async () => {
  const response = await tests.door.post(GENERATIONS, {
    model: "FLUX.1-schnell",
    prompt: "a lighthouse",
    size: "512x768",
    steps: 4,
    seed: 0,
    output_format: "jpeg",
  });
  assertEquals(await pictureOf(response.clone()), "image/jpeg 512x768");
  assertEquals(warningsOf(response), []);
  const submit = lastSubmit(fakes.together);
  assertEquals(submit.headers.get("authorization"), `Bearer ${KEY}`);
  assertEquals(await readTogetherBody(submit), {
    model: "black-forest-labs/FLUX.1-schnell",
    prompt: "a lighthouse",
    width: 512,
    height: 768,
    steps: 4,
    seed: 0,
    output_format: "jpeg",
    response_format: "base64",
  });
  const images = [dataUrl, dataUrl];
  await tests.door.post(EDITS, { model: "FLUX.2-pro", prompt: "at night", images });
  assertEquals((await readTogetherBody(lastSubmit(fakes.together))).reference_images, images);
  await tests.door.post(EDITS, { model: "FLUX.1-kontext-pro", prompt: "at night", image: dataUrl });
  const kontext = await readTogetherBody(lastSubmit(fakes.together));
  assertEquals([kontext.image_url, kontext.aspect_ratio, kontext.width], [
    dataUrl,
    "1:1",
    undefined,
  ]);
});

Deno.test("fireworks draws what a caller asks for, FLUX by ratio and its elders by pixels", async () => {
  const flux = { model: "fireworks/flux-1-schnell-fp8", prompt: "a lighthouse", seed: 0 };
  const response = await tests.door.post(GENERATIONS, { ...flux, size: "1344x768", steps: 4 });
  assertEquals(await pictureOf(response.clone()), "image/png 64x64");
  assertEquals(await triesOf(response), [["fireworks/flux-1-schnell-fp8", null]]);
  const submit = lastSubmit(fakes.fireworks);
  assertEquals(
    new URL(submit.url).pathname,
    "/inference/v1/workflows/accounts/fireworks/models/flux-1-schnell-fp8/text_to_image",
  );
  assertEquals(await readFireworksBody(submit), {
    prompt: "a lighthouse",
    aspect_ratio: "16:9",
    seed: 0,
    samples: 1,
    num_inference_steps: 4,
  });
  const elder = { model: "fireworks/ssd-1b", prompt: "a lighthouse", negative_prompt: "people" };
  const other = await tests.door.post(GENERATIONS, { ...elder, size: "832x1216", seed: 1 });
  assertEquals(await pictureOf(other), "image/png 832x1216");
  assertObjectMatch(await readFireworksBody(lastSubmit(fakes.fireworks)), {
    width: 832,
    height: 1216,
    negative_prompt: "people",
  });
});

Deno.test("stability draws what a caller asks for, in multipart", async () => {
  const response = await tests.door.post(GENERATIONS, {
    model: "sd3.5-large",
    prompt: "a lighthouse",
    negative_prompt: "people",
    size: "768x1344",
    seed: 0,
    guidance_scale: 4.5,
  });
  assertEquals(await pictureOf(response.clone()), "image/png 64x64");
  assertEquals(await triesOf(response), [["stability/sd3.5-large", null]]);
  const submit = lastSubmit(fakes.stability);
  assertEquals(submit.headers.get("authorization"), `Bearer ${KEY}`);
  assertEquals(await readStabilityForm(submit), {
    prompt: "a lighthouse",
    model: "sd3.5-large",
    aspect_ratio: "9:16",
    output_format: "png",
    seed: 0,
    negative_prompt: "people",
    cfg_scale: 4.5,
  });
});

Deno.test("stability goes by a caller's picture, without a ratio where it takes none", async () => {
  const edit = { prompt: "at night", image: dataUrl, strength: 0.4, seed: 1 };
  const response = await tests.door.post(EDITS, { ...edit, model: "sd3.5-medium" });
  assertEquals(await pictureOf(response), "image/png 64x64");
  const form = await readStabilityForm(lastSubmit(fakes.stability));
  assertObjectMatch(form, { mode: "image-to-image", strength: 0.4 });
  const { strength: _, ...plain } = edit;
  await tests.door.post(EDITS, { ...plain, model: "stable-image-ultra" });
  const ultra = await readStabilityForm(lastSubmit(fakes.stability));
  assertObjectMatch(ultra, { aspect_ratio: "1:1", strength: 0.7 });
});

Deno.test("xai draws what a caller asks for, and keeps the ratio of one picture", async () => {
  const body = { model: "grok-imagine-image", prompt: "a lighthouse", size: "2688x1536" };
  const response = await tests.door.post(GENERATIONS, body);
  assertEquals(await pictureOf(response.clone()), "image/png 64x64");
  assertEquals(await readXaiBody(lastSubmit(fakes.xai)), {
    model: "grok-imagine-image",
    prompt: "a lighthouse",
    n: 1,
    response_format: "b64_json",
    aspect_ratio: "16:9",
    resolution: "2k",
  });
  const edit = { model: "grok-imagine-image-quality", prompt: "at night" };
  await tests.door.post(EDITS, { ...edit, image: dataUrl });
  const one = lastSubmit(fakes.xai);
  assertEquals(new URL(one.url).pathname, "/v1/images/edits");
  const { image, aspect_ratio, model } = await readXaiBody(one);
  assertEquals([image?.url, aspect_ratio], [dataUrl, undefined]);
  assertEquals(model, "grok-imagine-image-2.0", "The quality model is gone");
  await tests.door.post(EDITS, { ...edit, images: [dataUrl, dataUrl] });
  const { images } = await readXaiBody(lastSubmit(fakes.xai));
  assertEquals(images?.map(({ url }) => url), [dataUrl, dataUrl]);
});

Deno.test("deepinfra draws what a caller asks for, and edits at OpenAI's endpoint", async () => {
  const response = await tests.door.post(GENERATIONS, {
    model: "sd3.5",
    prompt: "a lighthouse",
    negative_prompt: "people",
    size: "512x768",
    seed: 0,
  });
  assertEquals(await pictureOf(response.clone()), "image/png 512x768");
  assertEquals(await triesOf(response), [["deepinfra/sd3.5", null]]);
  const submit = lastSubmit(fakes.deepinfra);
  assertEquals(new URL(submit.url).pathname, "/v1/inference/stabilityai/sd3.5");
  assertObjectMatch(await readDeepinfraBody(submit), { seed: 0, negative_prompt: "people" });
  const edit = { model: "FLUX.1-Kontext-dev", prompt: "at night", image: dataUrl };
  assertEquals(await pictureOf(await tests.door.post(EDITS, edit)), "image/png 64x64");
  assertEquals(new URL(lastSubmit(fakes.deepinfra).url).pathname, "/v1/openai/images/edits");
});

Deno.test("bedrock goes by a caller's picture, with a signed request", async () => {
  const upstream = createBedrockFake({ keys: ["AKIDEXAMPLE"], now });
  await using door = await openDoor({
    env: {
      BEDROCK_REGION: "us-west-2",
      AWS_ACCESS_KEY_ID: "AKIDEXAMPLE",
      AWS_SECRET_ACCESS_KEY: "bedrock-secret",
    },
    fetch: createInternet({ "bedrock-runtime.us-west-2.amazonaws.com": upstream.fetch }),
  });
  const edit = { model: "bedrock/sd3.5-large", prompt: "at night", image: dataUrl, seed: 3 };
  const response = await door.post(EDITS, { ...edit, strength: 0.4 });
  assertEquals(await pictureOf(response), "image/png 64x64");
  const submit = lastSubmit(upstream);
  assertEquals(new URL(submit.url).pathname, "/model/stability.sd3-5-large-v1%3A0/invoke");
  const signer = new AwsV4Signer({
    url: submit.url,
    method: "POST",
    body: await submit.clone().text(),
    accessKeyId: "AKIDEXAMPLE",
    secretAccessKey: "bedrock-secret",
    region: "us-west-2",
    service: "bedrock",
    datetime: submit.headers.get("x-amz-date") ?? "",
  });
  assertEquals(submit.headers.get("authorization"), await signer.authHeader());
  assertEquals(await readBedrockBody(submit), {
    prompt: "at night",
    mode: "image-to-image",
    image: toBase64(picture),
    output_format: "png",
    seed: 3,
    strength: 0.4,
  });
});

Deno.test("the demo's ids of models that Google shut down go to Nano Banana", async () => {
  fakes.vertex.next({ on: "submit", status: 503, body: GEMINI_REFUSALS.overload });
  const body = { model: "vertex/imagen-3.0-fast", prompt: "a lighthouse" };
  const response = await tests.door.post(GENERATIONS, body);
  assertEquals(await pictureOf(response.clone()), "image/png 8x8");
  assertEquals(await triesOf(response), [
    ["vertex/imagen-3.0-fast", "upstream_unavailable"],
    ["gemini/vertex/imagen-3.0-fast", null],
  ]);
  assertEquals(
    new URL(lastSubmit(fakes.gemini).url).pathname.split("/").at(-1),
    "gemini-3.1-flash-image:generateContent",
  );
});

Deno.test("a demo's id goes to its official service, and to the demo when that takes nothing", async () => {
  fakes.fireworks.next({ on: "submit", status: 402, body: {} });
  const body = { model: "fireworks/playground-v2.5", prompt: "a lighthouse" };
  const response = await tests.door.post(GENERATIONS, body);
  assertEquals(await pictureOf(response.clone()), "image/png 64x64");
  assertEquals(await triesOf(response), [
    ["fireworks/playground-v2.5", "upstream_quota"],
    ["ai-sdk-demo/fireworks/playground-v2.5", null],
  ]);
});

/** A model of each provider that the environment switches on. */
const OFFERED = [
  ["vertex", "gemini-3.1-flash-image"],
  ["together", "FLUX.1-schnell"],
  ["fireworks", "flux-1-dev-fp8"],
  ["stability", "stable-image-core"],
  ["xai", "grok-imagine-image"],
  ["deepinfra", "sd3.5"],
] as const;

Deno.test("GET models lists the official services' ids bare and with their prefix", async () => {
  await using door = await openDoor({ env: ENV, fetch: internet });
  const { data } = ModelList.parse(await (await door.get("/v1/models")).json());
  const models = new Map(data.map((model) => [model.id, model]));
  for (const [provider, id] of OFFERED) {
    assertObjectMatch(models.get(id) ?? {}, { owned_by: provider, alias_of: null });
    const prefixed = models.get(`${provider}/${id}`) ?? {};
    // What the demo calls the same is another route of it.
    assertObjectMatch(prefixed, { owned_by: provider });
  }
  assertEquals(models.get("gemini/gemini-3-pro-image")?.pricing, {
    usd: 0.134,
    per: "image",
    larger: [{ from_px: 16_000_000, usd: 0.24 }],
  });
});
