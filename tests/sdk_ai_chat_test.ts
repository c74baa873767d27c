/**
 * Chat through the AI SDK against the running server: both of its providers that speak OpenAI.
 *
 * @module
 */

import { createOpenAI } from "@ai-sdk/openai";
import { createOpenAICompatible } from "@ai-sdk/openai-compatible";
import { APICallError, generateText, type LanguageModel, type ModelMessage, streamText } from "ai";
import { readMedia } from "../images/media.ts";
import { whileTimePasses } from "./answers.ts";
import { assert, assertEquals, assertMatch, assertObjectMatch, assertRejects } from "./assert.ts";
import { linksIn } from "./chat.ts";
import { doorForTests, openVirtualDoor } from "./door.ts";
import { png } from "./fakes/scripted_provider.ts";
import { KEY } from "./sdk.ts";
import { baseUrl, serve, type Server } from "./serve.ts";

const tests = doorForTests({ env: { API_MASTER_KEY: KEY } });
const picture = png({ widthPx: 48, heightPx: 32 }).bytes;

/** A language model of a server's. */
type Connect = (server: Server, model: string) => LanguageModel;

const compatible: Connect = (server, model) =>
  createOpenAICompatible({
    name: "darkroom",
    baseURL: baseUrl(server),
    apiKey: KEY,
    includeUsage: true,
  }).chatModel(model);

const PROVIDERS: Readonly<Record<string, Connect>> = {
  "@ai-sdk/openai": (server, model) =>
    createOpenAI({ baseURL: baseUrl(server), apiKey: KEY }).chat(model),
  "@ai-sdk/openai-compatible": compatible,
};

/** The width of the one picture that a text links to. */
async function linkedWidth(text: string): Promise<number | undefined> {
  const [url = "", ...more] = linksIn(text);
  assertEquals(more, []);
  return readMedia(await (await fetch(url)).bytes())?.widthPx;
}

/** A request with pictures, as bytes and as a data URL. */
function editing(text: string): ModelMessage[] {
  return [{
    role: "user",
    content: [
      { type: "text", text },
      { type: "file", mediaType: "image/png", data: picture },
      { type: "file", mediaType: "image", data: `data:image/png;base64,${picture.toBase64()}` },
    ],
  }];
}

for (const [name, connect] of Object.entries(PROVIDERS)) {
  const test = (promise: string, work: (model: LanguageModel) => Promise<void>) =>
    Deno.test(`${name} chat: ${promise}`, async () => {
      await using server = serve(tests.door);
      await work(connect(server, "easel"));
    });

  test("generateText gives a link that can be fetched", async (model) => {
    const answer = await generateText({ model, system: "You draw.", prompt: "a pear" });
    assertEquals(await linkedWidth(answer.text), 64);
    assertEquals([answer.finishReason, answer.usage.totalTokens], ["stop", 0]);
    assertMatch(answer.response.headers?.["x-job-id"] ?? "", /^job_/);
    assertEquals(tests.door.easel.requests.at(-1)?.prompt, "a pear");
  });

  test("streamText gives the same in pieces", async (model) => {
    const answer = streamText({ model, prompt: "a pear" });
    const text = (await Array.fromAsync(answer.textStream)).join("");
    assertEquals(await linkedWidth(text), 64);
    assertEquals([await answer.finishReason, (await answer.usage).totalTokens], ["stop", 0]);
  });

  test("pictures of the last message are edited", async (model) => {
    await generateText({ model, messages: editing("blue") });
    const { operation, prompt, inputs } = tests.door.easel.requests.at(-1) ?? {};
    assertEquals([operation, prompt, inputs?.length], ["edit", "blue", 2]);
    assertEquals(inputs?.map(({ bytes }) => readMedia(bytes)?.widthPx), [48, 48]);
    await streamText({ model, messages: editing("green") }).consumeStream();
    assertEquals(tests.door.easel.requests.at(-1)?.prompt, "green");
  });

  test("a follow-up changes the picture of the answer before", async (model) => {
    const asked: ModelMessage = { role: "user", content: "a pear" };
    const { responseMessages } = await generateText({ model, messages: [asked] });
    const more: ModelMessage = { role: "user", content: "now green" };
    await generateText({ model, messages: [asked, ...responseMessages, more] });
    const { operation, prompt, inputs } = tests.door.easel.requests.at(-1) ?? {};
    assertEquals([operation, prompt, inputs?.length], ["edit", "now green", 1]);
  });

  test("a refusal of the content is an answer with its reason", async (model) => {
    const whole = await generateText({ model, prompt: "refuse this" });
    const pieces = streamText({ model, prompt: "refuse this" });
    const reason = "The prompt was refused by the upstream";
    assertEquals([whole.text, whole.finishReason], [reason, "content-filter"]);
    assertEquals([await pieces.text, await pieces.finishReason], [reason, "content-filter"]);
  });

  test("a failure is raised, whole and in pieces", async (model) => {
    const broken = () => generateText({ model, prompt: "break this", maxRetries: 0 });
    const error = await assertRejects(broken, APICallError, "The upstream could not draw this");
    assertObjectMatch(error, { statusCode: 500 });
    const errors: unknown[] = [];
    const onError = ({ error }: { readonly error: unknown }) => void errors.push(error);
    await streamText({ model, prompt: "break this", maxRetries: 0, onError }).consumeStream();
    assertEquals(errors.length, 1);
    assertMatch(String(errors[0]), /could not draw this/);
  });

  test("an aborted call leaves the job alone", async (model) => {
    const { engine } = tests.door.darkroom.services;
    const leave = new AbortController();
    const { fullStream } = streamText({
      model,
      prompt: "sketch a pear",
      abortSignal: leave.signal,
    });
    for await (const { type } of fullStream) {
      if (type === "start-step") leave.abort();
    }
    const [newest] = (await engine.list("operator", { limit: 1 })).jobs;
    const states = await Array.fromAsync(
      engine.watch(newest?.id ?? "", new AbortController().signal),
    );
    assert(states.at(-1)?.endedAt !== undefined);
  });
}

Deno.test("@ai-sdk/openai-compatible chat: progress appears as reasoning, before the text", async () => {
  await using door = await openVirtualDoor({ env: { API_MASTER_KEY: KEY } });
  door.darkroom.worker.start();
  await using server = serve(door);
  const { fullStream } = streamText({ model: compatible(server, "easel"), prompt: "climb a hill" });
  const parts = await whileTimePasses(door.runtime, Array.fromAsync(fullStream));
  const reasoning = parts.flatMap((part) => part.type === "reasoning-delta" ? [part.text] : []);
  assertMatch(reasoning.join(""), /^Drawing\.\n(Drawing: \d+ %(, about \d+ s to go)?\.\n)+$/);
  const types = parts.map(({ type }) => type);
  assert(types.indexOf("reasoning-end") < types.indexOf("text-start"), types.join(" "));
  assertEquals(types.filter((type) => type === "reasoning-start").length, 1);
});
