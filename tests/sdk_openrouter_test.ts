/**
 * OpenRouter's provider for the AI SDK against the running server: pictures in chats as files, and
 * its image model.
 *
 * @module
 */

import { createOpenRouter } from "@openrouter/ai-sdk-provider";
import { APICallError, generateImage, generateText, type ModelMessage, streamText } from "ai";
import { readMedia } from "../images/media.ts";
import { assert, assertEquals, assertMatch, assertObjectMatch, assertRejects } from "./assert.ts";
import { linksIn } from "./chat.ts";
import { doorForTests } from "./door.ts";
import { png } from "./fakes/scripted_provider.ts";
import { KEY } from "./sdk.ts";
import { baseUrl, serve, type Server } from "./serve.ts";

const tests = doorForTests({ env: { API_MASTER_KEY: KEY } });
const picture = png({ widthPx: 48, heightPx: 32 }).bytes;
const PICTURES = { modalities: ["image", "text"] };

/** Tests with a server each: Deno 2.5 counts a server's waiting for requests as a leak. */
function test(promise: string, work: (router: ReturnType<typeof connect>) => Promise<void>): void {
  Deno.test(`@openrouter/ai-sdk-provider: ${promise}`, async () => {
    await using server = serve(tests.door);
    await work(connect(server));
  });
}

function connect(server: Server) {
  return createOpenRouter({ baseURL: baseUrl(server), apiKey: KEY });
}

interface File {
  readonly mediaType: string;
  readonly uint8Array: Uint8Array;
}

function describe({ mediaType, uint8Array }: File): string {
  const media = readMedia(new Uint8Array(uint8Array));
  return `${mediaType} ${media?.widthPx}x${media?.heightPx}`;
}

test("generateText gives the pictures as files where modalities ask for them", async (router) => {
  const model = router.chat("easel", { extraBody: { ...PICTURES, n: 2 } });
  const { files, text, finishReason } = await generateText({ model, prompt: "a pear" });
  assertEquals(files.map(describe), ["image/png 64x64", "image/png 64x64"]);
  assertEquals([text, finishReason], ["", "stop"]);
});

test("streamText gives the pictures as files", async (router) => {
  const model = router.chat("easel", { extraBody: { ...PICTURES, n: 2 } });
  const answer = streamText({ model, prompt: "a pear" });
  await answer.consumeStream();
  assertEquals((await answer.files).map(describe), ["image/png 64x64", "image/png 64x64"]);
  assertEquals([await answer.text, await answer.finishReason], ["", "stop"]);
});

test("a model id ending in :image gives files without further settings", async (router) => {
  const { files } = await generateText({ model: router("easel:image"), prompt: "a pear" });
  assertEquals(files.map(describe), ["image/png 64x64"]);
});

test("without either the picture is a link", async (router) => {
  const { files, text } = await generateText({ model: router.chat("easel"), prompt: "a pear" });
  assertEquals([files.length, linksIn(text).length], [0, 1]);
});

test("files of a message are edited", async (router) => {
  const model = router.chat("easel", { extraBody: PICTURES });
  const content = [
    { type: "text", text: "blue" },
    { type: "file", mediaType: "image/png", data: picture },
  ] as const;
  await generateText({ model, messages: [{ role: "user", content: [...content] }] });
  const { operation, inputs, prompt } = tests.door.easel.requests.at(-1) ?? {};
  assertEquals([operation, inputs?.length, prompt], ["edit", 1, "blue"]);
});

// The provider does not send an answer's files back; links it does.
test("a follow-up changes the picture that an answer linked to", async (router) => {
  const model = router.chat("easel");
  const asked: ModelMessage = { role: "user", content: "a pear" };
  const { responseMessages } = await generateText({ model, messages: [asked] });
  const more: ModelMessage = { role: "user", content: "now green" };
  await generateText({ model, messages: [asked, ...responseMessages, more] });
  const { operation, inputs, prompt } = tests.door.easel.requests.at(-1) ?? {};
  assertEquals([operation, inputs?.length, prompt], ["edit", 1, "now green"]);
});

test("a refusal of the content ends with content-filter", async (router) => {
  const model = router.chat("easel", { extraBody: PICTURES });
  const whole = await generateText({ model, prompt: "refuse this" });
  const pieces = streamText({ model, prompt: "refuse this" });
  assertEquals([whole.finishReason, whole.files.length], ["content-filter", 0]);
  assertEquals(await pieces.finishReason, "content-filter");
});

test("a chat's failure is raised with its message", async (router) => {
  const broken = () =>
    generateText({ model: router.chat("easel"), prompt: "break this", maxRetries: 0 });
  await assertRejects(broken, Error, "The upstream could not draw this");
  const stranger = () => generateText({ model: router.chat("nobody"), prompt: "a pear" });
  await assertRejects(stranger, Error, 'The model "nobody" does not exist');
});

test("the image model draws as many pictures as asked for, in their size", async (router) => {
  const { images, responses } = await generateImage({
    model: router.imageModel("easel"),
    prompt: "a pear",
    n: 3,
    size: "96x64",
    seed: 7,
  });
  assertEquals(images.map(describe), Array(3).fill("image/png 96x64"));
  assertMatch(responses[0]?.headers?.["x-job-id"] ?? "", /^job_/);
  assert(tests.door.easel.requests.some(({ seed }) => seed === 7));
});

test("the image model edits pictures, and passes further settings on", async (router) => {
  const model = router.imageModel("easel");
  const prompt = { images: [picture, picture], text: "blue" };
  const { image } = await generateImage({
    model,
    prompt,
    aspectRatio: "2:1",
    providerOptions: { openrouter: { background: "transparent" } },
  });
  const { operation, inputs, background } = tests.door.easel.requests.at(-1) ?? {};
  assertEquals([operation, inputs?.length, background], ["edit", 2, "transparent"]);
  assertMatch(describe(image), /^image\/png /);
});

test("the image model raises what went wrong", async (router) => {
  const asked = tests.door.easel.requests.length;
  const refused = () =>
    generateImage({ model: router.imageModel("easel"), prompt: "refuse this", maxRetries: 2 });
  const error = await assertRejects(refused, Error, "The prompt was refused");
  assert(APICallError.isInstance(error));
  assertObjectMatch(error, { statusCode: 400, isRetryable: false });
  assertEquals(tests.door.easel.requests.length, asked + 1);
});
