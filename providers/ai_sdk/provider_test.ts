import type { ImageModelV4 } from "@ai-sdk/provider";
import { toBase64 } from "../../images/base64.ts";
import { assert, assertEquals, assertRejects } from "../../tests/assert.ts";
import { testContext } from "../../tests/fakes/call_context.ts";
import { simPicture } from "../../tests/fakes/sim_picture.ts";
import type { Provider, UpstreamRequest } from "../provider.ts";
import { sdkCard, SdkTable } from "./model.ts";
import { commonOptions } from "./options.ts";
import { createSdkProvider, type SdkCall } from "./provider.ts";

const { models } = SdkTable.parse({
  source: { url: "https://ids.test", on: "2026-11-01" },
  models: {
    sim: {
      name: "sim",
      title: "Sim",
      about: "It is none.",
      sizes: { "1:1": [64, 64] },
      maxImages: 2,
    },
  },
});

const REQUEST: UpstreamRequest = {
  operation: "generate",
  model: "sim",
  prompt: "a lighthouse",
  n: 1,
  seed: 7,
  size: { widthPx: 64, heightPx: 64 },
  outputFormat: "png",
  partialImages: 0,
  inputs: [],
};

/** A provider over a library that does this. */
function providerOf(
  doGenerate: (call: SdkCall) => ReturnType<ImageModelV4["doGenerate"]>,
  key = "a key",
): Provider {
  return createSdkProvider({
    id: "sim",
    title: "Sim",
    models,
    cardOf: (model) => sdkCard(model, "Sim"),
    credentials: [key],
    attemptTimeoutMs: 1_000,
    load: (call) =>
      Promise.resolve({
        specificationVersion: "v4",
        provider: "sim",
        modelId: call.name,
        maxImagesPerCall: 1,
        doGenerate: () => doGenerate(call),
      }),
    options: commonOptions,
  });
}

function contextFor({ accounts = [] }: Provider) {
  const fetch = () => Promise.resolve(Response.json({}));
  return testContext(fetch, { account: accounts[0]?.id ?? "" });
}

function generated(...images: readonly Uint8Array[]) {
  const response = { timestamp: new Date(0), modelId: "sim", headers: undefined };
  return { images: images.map((image) => toBase64(image)), warnings: [], response };
}

Deno.test("createSdkProvider() takes the last pictures, as many as were asked for", async () => {
  const drawn = [1, 2, 3].map((seed) => simPicture({ widthPx: 8, heightPx: 8 }, seed));
  const provider = providerOf(async ({ fetch }) => {
    await fetch("https://upstream.test");
    return generated(...drawn);
  });
  const outcome = await provider.submit({ ...REQUEST, n: 2 }, contextFor(provider));
  assert(outcome.kind === "done");
  const bytes = outcome.images.map((source) => source.kind === "inline" ? source.image.bytes : []);
  assertEquals(bytes, drawn.slice(1));
});

Deno.test("createSdkProvider() does not send or repeat a key that HTTP cannot carry", async () => {
  const provider = providerOf(() => Promise.reject(new Error("It was called")), "sécret-ключ");
  const outcome = await provider.submit(REQUEST, contextFor(provider));
  assert(outcome.kind === "failed");
  assertEquals(outcome.failure.kind, "upstream_auth");
  assert(!JSON.stringify(outcome).includes("cret"));
});

Deno.test("createSdkProvider() passes on what is a bug and no answer", async () => {
  const provider = providerOf(() => Promise.reject(new RangeError("no such option")));
  await assertRejects(() => provider.submit(REQUEST, contextFor(provider)), RangeError);
});

Deno.test("createSdkProvider() makes a failure of what a library throws over an answer", async () => {
  const provider = providerOf(async ({ fetch }) => {
    await fetch("https://upstream.test");
    throw new TypeError("Cannot read properties of undefined");
  });
  const outcome = await provider.submit(REQUEST, contextFor(provider));
  assert(outcome.kind === "failed");
  assertEquals(outcome.failure.kind, "bad_response");
});
