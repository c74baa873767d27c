/**
 * LangChain's chat model against the running server.
 *
 * @module
 */

import { ChatOpenAI } from "@langchain/openai";
import { readMedia } from "../images/media.ts";
import { whileTimePasses } from "./answers.ts";
import { assertEquals, assertMatch, assertObjectMatch, assertRejects } from "./assert.ts";
import { linksIn } from "./chat.ts";
import { doorForTests, openVirtualDoor } from "./door.ts";
import { png } from "./fakes/scripted_provider.ts";
import { KEY } from "./sdk.ts";
import { baseUrl, serve, type Server } from "./serve.ts";

const tests = doorForTests({ env: { API_MASTER_KEY: KEY } });
const picture = png({ widthPx: 48, heightPx: 32 }).bytes;
const dataUrl = `data:image/png;base64,${picture.toBase64()}`;

function connect(server: Server): ChatOpenAI {
  return new ChatOpenAI({
    model: "easel",
    apiKey: KEY,
    maxRetries: 0,
    configuration: { baseURL: baseUrl(server) },
  });
}

/** Tests with a server each: Deno 2.5 counts a server's waiting for requests as a leak. */
function test(promise: string, work: (model: ChatOpenAI) => Promise<void>): void {
  Deno.test(`ChatOpenAI: ${promise}`, async () => {
    await using server = serve(tests.door);
    await work(connect(server));
  });
}

test("invoke gives a link that can be fetched", async (model) => {
  const answer = await model.invoke([["system", "You draw."], ["human", "a pear"]]);
  const [url = ""] = linksIn(answer.text);
  assertEquals(readMedia(await (await fetch(url)).bytes())?.widthPx, 64);
  assertObjectMatch(answer.response_metadata, { finish_reason: "stop" });
  assertEquals(tests.door.easel.requests.at(-1)?.prompt, "a pear");
});

test("stream gives the same in pieces", async (model) => {
  const chunks = await Array.fromAsync(await model.stream("a pear"));
  assertEquals(linksIn(chunks.map(({ text }) => text).join("")).length, 1);
  const whole = chunks.reduce((before, chunk) => before.concat(chunk));
  assertObjectMatch(whole.response_metadata, { finish_reason: "stop" });
  assertMatch(whole.id ?? "", /^chatcmpl-/);
});

test("the pictures of a message are edited, whole and in pieces", async (model) => {
  const asking = (text: string) => [{
    role: "user",
    content: [{ type: "text", text }, { type: "image_url", image_url: { url: dataUrl } }],
  }];
  await model.invoke(asking("blue"));
  const first = tests.door.easel.requests.at(-1);
  assertEquals([first?.operation, first?.inputs.length, first?.prompt], ["edit", 1, "blue"]);
  await Array.fromAsync(await model.stream(asking("green")));
  const second = tests.door.easel.requests.at(-1);
  assertEquals([second?.operation, second?.inputs.length, second?.prompt], ["edit", 1, "green"]);
});

test("a follow-up changes the picture of the answer before", async (model) => {
  const answer = await model.invoke("a pear");
  await model.invoke([["human", "a pear"], answer, ["human", "now green"]]);
  const { operation, inputs, prompt } = tests.door.easel.requests.at(-1) ?? {};
  assertEquals([operation, inputs?.length, prompt], ["edit", 1, "now green"]);
});

test("a refusal of the content is an answer with its reason", async (model) => {
  const answer = await model.invoke("refuse this");
  assertEquals(answer.text, "The prompt was refused by the upstream");
  assertObjectMatch(answer.response_metadata, { finish_reason: "content_filter" });
  const chunks = await Array.fromAsync(await model.stream("refuse this"));
  assertEquals(chunks.map(({ text }) => text).join(""), "The prompt was refused by the upstream");
});

test("a failure is raised, whole and in pieces", async (model) => {
  const whole = await assertRejects(() => model.invoke("break this"));
  assertObjectMatch(whole, { status: 500, code: "generation_failed" });
  const pieces = async () => await Array.fromAsync(await model.stream("break this"));
  await assertRejects(pieces, Error, "The upstream could not draw this");
});

Deno.test("ChatOpenAI: progress arrives as reasoning_content beside the text", async () => {
  await using door = await openVirtualDoor({ env: { API_MASTER_KEY: KEY } });
  door.darkroom.worker.start();
  await using server = serve(door);
  const reading = connect(server).stream("climb a hill").then((stream) => Array.fromAsync(stream));
  const chunks = await whileTimePasses(door.runtime, reading);
  const told = chunks.map(({ additional_kwargs: more }) => more.reasoning_content ?? "").join("");
  assertMatch(told, /^Drawing\.\n(Drawing: \d+ %(, about \d+ s to go)?\.\n)+$/);
  assertEquals(linksIn(chunks.map(({ text }) => text).join("")).length, 1);
});
