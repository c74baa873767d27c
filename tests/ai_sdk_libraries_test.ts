/**
 * What we rely on in the libraries of the AI SDK: an update that changes it fails here, and not at an
 * operator's paid account.
 *
 * @module
 */

import { createDeepInfra } from "@ai-sdk/deepinfra";
import { createFireworks } from "@ai-sdk/fireworks";
import { createGoogle } from "@ai-sdk/google";
import { APICallError, type ImageModelV4, type ImageModelV4CallOptions } from "@ai-sdk/provider";
import { createTogetherAI } from "@ai-sdk/togetherai";
import { createXai } from "@ai-sdk/xai";
import { assert, assertEquals, assertRejects, assertStrictEquals } from "./assert.ts";
import { GEMINI_REFUSALS } from "./fakes/gemini.ts";

const SETTINGS = { apiKey: "secret", baseURL: "http://library.test/v1" };

/** A model of each library, by the package's name. */
const MODELS: Readonly<Record<string, (fetch: typeof globalThis.fetch) => ImageModelV4>> = {
  google: (fetch) => createGoogle({ ...SETTINGS, fetch }).image("gemini-3.1-flash-image"),
  togetherai: (fetch) =>
    createTogetherAI({ ...SETTINGS, fetch }).image("black-forest-labs/FLUX.2-pro"),
  fireworks: (fetch) =>
    createFireworks({ ...SETTINGS, fetch }).image("accounts/fireworks/models/flux-1-dev-fp8"),
  xai: (fetch) => createXai({ ...SETTINGS, fetch }).image("grok-imagine-image"),
  deepinfra: (fetch) => createDeepInfra({ ...SETTINGS, fetch }).image("stabilityai/sd3.5"),
};

const OPTIONS: ImageModelV4CallOptions = {
  prompt: "a lighthouse",
  n: 1,
  size: undefined,
  aspectRatio: undefined,
  seed: undefined,
  files: undefined,
  mask: undefined,
  providerOptions: {},
};

/** Answers every request in the same way, and counts them. */
function answering(answer: () => Response) {
  const sent: Request[] = [];
  const fetch: typeof globalThis.fetch = (input, init) => {
    sent.push(new Request(input, init));
    return Promise.resolve(answer());
  };
  return { fetch, sent };
}

/** What the call failed with. */
async function errorOf(model: ImageModelV4, options = OPTIONS): Promise<unknown> {
  return await Promise.resolve(model.doGenerate(options)).then(
    () => undefined,
    (error: unknown) => error,
  );
}

for (const [name, modelWith] of Object.entries(MODELS)) {
  for (const status of [429, 500, 503]) {
    Deno.test(`@ai-sdk/${name} sends one request when it is answered with ${status}`, async () => {
      const { fetch, sent } = answering(() => new Response("{}", { status }));
      const error = await errorOf(modelWith(fetch));
      assert(APICallError.isInstance(error) && error.statusCode === status);
      assertEquals(sent.length, 1);
    });
  }

  Deno.test(`@ai-sdk/${name} keeps an error's headers, with small names, and its body`, async () => {
    const body = JSON.stringify({ error: { message: "Slow down" } });
    const headers = { "Retry-After": "7", "content-type": "application/json" };
    const { fetch } = answering(() => new Response(body, { status: 429, headers }));
    const error = await errorOf(modelWith(fetch));
    assert(APICallError.isInstance(error));
    assertEquals(error.responseHeaders?.["retry-after"], "7");
    assertEquals(error.responseBody, body);
  });

  Deno.test(`@ai-sdk/${name} sends the credential and the signal that it is given`, async () => {
    const controller = new AbortController();
    const { fetch, sent } = answering(() => new Response("{}", { status: 401 }));
    await errorOf(modelWith(fetch), { ...OPTIONS, abortSignal: controller.signal });
    const [request] = sent;
    assert(request && JSON.stringify([...request.headers]).includes("secret"));
    assert(request.url.startsWith(SETTINGS.baseURL));
    controller.abort();
    assert(request.signal.aborted);
  });

  Deno.test(`@ai-sdk/${name} ends with the reason of an abort`, async () => {
    const controller = new AbortController();
    const fetch: typeof globalThis.fetch = (_, init) =>
      new Promise((_, reject) => {
        init?.signal?.addEventListener("abort", () => reject(init.signal?.reason));
        controller.abort(new DOMException("Enough", "AbortError"));
      });
    const options = { ...OPTIONS, abortSignal: controller.signal };
    assertStrictEquals(await errorOf(modelWith(fetch), options), controller.signal.reason);
  });
}

Deno.test("@ai-sdk/google makes no error of a refusal: it gives no images", async () => {
  for (const body of [GEMINI_REFUSALS.prompt, GEMINI_REFUSALS.picture, GEMINI_REFUSALS.words]) {
    const { fetch } = answering(() => Response.json(body));
    const { images } = await createGoogle({ ...SETTINGS, fetch }).image("gemini-3-pro-image")
      .doGenerate(OPTIONS);
    assertEquals(images, []);
  }
});

Deno.test("@ai-sdk/fireworks takes any answer for a picture: it is looked at here", async () => {
  const { fetch } = answering(() => new Response("<html>"));
  const { images } = await createFireworks({ ...SETTINGS, fetch })
    .image("accounts/fireworks/models/flux-1-dev-fp8").doGenerate(OPTIONS);
  assertEquals(images, [new TextEncoder().encode("<html>")]);
});

Deno.test("@ai-sdk/xai fetches addresses in an answer by itself: its second call is refused", async () => {
  const { fetch, sent } = answering(() =>
    Response.json({ data: [{ url: "https://pictures.example/1.png" }] })
  );
  const model = createXai({ ...SETTINGS, fetch }).image("grok-imagine-image");
  await assertRejects(() =>
    Promise.resolve(model.doGenerate(OPTIONS)).then(({ images }) => {
      assertEquals(images.length, 1);
      throw new Error("it did");
    })
  );
  assertEquals(sent.map(({ url }) => url).at(1), "https://pictures.example/1.png");
});
