import { toBase64 } from "../images/base64.ts";
import { plainPng } from "../images/plain_png.ts";
import { assert, assertEquals } from "../tests/assert.ts";
import { AI_SDK_DEMO_FAILURE, createAiSdkDemoFake } from "../tests/fakes/ai_sdk_demo.ts";
import { testContext } from "../tests/fakes/call_context.ts";
import { createAiSdkDemo } from "./ai_sdk_demo.ts";
import type { UpstreamRequest } from "./provider.ts";

const PROVIDER = createAiSdkDemo({ baseUrl: "http://upstream.test" });

const FIREWORKS = "accounts/fireworks/models";

/** Each id, and what the app calls it. */
const TARGETS: Readonly<Record<string, readonly [provider: string, modelId: string]>> = {
  "replicate/flux-1.1-pro-ultra": ["replicate", "black-forest-labs/flux-1.1-pro-ultra"],
  "replicate/flux-1.1-pro": ["replicate", "black-forest-labs/flux-1.1-pro"],
  "replicate/flux-pro": ["replicate", "black-forest-labs/flux-pro"],
  "replicate/flux-schnell": ["replicate", "black-forest-labs/flux-schnell"],
  "replicate/ideogram-v2": ["replicate", "ideogram-ai/ideogram-v2"],
  "replicate/ideogram-v2-turbo": ["replicate", "ideogram-ai/ideogram-v2-turbo"],
  "replicate/photon": ["replicate", "luma/photon"],
  "replicate/photon-flash": ["replicate", "luma/photon-flash"],
  "replicate/recraft-v3": ["replicate", "recraft-ai/recraft-v3"],
  "replicate/stable-diffusion-3.5-large": [
    "replicate",
    "stability-ai/stable-diffusion-3.5-large",
  ],
  "replicate/stable-diffusion-3.5-large-turbo": [
    "replicate",
    "stability-ai/stable-diffusion-3.5-large-turbo",
  ],
  "vertex/imagen-3.0-fast": ["vertex", "imagen-3.0-fast-generate-001"],
  "vertex/imagen-3.0-standard": ["vertex", "imagen-3.0-generate-001"],
  "fireworks/flux-1-dev-fp8": ["fireworks", `${FIREWORKS}/flux-1-dev-fp8`],
  "fireworks/flux-1-schnell-fp8": ["fireworks", `${FIREWORKS}/flux-1-schnell-fp8`],
  "fireworks/playground-v2.5": ["fireworks", `${FIREWORKS}/playground-v2-5-1024px-aesthetic`],
  "fireworks/playground-v2": ["fireworks", `${FIREWORKS}/playground-v2-1024px-aesthetic`],
  "fireworks/japanese-sdxl": ["fireworks", `${FIREWORKS}/japanese-stable-diffusion-xl`],
  "fireworks/ssd-1b": ["fireworks", `${FIREWORKS}/SSD-1B`],
  "fireworks/stable-diffusion-xl-1.0": [
    "fireworks",
    `${FIREWORKS}/stable-diffusion-xl-1024-v1-0`,
  ],
};

function requestFor(more: Partial<UpstreamRequest> = {}): UpstreamRequest {
  return {
    operation: "generate",
    model: "replicate/flux-schnell",
    prompt: "a lighthouse",
    n: 1,
    seed: 5,
    size: { widthPx: 1024, heightPx: 1024 },
    outputFormat: "png",
    partialImages: 0,
    inputs: [],
    ...more,
  };
}

function open() {
  const fake = createAiSdkDemoFake({ now: () => 0 });
  const context = testContext(fake.fetch);
  const submit = (more?: Partial<UpstreamRequest>) => PROVIDER.submit(requestFor(more), context);
  return { fake, submit };
}

Deno.test("ai-sdk-demo offers the ids of its clients, their default first", () => {
  assertEquals(Object.keys(PROVIDER.models), Object.keys(TARGETS));
});

Deno.test("ai-sdk-demo sends the prompt and the app's own names, and nothing else", async () => {
  for (const [model, [provider, modelId]] of Object.entries(TARGETS)) {
    const { fake, submit } = open();
    assertEquals((await submit({ model, negativePrompt: "people", steps: 9 })).kind, "done");
    const [call] = fake.calls;
    assert(call);
    assertEquals(new URL(call.request.url).pathname, "/api/generate-images");
    assertEquals(call.request.headers.get("authorization"), null);
    assertEquals(await call.request.json(), { prompt: "a lighthouse", provider, modelId });
  }
});

Deno.test("ai-sdk-demo tells the picture's type by its bytes", async () => {
  const png = plainPng({ widthPx: 2, heightPx: 2 }, 9);
  const webp = Uint8Array.from("RIFF\x04\0\0\0WEBPVP8 ", (letter) => letter.charCodeAt(0));
  const jpeg = Uint8Array.of(0xff, 0xd8, 0xff, 0xe0);
  const pictures = [[png.bytes, "image/png"], [webp, "image/webp"], [jpeg, "image/jpeg"]] as const;
  for (const [bytes, mediaType] of pictures) {
    const { fake, submit } = open();
    fake.next({ body: { provider: "replicate", image: toBase64(bytes) } });
    assertEquals(await submit(), {
      kind: "done",
      images: [{ kind: "inline", image: { bytes, mediaType } }],
    });
  }
});

Deno.test("ai-sdk-demo does not take something else for a picture", async () => {
  const { fake, submit } = open();
  for (const image of ["", "aGVsbG8=", "%%%"]) {
    fake.next({ body: { provider: "replicate", image } });
    const outcome = await submit();
    assert(outcome.kind === "failed");
    assertEquals(outcome.failure.kind, "bad_response");
  }
});

Deno.test("ai-sdk-demo cannot tell what became of a call that the app gave up", async () => {
  const { fake, submit } = open();
  fake.next(AI_SDK_DEMO_FAILURE);
  const outcome = await submit();
  assert(outcome.kind === "failed");
  assertEquals(outcome.failure.kind, "no_answer");
});

Deno.test("ai-sdk-demo passes on what is wrong with a request", async () => {
  const outcome = await open().submit({ prompt: "" });
  assert(outcome.kind === "failed");
  assertEquals(outcome.failure.kind, "invalid_request");
  assertEquals(
    outcome.failure.message,
    "The upstream refused the request: Invalid request parameters",
  );
});
