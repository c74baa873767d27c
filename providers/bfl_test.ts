import type { FailureKind, Json } from "../failure.ts";
import { toBase64 } from "../images/base64.ts";
import { assert, assertEquals, assertMatch, assertObjectMatch } from "../tests/assert.ts";
import { bflReady, bflTask, createBflFake, readBflBody } from "../tests/fakes/bfl.ts";
import { testContext } from "../tests/fakes/call_context.ts";
import type { Fault } from "../tests/fakes/faults.ts";
import { png } from "../tests/fakes/scripted_provider.ts";
import { createBfl } from "./bfl.ts";
import type { Outcome, UpstreamRequest } from "./provider.ts";

const KEYS = ["first-secret", "second-secret"];

const picture = png({ widthPx: 64, heightPx: 64 });

/** The adapter and its fake, whose time is set by hand. */
function open(baseUrl = "http://upstream.test") {
  let now = 0;
  const fake = createBflFake({ keys: KEYS, now: () => now });
  const provider = createBfl({ baseUrl, keys: KEYS });
  const context = { ...testContext(fake.fetch), account: provider.accounts?.[1]?.id ?? "" };
  return {
    fake,
    provider,
    context,
    submit: (more: Partial<UpstreamRequest> = {}) => provider.submit(requestFor(more), context),
    poll: (handle: Json) => provider.poll?.(handle, context),
    pass: (ms: number) => void (now += ms),
  };
}

function requestFor(more: Partial<UpstreamRequest>): UpstreamRequest {
  return {
    operation: "generate",
    model: "flux-pro-1.1",
    prompt: "a lighthouse",
    n: 1,
    seed: 7,
    size: { widthPx: 1024, heightPx: 768 },
    outputFormat: "png",
    partialImages: 0,
    inputs: [],
    ...more,
  };
}

function handleOf(outcome: Outcome): Json {
  assert(outcome.kind === "pending", JSON.stringify(outcome));
  return outcome.handle;
}

/** The body that a request becomes, which the fake has taken. */
async function bodyFor(more: Partial<UpstreamRequest>) {
  const { fake, submit } = open();
  handleOf(await submit(more));
  const [call] = fake.calls;
  assert(call);
  return await readBflBody(call.request);
}

/** Where a task is asked after, when its submit was answered with this address. */
async function polledAt(baseUrl: string, polling_url: string | null): Promise<Json> {
  const { fake, submit } = open(baseUrl);
  fake.next({ on: "submit", body: { id: "task/1", polling_url } });
  return handleOf(await submit());
}

async function endOn(body: Json) {
  const { fake, submit, poll } = open();
  const handle = handleOf(await submit());
  fake.next({ on: "poll", body });
  const outcome = await poll(handle);
  assert(outcome?.kind === "failed", JSON.stringify(outcome));
  return outcome.failure;
}

Deno.test("submit() gives the size and the filter as the model takes them", async () => {
  assertEquals(await bodyFor({ moderation: "low" }), {
    prompt: "a lighthouse",
    width: 1024,
    height: 768,
    output_format: "png",
    seed: 7,
    safety_tolerance: 5,
  });
  const kontext = await bodyFor({
    model: "flux-kontext-pro",
    size: { widthPx: 1392, heightPx: 752 },
    outputFormat: "jpeg",
    moderation: "low",
  });
  assertEquals(kontext, {
    prompt: "a lighthouse",
    aspect_ratio: "16:9",
    output_format: "jpeg",
    seed: 7,
  });
});

Deno.test("submit() numbers its pictures, and says how much of one is kept", async () => {
  const base64 = toBase64(picture.bytes);
  const edit = { operation: "edit", inputs: [picture, picture] } as const;
  const flux2 = await bodyFor({ ...edit, model: "flux-2-pro" });
  assertObjectMatch(flux2, { input_image: base64, input_image_2: base64, width: 1024 });
  const ultra = {
    ...edit,
    model: "flux-pro-1.1-ultra",
    inputs: [picture],
    strength: 0.25,
  } as const;
  assertObjectMatch(await bodyFor(ultra), { image_prompt: base64, image_prompt_strength: 0.75 });
});

Deno.test("submit() writes bodies that each model takes, with all that it honours", async () => {
  const { provider } = open();
  const everything: Partial<UpstreamRequest> = {
    negativePrompt: "people",
    steps: 20,
    guidanceScale: 5,
    strength: 0.4,
    moderation: "low",
    outputFormat: "webp",
  };
  for (const [model, { capabilities }] of Object.entries(provider.models)) {
    const { sizes, maxInputImages, honours } = capabilities;
    const size = sizes.kind === "list" ? sizes.sizes[0] : sizes.default;
    assert(size);
    const inputs = Array.from({ length: maxInputImages }, () => picture);
    const body = await bodyFor({ ...everything, model, size, inputs });
    const told = Object.keys(body)
      .filter((field) => !/format|ratio|width|height|prompt$|input/.test(field));
    assertEquals(told.length, honours.length, `${model} is told ${told}`);
  }
});

Deno.test("an account has as many tasks at a time as the service allows", () => {
  const { provider } = open();
  assertEquals(provider.accounts?.map(({ concurrency }) => concurrency), [24, 24]);
  assertEquals(provider.cancel, undefined);
});

Deno.test("poll() asks in the task's own region, and nobody else", async () => {
  const global = "https://api.bfl.ai";
  for (const region of ["https://api.eu.bfl.ai", "https://api.us1.bfl.ai", global]) {
    const url = `${region}/v1/get_result?id=abc`;
    assertEquals(await polledAt(global, url), { pollingUrl: url });
  }
  const own = { pollingUrl: `${global}/v1/get_result?id=task%2F1` };
  for (
    const elsewhere of [
      "http://api.eu.bfl.ai/v1/get_result?id=abc",
      "https://api.eu.bfl.ai:8443/v1/get_result?id=abc",
      "https://delivery-eu1.bfl.ai/v1/get_result?id=abc",
      "https://api.bfl.ai.stranger.test/v1/get_result?id=abc",
      "https://stranger.test/api.bfl.ai",
      "/v1/get_result?id=abc",
      null,
    ]
  ) assertEquals(await polledAt(global, elsewhere), own, String(elsewhere));
});

Deno.test("poll() does not take a proxy's key to the service itself", async () => {
  const handle = await polledAt("https://proxy.test", "https://api.eu.bfl.ai/v1/get_result?id=abc");
  assertEquals(handle, { pollingUrl: "https://proxy.test/v1/get_result?id=task%2F1" });
});

Deno.test("poll() tells how far the picture is, and where it is in the end", async () => {
  const { fake, submit, poll, pass, context } = open();
  const handle = handleOf(await submit());
  pass(1_000);
  assertEquals((await poll(handle))?.kind, "pending");
  assertEquals(context.news, [{ progress: 0.25 }]);
  pass(3_000);
  const outcome = await poll(handle);
  assert(outcome?.kind === "done");
  assertEquals(outcome.images, [
    { kind: "url", url: "http://upstream.test/files/task_1.png?sig=abc" },
  ]);
  assertEquals(fake.calls.map(({ request }) => request.headers.get("x-key")), [
    "second-secret",
    "second-secret",
    "second-secret",
  ]);
});

Deno.test("poll() knows each status as the end that it is", async () => {
  const ends: readonly (readonly [Json, FailureKind])[] = [
    [bflTask({ status: "Request Moderated" }), "content_policy"],
    [bflTask({ status: "Content Moderated" }), "content_policy"],
    [bflTask({ status: "Error" }), "generation_failed"],
    [bflTask({ status: "Error", details: { error: "Out of memory" } }), "generation_failed"],
    [bflTask({ status: "Failed" }), "generation_failed"],
    [bflTask({ status: "Task not found" }), "generation_failed"],
    [bflTask({ status: "Ready" }), "generation_failed"],
    [bflReady(""), "generation_failed"],
    [bflTask({ status: "Asleep" }), "bad_response"],
  ];
  for (const [body, kind] of ends) assertEquals((await endOn(body)).kind, kind);
});

Deno.test("poll() passes on why a request was refused", async () => {
  const details = { "Moderation Reasons": ["Violence", "Gore"] };
  const { message } = await endOn(bflTask({ status: "Request Moderated", details }));
  assertMatch(message, /the request: Violence, Gore$/);
});

Deno.test("submit() tells refusals apart", async () => {
  const cases: readonly (readonly [Fault, FailureKind])[] = [
    [{ status: 402, body: { detail: "Insufficient credits" } }, "upstream_quota"],
    [{ status: 403, body: { detail: "Not authenticated" } }, "upstream_auth"],
    [{ status: 404, body: { detail: "Not Found" } }, "unavailable"],
    [
      { status: 422, body: { detail: [{ loc: ["body", "width"], msg: "too small" }] } },
      "invalid_request",
    ],
    [{ status: 400, body: { detail: "Request moderated" } }, "content_policy"],
    [{ status: 429, body: { detail: "Too many active tasks" } }, "rate_limited"],
  ];
  for (const [fault, kind] of cases) {
    const { fake, submit } = open();
    fake.next({ ...fault, on: "submit" });
    const outcome = await submit();
    assert(outcome.kind === "failed");
    assertEquals(outcome.failure.kind, kind);
  }
});
