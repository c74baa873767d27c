/**
 * The AI SDK against the running server: both of its providers that speak OpenAI.
 *
 * @module
 */

import { createOpenAI } from "@ai-sdk/openai";
import { createOpenAICompatible } from "@ai-sdk/openai-compatible";
import { APICallError, generateImage, generateText, type ImageModel, streamText } from "ai";
import { readMedia } from "../images/media.ts";
import { assert, assertEquals, assertMatch, assertObjectMatch, assertRejects } from "./assert.ts";
import { doorForTests } from "./door.ts";
import { png } from "./fakes/scripted_provider.ts";
import { baseUrl, serve, type Server } from "./serve.ts";

const KEY = "darkroom-test-key";
const tests = doorForTests({ env: { API_MASTER_KEY: KEY } });
const picture = png({ widthPx: 64, heightPx: 48 }).bytes;

/** Makes an image model of a server. */
type Connect = (server: Server, model: string) => ImageModel;

const PROVIDERS: Readonly<Record<string, Connect>> = {
  "@ai-sdk/openai": (server, model) =>
    createOpenAI({ baseURL: baseUrl(server), apiKey: KEY }).image(model),
  "@ai-sdk/openai-compatible": (server, model) =>
    createOpenAICompatible({ name: "darkroom", baseURL: baseUrl(server), apiKey: KEY })
      .imageModel(model),
};

function sizeOf({ uint8Array }: { readonly uint8Array: Uint8Array }): string {
  const media = readMedia(new Uint8Array(uint8Array));
  return `${media?.widthPx}x${media?.heightPx}`;
}

for (const [name, connect] of Object.entries(PROVIDERS)) {
  Deno.test(`${name}: generateImage gives as many pictures as asked for`, async () => {
    await using server = serve(tests.door);
    const { images, responses, usage } = await generateImage({
      model: connect(server, "easel"),
      prompt: "a pear",
      n: 3,
      size: "96x64",
    });
    assertEquals(images.map(sizeOf), ["96x64", "96x64", "96x64"]);
    assertEquals(images.map(({ mediaType }) => mediaType), Array(3).fill("image/png"));
    assertMatch(responses[0]?.headers?.["x-job-id"] ?? "", /^job_/);
    assertEquals(usage.totalTokens, 0);
  });

  for (const model of ["gpt-image-1", "dall-e-3"]) {
    Deno.test(`${name}: generateImage finds pictures under the built-in id ${model}`, async () => {
      await using server = serve(tests.door);
      const { image } = await generateImage({
        model: connect(server, model),
        prompt: "a pear",
        size: "64x64",
      });
      assertEquals(sizeOf(image), "64x64");
    });
  }

  Deno.test(`${name}: generateImage edits pictures, with a mask`, async () => {
    await using server = serve(tests.door);
    const model = connect(server, "easel");
    const mask = png({ widthPx: 64, heightPx: 48, alpha: 0 }).bytes;
    await generateImage({ model, prompt: { images: [picture], text: "blue", mask } });
    const one = tests.door.easel.requests.at(-1);
    assertObjectMatch(one ?? {}, { operation: "edit", prompt: "blue" });
    assert(one?.mask !== undefined);
    await generateImage({ model, prompt: { images: [picture, picture], text: "blue" } });
    assertEquals(tests.door.easel.requests.at(-1)?.inputs.length, 2);
  });

  Deno.test(`${name}: errors are raised with their message, and not repeated`, async () => {
    await using server = serve(tests.door);
    const asked = tests.door.easel.requests.length;
    const refused = () =>
      generateImage({ model: connect(server, "easel"), prompt: "refuse this", maxRetries: 2 });
    const error = await assertRejects(refused, APICallError, "The prompt was refused");
    assertObjectMatch(error, { statusCode: 400, isRetryable: false });
    assertEquals(tests.door.easel.requests.length, asked + 1);
    const unknown = () => generateImage({ model: connect(server, "nobody"), prompt: "a pear" });
    await assertRejects(unknown, APICallError, 'The model "nobody" does not exist');
  });
}

Deno.test("@ai-sdk/openai: provider options become OpenAI's fields", async () => {
  await using server = serve(tests.door);
  const { image } = await generateImage({
    model: PROVIDERS["@ai-sdk/openai"]?.(server, "studio") ?? "",
    prompt: "a pear",
    size: "64x64",
    providerOptions: {
      openai: { outputFormat: "webp", outputCompression: 50, quality: "high", user: "me" },
    },
  });
  assertEquals([image.mediaType, sizeOf(image)], ["image/webp", "64x64"]);
});

Deno.test("@ai-sdk/openai-compatible: provider options are sent as they are", async () => {
  await using server = serve(tests.door);
  const { responses, image } = await generateImage({
    model: PROVIDERS["@ai-sdk/openai-compatible"]?.(server, "easel") ?? "",
    prompt: "a pear",
    providerOptions: {
      darkroom: { seed: 7, negativePrompt: "leaves", aspect_ratio: "2:1", zoom: 3 },
    },
  });
  assertEquals(sizeOf(image), "96x48");
  assertEquals(tests.door.easel.requests.at(-1)?.seed, 7);
  assertEquals(JSON.parse(responses[0]?.headers?.["x-darkroom-warnings"] ?? "[]"), [
    "zoom ignored: no such field",
    "negative_prompt dropped: easel does not take it",
  ]);
});

/** A language model of OpenAI's with the image tool: what many programs draw with. */
function drawing(server: Server) {
  const openai = createOpenAI({ baseURL: baseUrl(server), apiKey: KEY });
  const image_generation = openai.tools.imageGeneration({ model: "easel", partialImages: 2 });
  return { model: openai.responses("gpt-4.1"), tools: { image_generation } };
}

function sizeOfBase64(base64: string): string {
  return sizeOf({ uint8Array: Uint8Array.fromBase64(base64) });
}

Deno.test("@ai-sdk/openai: generateText gives the picture of a response", async () => {
  await using server = serve(tests.door);
  const { staticToolResults, text } = await generateText({ ...drawing(server), prompt: "a pear" });
  assertEquals(text, "");
  assertEquals(staticToolResults.map(({ output }) => sizeOfBase64(output.result)), ["64x64"]);
});

Deno.test("@ai-sdk/openai: streamText gives pictures under way, then the finished one", async () => {
  await using server = serve(tests.door);
  const { fullStream } = streamText({ ...drawing(server), prompt: "sketch a pear" });
  const sizes: string[] = [];
  for await (const part of fullStream) {
    assert(part.type !== "error", JSON.stringify(part));
    if (part.type === "tool-result" && !part.dynamic) sizes.push(sizeOfBase64(part.output.result));
  }
  assertEquals(sizes, ["16x16", "24x24", "64x64"]);
});
