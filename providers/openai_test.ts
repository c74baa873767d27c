import type { Json } from "../failure.ts";
import { toBase64 } from "../images/base64.ts";
import type { EncodedImage } from "../images/request.ts";
import { assert, assertEquals, assertStringIncludes } from "../tests/assert.ts";
import { type TestContext, testContext } from "../tests/fakes/call_context.ts";
import type { FakeUpstream } from "../tests/fakes/fake_upstream.ts";
import { createFakeOpenai, type FakeOpenaiOptions } from "../tests/fakes/openai.ts";
import { simPicture } from "../tests/fakes/sim_picture.ts";
import { createOpenai, OPENAI_URL, type OpenaiOptions } from "./openai.ts";
import type { Outcome, Provider, UpstreamRequest } from "./provider.ts";

const NOW = Date.UTC(2026, 10, 20);
const PICTURE: EncodedImage = {
  bytes: simPicture({ widthPx: 8, heightPx: 8 }, 1),
  mediaType: "image/png",
};
const BASE64 = toBase64(PICTURE.bytes);

Deno.test("createOpenai() asks a GPT image model in its own words", async () => {
  const { submit, body } = open();
  await submit({ model: "gpt-image-1", n: 2 });
  assertEquals(await body(), {
    model: "gpt-image-1",
    prompt: "a lighthouse",
    n: 2,
    size: "1024x1024",
    output_format: "png",
  });
  await submit({
    model: "gpt-image-2.5-flare",
    quality: "max",
    background: "transparent",
    outputFormat: "webp",
    outputCompression: 0,
    style: "vivid",
    negativePrompt: "people",
    steps: 20,
  });
  assertEquals(await body(), {
    model: "gpt-image-2.5-flare",
    prompt: "a lighthouse",
    n: 1,
    size: "1024x1024",
    output_format: "png",
    quality: "max",
    background: "transparent",
  });
});

Deno.test("createOpenai() asks any other model for base64, with the seed", async () => {
  const { submit, body } = open();
  await submit({ model: "flux.1-dev", seed: 0, quality: "hd", outputFormat: "webp" });
  assertEquals(await body(), {
    model: "flux.1-dev",
    prompt: "a lighthouse",
    n: 1,
    size: "1024x1024",
    response_format: "b64_json",
    seed: 0,
    quality: "hd",
  });
  await submit({ model: "dall-e-3", quality: "high", style: "natural" });
  assertEquals(await body(), {
    model: "dall-e-3",
    prompt: "a lighthouse",
    n: 1,
    size: "1024x1024",
    response_format: "b64_json",
    quality: "hd",
    style: "natural",
  });
});

const FORMATS: readonly { wish: Partial<UpstreamRequest>; asked: object }[] = [
  { wish: { outputFormat: "png" }, asked: { output_format: "png" } },
  { wish: { outputFormat: "png", outputCompression: 40 }, asked: { output_format: "png" } },
  { wish: { outputFormat: "avif", outputCompression: 40 }, asked: { output_format: "png" } },
  { wish: { outputFormat: "jpeg", outputCompression: 40 }, asked: { output_format: "png" } },
  { wish: { outputFormat: "webp" }, asked: { output_format: "webp" } },
  {
    wish: { outputFormat: "jpeg", background: "transparent" },
    asked: { output_format: "png", background: "transparent" },
  },
  {
    wish: { outputFormat: "jpeg", background: "opaque" },
    asked: { output_format: "jpeg", background: "opaque" },
  },
];

for (const { wish, asked } of FORMATS) {
  Deno.test(`createOpenai() asks for ${JSON.stringify(wish)} as ${JSON.stringify(asked)}`, async () => {
    const { submit, body } = open();
    await submit({ model: "gpt-image-1.5", ...wish });
    const { model: _model, prompt: _prompt, n: _n, size: _size, ...rest } = await body();
    assertEquals(rest, { ...asked });
  });
}

const QUALITIES: Readonly<Record<string, Readonly<Record<string, string>>>> = {
  "gpt-image-1": {
    auto: "auto",
    low: "low",
    high: "high",
    max: "high",
    hd: "high",
    standard: "auto",
  },
  "gpt-image-2": { medium: "medium", xhigh: "high", hd: "high" },
  "gpt-image-2.6-sunburst": { xhigh: "xhigh", max: "max", hd: "high", standard: "auto" },
  "openai/gpt-image-2.6-sunburst": { xhigh: "xhigh" },
  "dall-e-3": { low: "standard", auto: "standard", high: "hd", hd: "hd" },
  "stable-diffusion": { low: "low", hd: "hd" },
};

Deno.test("createOpenai() says each quality in the family's words", async () => {
  const { submit, body } = open();
  for (const [model, words] of Object.entries(QUALITIES)) {
    for (const [quality, theirs] of Object.entries(words)) {
      await submit({ model, quality });
      assertEquals((await body()).quality, theirs, `${model} ${quality}`);
    }
  }
});

Deno.test("createOpenai() passes on the operator's moderation where it is taken", async () => {
  const { submit, body, form } = open({ moderation: "low" });
  await submit({ model: "gpt-image-2" });
  assertEquals((await body()).moderation, "low");
  await submit({ model: "sd" });
  assertEquals((await body()).moderation, undefined);
  await submit({ model: "gpt-image-2", operation: "edit", inputs: [PICTURE] });
  assertEquals((await form()).has("moderation"), false);
});

Deno.test("createOpenai() edits one picture as image, with its mask", async () => {
  const { submit, form, last } = open();
  const mask: EncodedImage = { bytes: Uint8Array.of(1, 2, 3), mediaType: "image/webp" };
  const outcome = await submit({
    model: "gpt-image-1",
    operation: "edit",
    inputs: [PICTURE],
    mask,
    quality: "high",
    partialImages: 2,
  });
  assertEquals(outcome.kind, "done");
  assertEquals(new URL(last().url).pathname, "/v1/images/edits");
  const parts = await form();
  assertEquals(textParts(parts), {
    model: "gpt-image-1",
    prompt: "a lighthouse",
    n: "1",
    size: "1024x1024",
    output_format: "png",
    quality: "high",
    stream: "true",
    partial_images: "2",
  });
  assertEquals(await fileParts(parts), [
    { part: "image", name: "image-0.png", type: "image/png", bytes: PICTURE.bytes },
    { part: "mask", name: "mask.webp", type: "image/webp", bytes: mask.bytes },
  ]);
});

Deno.test("createOpenai() edits several pictures as image[], in their order", async () => {
  const { submit, form } = open();
  const second: EncodedImage = { bytes: Uint8Array.of(4, 5), mediaType: "image/jpeg" };
  await submit({ model: "gpt-image-1", operation: "edit", inputs: [PICTURE, second] });
  assertEquals(await fileParts(await form()), [
    { part: "image[]", name: "image-0.png", type: "image/png", bytes: PICTURE.bytes },
    { part: "image[]", name: "image-1.jpg", type: "image/jpeg", bytes: second.bytes },
  ]);
});

Deno.test("createOpenai() signs with the job's account and key", async () => {
  const { submit, provider, last } = open({ apiKeys: ["key-one-secret", "key-two-secret"] });
  const [first, second] = provider.accounts ?? [];
  for (const [account, key] of [[first, "key-one-secret"], [second, "key-two-secret"]] as const) {
    const { id = "" } = account ?? {};
    await submit({ model: "gpt-image-1" }, { account: id });
    assertEquals(last().headers.get("authorization"), `Bearer ${key}`);
    assertEquals(id.includes(key), false);
  }
  assertEquals(last().headers.get("idempotency-key"), "key-1");
});

Deno.test("createOpenai() sends no key where none is configured, and keeps the concurrency", async () => {
  const { submit, provider, last } = open({ concurrency: 2 });
  await submit({ model: "gpt-image-1" });
  assertEquals(last().headers.has("authorization"), false);
  assertEquals(provider.accounts, [{ id: "sole", concurrency: 2 }]);
  const { provider: keyed } = open({ apiKeys: ["key-one-secret"], concurrency: 3 });
  assertEquals(keyed.accounts?.map(({ concurrency }) => concurrency), [3]);
});

for (const refuses of [["response_format"], ["seed"], ["response_format", "seed"]]) {
  Deno.test(`createOpenai() leaves out ${refuses} where it is not known, and remembers`, async () => {
    const { submit, upstream, body } = open({}, { refuses });
    assertEquals((await submit({ model: "sd" })).kind, "done");
    assertEquals(upstream.calls.length, refuses.length + 1);
    assertEquals((await submit({ model: "sd" })).kind, "done");
    assertEquals(upstream.calls.length, refuses.length + 2);
    const sent = await body();
    for (const field of refuses) assertEquals(sent[field], undefined);
  });
}

Deno.test("createOpenai() leaves out nothing that a caller asked for", async () => {
  const { submit, upstream } = open({}, { refuses: ["quality"] });
  const outcome = await submit({ model: "sd", quality: "high" });
  assert(outcome.kind === "failed");
  assertEquals(outcome.failure.kind, "invalid_request");
  assertEquals([outcome.failure.param, outcome.failure.code], ["quality", "unknown_parameter"]);
  assertEquals(upstream.calls.length, 1);
});

Deno.test("createOpenai() does not ask again and again about a field that it does not send", async () => {
  const { submit, upstream } = open();
  const error = { code: "unknown_parameter", param: "seed", message: "Unknown parameter: 'seed'." };
  upstream.next({ on: "submit", times: 5, status: 400, body: { error } });
  assertEquals((await submit({ model: "sd" })).kind, "failed");
  assertEquals(upstream.calls.length, 2);
});

Deno.test("createOpenai() takes base64, data URLs and addresses, with the prompt really used", async () => {
  const { submit, upstream } = open();
  const data = [
    { b64_json: BASE64, revised_prompt: "a tall lighthouse" },
    { b64_json: null, url: `data:image/png;base64,${BASE64}` },
    { url: "https://cdn.example/a.png", revised_prompt: null },
    { url: "/generated-images/b.png", b64_json: "" },
  ];
  upstream.next({ on: "submit", body: { created: 1, data } });
  assertEquals(await submit({ model: "sd" }), {
    kind: "done",
    images: [
      { kind: "inline", image: PICTURE, revisedPrompt: "a tall lighthouse" },
      { kind: "inline", image: PICTURE },
      { kind: "url", url: "https://cdn.example/a.png" },
      { kind: "url", url: "http://openai.test/generated-images/b.png" },
    ],
  });
});

const ANSWERS: readonly { what: string; body: Json; kind: string }[] = [
  { what: "no picture at all", body: { created: 1, data: [] }, kind: "content_policy" },
  {
    what: "a picture that is none",
    body: { data: [{ b64_json: "aGVsbG8=" }] },
    kind: "bad_response",
  },
  { what: "neither base64 nor address", body: { data: [{}] }, kind: "bad_response" },
  { what: "no base64", body: { data: [{ b64_json: "***" }] }, kind: "bad_response" },
  { what: "no list", body: { data: null }, kind: "bad_response" },
  {
    what: "an error under status 200",
    body: { error: { message: "CUDA out of memory", type: "server_error" } },
    kind: "generation_failed",
  },
  {
    what: "a numbered error under status 200",
    body: { error: { message: "slow down", code: 429 } },
    kind: "rate_limited",
  },
  {
    what: "a refusal under status 200",
    body: { error: { message: "no", code: "moderation_blocked" } },
    kind: "content_policy",
  },
];

for (const { what, body, kind } of ANSWERS) {
  Deno.test(`createOpenai() calls an answer with ${what} ${kind}`, async () => {
    const { submit, upstream } = open();
    upstream.next({ on: "submit", body });
    const outcome = await submit({ model: "gpt-image-1" });
    assert(outcome.kind === "failed");
    assertEquals(outcome.failure.kind, kind, outcome.failure.message);
  });
}

const REFUSALS: readonly { status: number; error: Record<string, Json>; kind: string }[] = [
  ...["moderation_blocked", "content_policy_violation"].map((code) => (
    { status: 400, error: { code, type: "image_generation_user_error" }, kind: "content_policy" }
  )),
  { status: 400, error: { code: "billing_hard_limit_reached" }, kind: "upstream_quota" },
  ...[
    "insufficient_quota",
    "credit_balance_exhausted",
    "organization_spend_limit_exceeded",
    "project_spend_limit_exceeded",
    "organization_usage_limit_exceeded",
  ].map((code) => (
    { status: 429, error: { code, type: "insufficient_quota" }, kind: "upstream_quota" }
  )),
  { status: 429, error: { code: null, type: "insufficient_quota" }, kind: "upstream_quota" },
  { status: 429, error: { code: "rate_limit_exceeded", type: "requests" }, kind: "rate_limited" },
  { status: 429, error: { code: "slow_down", type: "rate_limit_error" }, kind: "rate_limited" },
  { status: 401, error: { code: "invalid_api_key" }, kind: "upstream_auth" },
  { status: 400, error: { code: "invalid_api_key" }, kind: "upstream_auth" },
  { status: 403, error: { code: null, type: "invalid_request_error" }, kind: "upstream_auth" },
  { status: 404, error: { code: "model_not_found" }, kind: "unavailable" },
  { status: 400, error: { code: "invalid_value", param: "size" }, kind: "invalid_request" },
  { status: 400, error: { code: 400, param: "size" }, kind: "invalid_request" },
  { status: 500, error: { code: null, type: "server_error" }, kind: "no_answer" },
  { status: 503, error: { code: "server_is_overloaded" }, kind: "unavailable" },
];

for (const { status, error, kind } of REFUSALS) {
  Deno.test(`createOpenai() calls ${status} ${JSON.stringify(error)} ${kind}`, async () => {
    const { submit, upstream } = open();
    upstream.next({ on: "submit", status, body: { error: { message: "Because.", ...error } } });
    const outcome = await submit({ model: "gpt-image-1" });
    assert(outcome.kind === "failed");
    assertEquals(outcome.failure.kind, kind, outcome.failure.message);
    if (kind === "invalid_request") assertEquals(outcome.failure.param, "size");
    if (kind === "upstream_quota") assertEquals(outcome.failure.message.includes("Because"), false);
  });
}

Deno.test("createOpenai() keeps a key that the upstream repeats to itself", async () => {
  const { submit, provider } = open({ apiKeys: ["sk-wrong-secret"] }, { apiKeys: ["sk-right"] });
  const [account] = provider.accounts ?? [];
  assert(account);
  const outcome = await submit({ model: "gpt-image-1" }, { account: account.id });
  assert(outcome.kind === "failed");
  assertEquals(outcome.failure.kind, "upstream_auth");
  assertEquals(JSON.stringify(outcome).includes("sk-wrong-secret"), false);
});

for (const operation of ["generate", "edit"] as const) {
  Deno.test(`createOpenai() shows the pictures under way of a streamed ${operation}`, async () => {
    const { submit, context } = open();
    const inputs = operation === "edit" ? [PICTURE] : [];
    const calling = context();
    const wish = { model: "gpt-image-2", operation, inputs, partialImages: 3, n: 2 } as const;
    const outcome = await submit(wish, calling);
    assert(outcome.kind === "done");
    assertEquals(outcome.images.length, 2);
    assertEquals(calling.news.map(({ progress }) => progress), [0.25, 0.5, 0.75]);
    for (const { preview } of calling.news) assertEquals(preview?.mediaType, "image/png");
  });
}

Deno.test("createOpenai() streams nothing where nobody looks or the model cannot", async () => {
  const { submit, body } = open();
  await submit({ model: "gpt-image-1", partialImages: 0 });
  assertEquals((await body()).stream, undefined);
  await submit({ model: "sd", partialImages: 2 });
  assertEquals((await body()).stream, undefined);
});

Deno.test("createOpenai() takes the pictures at once from a server that does not stream", async () => {
  const { submit, upstream, context } = open();
  upstream.next({ on: "submit", body: { data: [{ b64_json: BASE64 }] } });
  const calling = context();
  const outcome = await submit({ model: "gpt-image-1", partialImages: 2 }, calling);
  assertEquals(outcome.kind, "done");
  assertEquals(calling.news.length, 0);
});

const PARTIAL = record({ type: "image_generation.partial_image", b64_json: BASE64 });
const FINAL = record({ type: "image_generation.completed", b64_json: BASE64 });

const STREAMS: readonly { what: string; text: string; kind: string; previews?: number }[] = [
  { what: "comments and a [DONE]", text: `: ping\n\n${FINAL}data: [DONE]\n\n`, kind: "done" },
  { what: "CRLF", text: `${PARTIAL}${FINAL}`.replaceAll("\n", "\r\n"), kind: "done", previews: 1 },
  {
    what: "types in the event's name only",
    text: `event: image_generation.completed\ndata: {"b64_json":"${BASE64}"}\n\n`,
    kind: "done",
  },
  { what: "types nobody knows", text: `${record({ type: "x.y" })}${FINAL}`, kind: "done" },
  {
    what: "a preview that is none",
    text: record({ type: "a.partial_image", b64_json: "aGk=" }) + FINAL,
    kind: "done",
  },
  { what: "an end too early", text: PARTIAL, kind: "bad_response", previews: 1 },
  { what: "half an event", text: FINAL.slice(0, -20), kind: "bad_response" },
  { what: "nothing", text: "", kind: "bad_response" },
  {
    what: "a refusal in its middle",
    text: PARTIAL + record({ type: "error", error: { code: "moderation_blocked", message: "no" } }),
    kind: "content_policy",
    previews: 1,
  },
  {
    what: "a rate limit",
    text: record({ type: "error", error: { type: "rate_limit_error", message: "slow down" } }),
    kind: "rate_limited",
  },
  {
    what: "a failure",
    text: record({ type: "error", error: { type: "server_error", message: "oops" } }),
    kind: "generation_failed",
  },
  {
    what: "a failure after a picture",
    text: FINAL + record({ type: "error", error: { type: "server_error", message: "oops" } }),
    kind: "done",
  },
];

for (const { what, text, kind, previews = 0 } of STREAMS) {
  Deno.test(`createOpenai() calls a stream with ${what} ${kind}`, async () => {
    const { submit, upstream, context } = open();
    const headers = { "content-type": "text/event-stream" };
    upstream.next({ on: "submit", headers, body: text });
    const calling = context();
    const outcome = await submit({ model: "gpt-image-1", partialImages: 3 }, calling);
    assertEquals(outcome.kind === "failed" ? outcome.failure.kind : outcome.kind, kind);
    assertEquals(calling.news.length, previews);
  });
}

Deno.test("createOpenai() offers what the upstream lists", async () => {
  const { provider, context } = open({ models: ["fallback"] });
  assertEquals(Object.keys(provider.models), ["fallback"]);
  const cards = await provider.listModels?.(context()) ?? {};
  assertEquals(Object.keys(cards), ["gpt-image-1", "gpt-4o"]);
  assertEquals(cards["gpt-image-1"]?.createdAt, 1_745_517_030_000);
});

const LISTS: readonly { what: string; openai?: boolean; models: Json[]; offered: string[] }[] = [
  {
    what: "ids at OpenAI itself, without the retired",
    openai: true,
    models: [
      { id: "gpt-image-2" },
      { id: "chatgpt-image-latest" },
      { id: "gpt-4o" },
      { id: "gpt-image-1", shutdown_date: "2026-10-23" },
      { id: "gpt-image-1.5", shutdown_date: "2027-10-23" },
      { id: "gpt-image-1-mini", shutdown_date: null },
    ],
    offered: ["gpt-image-2", "chatgpt-image-latest", "gpt-image-1.5", "gpt-image-1-mini"],
  },
  { what: "no model by its id elsewhere", models: [{ id: "a" }, { id: "b" }], offered: ["a", "b"] },
  {
    what: "types",
    models: [{ id: "a", type: "chat" }, { id: "b", type: "image" }, { id: "c" }],
    offered: ["b"],
  },
  {
    what: "output modalities",
    models: [
      { id: "a", output_modalities: ["text"] },
      { id: "b", architecture: { output_modalities: ["image", "text"] } },
    ],
    offered: ["b"],
  },
  {
    what: "endpoint types",
    models: [
      { id: "a", supported_endpoint_types: ["openai"] },
      { id: "b", supported_endpoint_types: ["image-generation", "openai"] },
    ],
    offered: ["b"],
  },
  { what: "no entry without an id", models: [{}, null, "x", { id: "a" }], offered: ["a"] },
  { what: "odd words", models: [{ id: "a", type: 7, created: "yes" }], offered: ["a"] },
  { what: "only models of words", models: [{ id: "a", type: "chat" }], offered: ["fallback"] },
  { what: "nothing", models: [], offered: ["fallback"] },
];

for (const { what, openai = false, models, offered } of LISTS) {
  Deno.test(`createOpenai() chooses from a list by ${what}`, async () => {
    const baseUrl = openai ? OPENAI_URL : "http://openai.test/v1";
    const { provider, context } = open({ baseUrl, models: ["fallback"] }, { models });
    const cards = await provider.listModels?.(context()) ?? {};
    assertEquals(Object.keys(cards), offered);
  });
}

Deno.test("createOpenai() keeps what it knows when the list cannot be had", async () => {
  const { provider, upstream, context } = open({ models: ["fallback"] });
  const list = async () => Object.keys(await provider.listModels?.(context()) ?? {});
  upstream.next({ on: "poll", status: 500, body: "" });
  assertEquals(await list(), ["fallback"]);
  assertEquals(await list(), ["gpt-image-1", "gpt-4o"]);
  upstream.next({ on: "poll", cut: true });
  assertEquals(await list(), ["gpt-image-1", "gpt-4o"]);
  upstream.next({ on: "poll", status: 200, body: "<html>" });
  assertEquals(await list(), ["gpt-image-1", "gpt-4o"]);
});

Deno.test("createOpenai() believes what another Darkroom says of its models", async () => {
  const listed = {
    id: "studio",
    object: "model",
    created: 1_793_491_200,
    name: "Studio",
    description: "Draws.",
    type: "image",
    architecture: { input_modalities: ["text"], output_modalities: ["image"] },
    supported_parameters: ["n", "size", "seed", "style", "negative_prompt"],
  };
  const { provider, submit, body, context } = open({}, { models: [listed] });
  const cards = await provider.listModels?.(context()) ?? {};
  const { title, description, capabilities } = cards["studio"] ?? {};
  assertEquals([title, description], ["Studio", "Draws."]);
  assertEquals(capabilities?.honours, ["negativePrompt", "seed", "style"]);
  assertEquals([capabilities?.maxImages, capabilities?.maxInputImages], [10, 0]);
  assertEquals(capabilities?.operations, ["generate"]);
  await submit({ model: "studio", negativePrompt: "people", style: "ink", quality: "high" });
  const { negative_prompt, style, quality } = await body();
  assertEquals([negative_prompt, style, quality], ["people", "ink", undefined]);
});

Deno.test("createOpenai() names itself by where it calls", () => {
  const { title, origin, paid, idempotentSubmit } =
    open({ baseUrl: "http://box:8080/v1/" }).provider;
  assertEquals([title, origin], ["OpenAI's API at box:8080", "http://box:8080"]);
  assertEquals([paid, idempotentSubmit], [true, false]);
  assertEquals(open({ baseUrl: OPENAI_URL }).provider.title, "OpenAI");
});

Deno.test("createOpenai() reports where a prompt is refused, in the upstream's words", async () => {
  const { submit } = open();
  const outcome = await submit({ model: "gpt-image-1", prompt: "forbidden" });
  assert(outcome.kind === "failed");
  assertStringIncludes(outcome.failure.message, "safety_violations=[violence]");
});

interface Opened {
  readonly provider: Provider;
  readonly upstream: FakeUpstream;
  context(): TestContext;
  submit(wish: Wish, context?: Partial<TestContext>): Promise<Outcome>;
  /** The last request. */
  last(): Request;
  body(): Promise<Record<string, unknown>>;
  form(): Promise<FormData>;
}

type Wish = Partial<UpstreamRequest> & Pick<UpstreamRequest, "model">;

function open(
  options: Partial<OpenaiOptions> = {},
  fake: Partial<FakeOpenaiOptions> = {},
): Opened {
  const now = () => NOW;
  const upstream = createFakeOpenai({ now, ...fake });
  const baseUrl = "http://openai.test/v1";
  const provider = createOpenai({ baseUrl, apiKeys: [], models: [], ...options });
  const context = () => testContext(upstream.fetch, { now });
  const last = () => {
    const call = upstream.calls.at(-1);
    assert(call, "There was a call");
    return call.request.clone();
  };
  return {
    provider,
    upstream,
    context,
    submit: (wish, more) => provider.submit(requestFor(wish), { ...context(), ...more }),
    last,
    body: () => last().json(),
    form: () => last().formData(),
  };
}

function requestFor(wish: Wish): UpstreamRequest {
  return {
    operation: "generate",
    prompt: "a lighthouse",
    n: 1,
    seed: 7,
    size: { widthPx: 1024, heightPx: 1024 },
    outputFormat: "png",
    partialImages: 0,
    inputs: [],
    ...wish,
  };
}

function textParts(form: FormData): Record<string, string> {
  const texts: Record<string, string> = {};
  for (const [name, value] of form) if (typeof value === "string") texts[name] = value;
  return texts;
}

async function fileParts(form: FormData) {
  const files = [...form].flatMap(([part, value]) =>
    typeof value === "string" ? [] : [{ part, file: value }]
  );
  return await Promise.all(files.map(async ({ part, file }) => (
    { part, name: file.name, type: file.type, bytes: await file.bytes() }
  )));
}

function record(event: Readonly<Record<string, Json>>): string {
  return `event: ${event["type"]}\ndata: ${JSON.stringify(event)}\n\n`;
}
