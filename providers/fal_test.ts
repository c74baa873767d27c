import { type FailureKind, FAILURES, type Json } from "../failure.ts";
import { toBase64 } from "../images/base64.ts";
import { assert, assertEquals, assertObjectMatch } from "../tests/assert.ts";
import { knownFaults } from "../tests/contract/provider_faults.ts";
import { testContext } from "../tests/fakes/call_context.ts";
import { createFalFake, falResult, falTrouble, readFalInput } from "../tests/fakes/fal.ts";
import type { Fault } from "../tests/fakes/faults.ts";
import { png } from "../tests/fakes/scripted_provider.ts";
import { createFal } from "./fal.ts";
import type { Outcome, UpstreamRequest } from "./provider.ts";

const BASE_URL = "http://upstream.test";
const KEYS = ["first-secret", "second-secret"];

const picture = png({ widthPx: 64, heightPx: 64 });

/** The adapter and its fake, whose time is set by hand. */
function open() {
  let now = 0;
  const fake = createFalFake({ keys: KEYS, now: () => now });
  const provider = createFal({ baseUrl: BASE_URL, keys: KEYS });
  const context = { ...testContext(fake.fetch), account: provider.accounts?.[1]?.id ?? "" };
  return {
    fake,
    provider,
    context,
    submit: (more: Partial<UpstreamRequest> = {}) => provider.submit(requestFor(more), context),
    poll: (handle: Json) => provider.poll?.(handle, context),
    cancel: (handle: Json) => provider.cancel?.(handle, context),
    pass: (ms: number) => void (now += ms),
  };
}

function requestFor(more: Partial<UpstreamRequest>): UpstreamRequest {
  return {
    operation: "generate",
    model: "flux/dev",
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

/** The path and the input that a request becomes, which the fake has taken. */
async function callFor(more: Partial<UpstreamRequest>) {
  const { fake, submit } = open();
  handleOf(await submit(more));
  const [call] = fake.calls;
  assert(call);
  return { path: new URL(call.request.url).pathname, input: await readFalInput(call.request) };
}

/** What a request that is over comes to when its status or its result goes wrong. */
async function endOn(...faults: readonly Fault[]) {
  const { fake, submit, poll, pass } = open();
  const handle = handleOf(await submit());
  pass(4_000);
  faults.forEach((fault) => fake.next(fault));
  const outcome = await poll(handle);
  assert(outcome);
  return {
    outcome,
    kind: outcome.kind === "failed" ? outcome.failure.kind : outcome.kind,
    poll,
    handle,
  };
}

Deno.test("submit() gives the size as the model takes it, and its limits as headers", async () => {
  const { fake, submit } = open();
  await submit({ steps: 30, guidanceScale: 3 });
  const [call] = fake.calls;
  assert(call);
  assertEquals(call.request.headers.get("authorization"), "Key second-secret");
  assertEquals(call.request.headers.get("x-fal-request-timeout"), "600");
  assertEquals(await readFalInput(call.request), {
    prompt: "a lighthouse",
    image_size: { width: 1024, height: 768 },
    output_format: "png",
    seed: 7,
    num_inference_steps: 30,
    guidance_scale: 3,
  });
  const ultra = await callFor({ model: "flux-pro/v1.1-ultra", moderation: "low" });
  assertObjectMatch(ultra.input, { aspect_ratio: "4:3", safety_tolerance: "5" });
});

Deno.test("submit() takes pictures to the endpoint that edits", async () => {
  const url = `data:image/png;base64,${toBase64(picture.bytes)}`;
  const edit = { operation: "edit", inputs: [picture], strength: 0.4 } as const;
  const dev = await callFor(edit);
  assertEquals(dev.path, "/fal-ai/flux/dev/image-to-image");
  assertObjectMatch(dev.input, { image_url: url, strength: 0.4 });
  const flux2 = await callFor({ ...edit, model: "flux-2-pro", inputs: [picture, picture] });
  assertEquals(flux2.path, "/fal-ai/flux-2-pro/edit");
  assertEquals(flux2.input.image_urls, [url, url]);
});

Deno.test("submit() writes input that each model takes, in words and with pictures", async () => {
  const { provider } = open();
  const everything: Partial<UpstreamRequest> = {
    negativePrompt: "people",
    steps: 20,
    guidanceScale: 5,
    strength: 0.4,
    moderation: "low",
    outputFormat: "avif",
  };
  for (const [model, { capabilities }] of Object.entries(provider.models)) {
    const { sizes, maxInputImages } = capabilities;
    const size = sizes.kind === "list" ? sizes.sizes[0] : sizes.default;
    assert(size);
    await callFor({ ...everything, model, size });
    const inputs = Array.from({ length: maxInputImages }, () => picture);
    const { path, input } = await callFor({ ...everything, model, size, inputs });
    const told = Object.keys(input).filter((field) => !/format|ratio|size|prompt/.test(field));
    assert(told.length >= capabilities.honours.length, `${path} is told ${told}`);
  }
});

Deno.test("poll() asks at the addresses that it was given, and tells the place in line", async () => {
  const { fake, submit, poll, pass, context } = open();
  const handle = handleOf(await submit());
  assertEquals((await poll(handle))?.kind, "pending");
  assertEquals(context.news, [{ queuePosition: 1 }]);
  pass(4_000);
  assertEquals((await poll(handle))?.kind, "done");
  assertEquals(fake.calls.map(({ request }) => new URL(request.url).pathname), [
    "/fal-ai/flux/dev",
    "/fal-ai/flux/requests/request_1/status",
    "/fal-ai/flux/requests/request_1/status",
    "/fal-ai/flux/requests/request_1",
  ]);
});

Deno.test("poll() and cancel() call no address that leads elsewhere", async () => {
  const stranger = "http://stranger.test/fal-ai/flux/requests/request_1";
  const { fake, submit } = open();
  fake.next({
    on: "submit",
    body: {
      request_id: "request/1",
      status_url: `${stranger}/status`,
      response_url: stranger,
      cancel_url: "http://me:secret@upstream.test/cancel",
    },
  });
  const own = `${BASE_URL}/fal-ai/flux/requests/request%2F1`;
  assertEquals(handleOf(await submit()), {
    status: `${own}/status`,
    response: own,
    cancel: `${own}/cancel`,
  });
});

Deno.test("poll() knows what a request came to by the type of its trouble", async () => {
  const ends: readonly (readonly [Fault, FailureKind])[] = [
    [{ status: 422, body: falTrouble("content_policy_violation") }, "content_policy"],
    [{ status: 422, body: falTrouble("value_error", "It is flagged as NSFW") }, "content_policy"],
    [{ status: 422, body: falTrouble("image_too_small") }, "invalid_request"],
    [{ status: 422, body: falTrouble("generation_timeout") }, "generation_failed"],
    [
      { status: 504, body: { detail: "Too late", error_type: "request_timeout" } },
      "generation_failed",
    ],
    [
      { status: 503, headers: { "x-fal-error-type": "runner_disconnected" }, body: {} },
      "generation_failed",
    ],
    [
      { body: falResult("http://files.test/a.png", { has_nsfw_concepts: [true] }) },
      "content_policy",
    ],
    [{ body: falResult("http://files.test/a.png", { images: [] }) }, "generation_failed"],
  ];
  for (const [fault, kind] of ends) {
    assertEquals((await endOn({ ...fault, on: "result" })).kind, kind, JSON.stringify(fault));
  }
});

Deno.test("poll() ends a request whose status tells of an error, whatever its result is", async () => {
  const told: Fault = { on: "poll", body: { status: "COMPLETED", error: "The runner crashed" } };
  for (const fault of [{ status: 500, body: {} }, { status: 400, body: {} }]) {
    const { kind } = await endOn(told, { ...fault, on: "result" });
    assertEquals(kind, "generation_failed");
  }
  const { kind } = await endOn(told, { on: "result", status: 429, body: {} });
  assertEquals(kind, "rate_limited", "this call may be made again");
});

Deno.test("poll() keeps its handle when the result meets any fault of a call", async () => {
  for (const { what, fault } of knownFaults(0)) {
    const { outcome, poll, handle } = await endOn({ ...fault, on: "result" });
    assert(outcome.kind === "failed");
    assertEquals(FAILURES[outcome.failure.kind].scope, "call", what);
    assertEquals((await poll(handle))?.kind, "done");
  }
});

Deno.test("submit() tells refusals apart", async () => {
  const cases: readonly (readonly [Fault, FailureKind])[] = [
    [{ status: 422, body: falTrouble("content_policy_violation") }, "content_policy"],
    [{ status: 422, body: falTrouble("value_error") }, "invalid_request"],
    [
      { status: 403, body: { detail: "User is locked. Reason: Exhausted balance." } },
      "upstream_quota",
    ],
    [{ status: 403, body: { detail: "Forbidden" } }, "upstream_auth"],
    [{ status: 404, body: { detail: "Path not found" } }, "unavailable"],
  ];
  for (const [fault, kind] of cases) {
    const { fake, submit } = open();
    fake.next({ ...fault, on: "submit" });
    const outcome = await submit();
    assert(outcome.kind === "failed");
    assertEquals(outcome.failure.kind, kind);
  }
});

Deno.test("cancel() says that it has stopped what was still in line, and nothing else", async () => {
  const { submit, cancel, pass } = open();
  const first = handleOf(await submit());
  assertEquals(await cancel(first), true);
  const second = handleOf(await submit());
  pass(2_000);
  assertEquals(await cancel(second), false);
  pass(2_000);
  assertEquals(await cancel(second), false);
});
