import type { FailureKind, Json } from "../failure.ts";
import { toBase64 } from "../images/base64.ts";
import { assert, assertEquals, assertObjectMatch, assertStringIncludes } from "../tests/assert.ts";
import { testContext } from "../tests/fakes/call_context.ts";
import type { Fault } from "../tests/fakes/faults.ts";
import {
  createReplicateFake,
  readReplicateInput,
  REPLICATE_REFUSALS,
  replicatePrediction,
} from "../tests/fakes/replicate.ts";
import { png } from "../tests/fakes/scripted_provider.ts";
import type { UpstreamRequest } from "./provider.ts";
import { createReplicate } from "./replicate.ts";

const BASE_URL = "http://upstream.test/v1";
const TOKENS = ["first-secret", "second-secret"];

const picture = png({ widthPx: 64, heightPx: 64 });

/** The adapter and its fake, whose time is set by hand. */
function open() {
  let now = 0;
  const fake = createReplicateFake({ tokens: TOKENS, now: () => now });
  const provider = createReplicate({ baseUrl: BASE_URL, keys: TOKENS });
  const account = provider.accounts?.[1]?.id ?? "";
  const context = { ...testContext(fake.fetch), account };
  return {
    fake,
    provider,
    submit: (more: Partial<UpstreamRequest> = {}) => provider.submit(requestFor(more), context),
    poll: (handle: Json = { id: "prediction_1" }) => provider.poll?.(handle, context),
    cancel: (handle: Json = { id: "prediction_1" }) => provider.cancel?.(handle, context),
    pass: (ms: number) => void (now += ms),
  };
}

function requestFor(more: Partial<UpstreamRequest>): UpstreamRequest {
  return {
    operation: "generate",
    model: "flux-schnell",
    prompt: "a lighthouse",
    n: 1,
    seed: 7,
    size: { widthPx: 1024, heightPx: 1024 },
    outputFormat: "png",
    partialImages: 0,
    inputs: [],
    ...more,
  };
}

/** The input that a request becomes, which the fake has taken. */
async function inputFor(more: Partial<UpstreamRequest>) {
  const { fake, submit } = open();
  assertEquals((await submit(more)).kind, "pending");
  const [call] = fake.calls;
  assert(call);
  return await readReplicateInput(call.request);
}

async function failureOn(on: "submit" | "poll", fault: Fault) {
  const { fake, submit, poll } = open();
  fake.next({ ...fault, on });
  const first = await submit();
  const outcome = on === "submit" ? first : await poll();
  assert(outcome?.kind === "failed", JSON.stringify(outcome));
  return outcome.failure;
}

Deno.test("submit() names the model in the path and never waits for the pictures", async () => {
  const { fake, submit } = open();
  await submit();
  const [call] = fake.calls;
  assert(call);
  assertStringIncludes(call.request.url, "/v1/models/black-forest-labs/flux-schnell/predictions");
  assertEquals(call.request.headers.get("authorization"), "Bearer second-secret");
  assertEquals(call.request.headers.get("prefer"), null);
  assertEquals(call.request.headers.get("cancel-after"), "10m");
});

Deno.test("submit() tells each model a size in its own way", async () => {
  const size = { widthPx: 1344, heightPx: 768 };
  assertObjectMatch(await inputFor({ size, n: 3 }), { aspect_ratio: "16:9", num_outputs: 3 });
  assertObjectMatch(await inputFor({ size, model: "flux-1.1-pro" }), {
    aspect_ratio: "custom",
    width: 1344,
    height: 768,
  });
  assertEquals(
    await inputFor({ size: { widthPx: 1820, heightPx: 1024 }, model: "recraft-v3" }),
    { prompt: "a lighthouse", size: "1820x1024" },
  );
});

Deno.test("submit() writes input that each model takes, with all that it honours", async () => {
  const { provider } = open();
  const everything: Partial<UpstreamRequest> = {
    negativePrompt: "people",
    steps: 20,
    guidanceScale: 5,
    strength: 0.4,
    moderation: "low",
    seed: 4_294_967_295,
  };
  for (const [model, { capabilities }] of Object.entries(provider.models)) {
    const { sizes, maxInputImages } = capabilities;
    const size = sizes.kind === "list" ? sizes.sizes[0] : sizes.default;
    assert(size);
    const inputs = maxInputImages > 0 ? [picture] : [];
    const input = await inputFor({ ...everything, model, size, inputs });
    const told = Object.keys(input).filter((field) => !/format|outputs|ratio|size/.test(field));
    assert(told.length > capabilities.honours.length, `${model} is told ${told}`);
  }
});

Deno.test("submit() keeps a seed within what the model takes", async () => {
  const input = await inputFor({ model: "ideogram-v2", seed: 2_147_483_648 });
  assertEquals(input.seed, 0);
  assertEquals((await inputFor({ seed: 4_294_967_295 })).seed, 4_294_967_295);
});

Deno.test("submit() asks for the caller's format where the model writes it", async () => {
  assertEquals((await inputFor({ outputFormat: "jpeg" })).output_format, "jpg");
  assertEquals((await inputFor({ outputFormat: "webp" })).output_format, "webp");
  assertEquals((await inputFor({ outputFormat: "avif" })).output_format, "png");
  assertEquals(
    (await inputFor({ outputFormat: "jpeg", outputCompression: 50 })).output_format,
    "png",
  );
  const ultra = await inputFor({ model: "flux-1.1-pro-ultra", outputFormat: "webp" });
  assertEquals(ultra.output_format, "png");
});

Deno.test("submit() sends a picture as a data URL, and the strength as the model means it", async () => {
  const edit = { operation: "edit", inputs: [picture], strength: 0.25 } as const;
  const url = `data:image/png;base64,${toBase64(picture.bytes)}`;
  const dev = await inputFor({ ...edit, model: "flux-dev" });
  assertEquals([dev.image, dev.prompt_strength, dev.aspect_ratio], [url, 0.25, undefined]);
  const photon = await inputFor({ ...edit, model: "photon" });
  assertEquals([photon.image_reference, photon.image_reference_weight], [url, 0.75]);
  assertEquals(photon.aspect_ratio, "1:1");
});

Deno.test("poll() reads one address as well as a list, and says when there is none", async () => {
  const cases: readonly (readonly [Json, string[] | FailureKind])[] = [
    ["http://files.test/a.png", ["http://files.test/a.png"]],
    [["http://files.test/a.png", "http://files.test/b.png"], [
      "http://files.test/a.png",
      "http://files.test/b.png",
    ]],
    [null, "generation_failed"],
    [[], "generation_failed"],
  ];
  for (const [output, wanted] of cases) {
    const { fake, submit, poll } = open();
    await submit();
    fake.next({ on: "poll", body: replicatePrediction({ output }) });
    const outcome = await poll();
    const got = outcome?.kind === "done"
      ? outcome.images.map((image) => image.kind === "url" ? image.url : "")
      : outcome?.kind === "failed" && outcome.failure.kind;
    assertEquals(got, wanted);
  }
});

Deno.test("poll() knows every status", async () => {
  const { submit, poll, pass } = open();
  await submit();
  assertEquals((await poll())?.kind, "pending");
  pass(2_000);
  assertEquals((await poll())?.kind, "pending");
  const ends: readonly (readonly [Readonly<Record<string, Json>>, FailureKind])[] = [
    [{ status: "failed", error: "CUDA out of memory" }, "generation_failed"],
    [{ status: "failed", error: REPLICATE_REFUSALS.output }, "content_policy"],
    [{ status: "failed" }, "generation_failed"],
    [{ status: "canceled" }, "generation_failed"],
    [{ status: "aborted" }, "generation_failed"],
    [{ status: "sleeping" }, "bad_response"],
  ];
  for (const [body, kind] of ends) {
    assertEquals((await failureOn("poll", { body: replicatePrediction(body) })).kind, kind);
  }
});

Deno.test("submit() tells refusals apart", async () => {
  const cases: readonly (readonly [Fault, FailureKind])[] = [
    [{ status: 422, body: REPLICATE_REFUSALS.input }, "content_policy"],
    [{ status: 422, body: { detail: "- input.steps must be at most 4" } }, "invalid_request"],
    [{ status: 402, body: { detail: "Insufficient credit" } }, "upstream_quota"],
    [{ status: 404, body: { detail: "Not found." } }, "unavailable"],
  ];
  for (const [fault, kind] of cases) assertEquals((await failureOn("submit", fault)).kind, kind);
});

Deno.test("submit() reads how long to wait from the sentence when no header says it", async () => {
  const detail = "Request was throttled. Your rate limit resets in ~30s.";
  const limited = await failureOn("submit", { status: 429, body: { detail } });
  assertEquals([limited.kind, limited.retryAfterMs], ["rate_limited", 30_000]);
  const headers = { "retry-after": "7" };
  const exact = await failureOn("submit", { status: 429, headers, body: { detail } });
  assertEquals(exact.retryAfterMs, 7_000);
});

Deno.test("cancel() says that it has stopped what the upstream says has stopped", async () => {
  const { submit, cancel, poll, pass } = open();
  await submit();
  assertEquals(await cancel(), true);
  assertEquals((await poll())?.kind, "failed");
  await submit();
  pass(4_000);
  assertEquals(await cancel({ id: "prediction_2" }), false);
  assertEquals(await cancel({ id: "unknown" }), false);
});
