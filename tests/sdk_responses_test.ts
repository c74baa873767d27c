/**
 * Responses through both majors of the `openai` package, over HTTP.
 *
 * @module
 */

import type OpenAI from "openai";
import { createApp } from "../app.ts";
import { fromBase64 } from "../images/base64.ts";
import { readMedia } from "../images/media.ts";
import { assertEquals, assertExists, assertObjectMatch, assertRejects } from "./assert.ts";
import { doorForTests, openVirtualDoor } from "./door.ts";
import { KEY, MAJORS } from "./sdk.ts";
import { serve, type Server } from "./serve.ts";

const tests = doorForTests({ env: { API_MASTER_KEY: KEY } });
const tools: OpenAI.Responses.Tool.ImageGeneration[] = [
  { type: "image_generation", model: "easel", partial_images: 2 },
];

function callOf({ output }: Pick<OpenAI.Responses.Response, "output">) {
  const call = output.find((item) => item.type === "image_generation_call");
  assertExists(call);
  return call;
}

function sizeOf(base64: string | null): string {
  const media = readMedia(fromBase64(base64 ?? "") ?? new Uint8Array());
  return `${media?.widthPx}x${media?.heightPx}`;
}

for (const { name, connect: connectTo } of MAJORS) {
  const connect = (server: Server) => connectTo(server, {});
  /** Tests with a server each: Deno 2.5 counts a server's waiting for requests as a leak. */
  const test = (promise: string, work: (client: OpenAI) => Promise<void>) =>
    Deno.test(`${name}: ${promise}`, async () => {
      await using server = serve(tests.door);
      await work(connect(server));
    });

  test("responses.create gives the picture, and no text", async (client) => {
    const response = await client.responses.create({ model: "gpt-4.1", input: "a pear", tools });
    assertEquals(sizeOf(callOf(response).result), "64x64");
    assertObjectMatch(response, { status: "completed", output_text: "", model: "gpt-4.1" });
    assertEquals((await client.responses.retrieve(response.id)).output, response.output);
  });

  test("a follow-up edits the picture of the response before", async (client) => {
    const first = await client.responses.create({ model: "gpt-4.1", input: "a pear", tools });
    const second = await client.responses.create({
      model: "gpt-4.1",
      input: "blue",
      previous_response_id: first.id,
      tools,
    });
    assertEquals(callOf(second).status, "completed");
    const third = await client.responses.create({
      model: "gpt-4.1",
      input: [callOf(second), { role: "user", content: "green" }],
      tools,
    });
    assertEquals(callOf(third).status, "completed");
    const asked = tests.door.easel.requests.slice(-3).map(({ operation }) => operation);
    assertEquals(asked, ["generate", "edit", "edit"]);
  });

  test("a raw stream gives every event in order", async (client) => {
    const stream = await client.responses.create({
      model: "gpt-4.1",
      input: "sketch a pear",
      tools,
      stream: true,
    });
    const events = await Array.fromAsync(stream);
    assertEquals(events.map((event) => event.sequence_number), [...events.keys()]);
    assertEquals(events.map(({ type }) => type.replace("response.", "")), [
      "created",
      "in_progress",
      "output_item.added",
      "image_generation_call.in_progress",
      "image_generation_call.generating",
      "image_generation_call.partial_image",
      "image_generation_call.partial_image",
      "image_generation_call.completed",
      "output_item.done",
      "completed",
    ]);
  });

  test("the stream helper gathers the response", async (client) => {
    const stream = client.responses.stream({ model: "gpt-4.1", input: "sketch a pear", tools });
    const sizes: string[] = [];
    for await (const event of stream) {
      if (event.type === "response.image_generation_call.partial_image") {
        sizes.push(sizeOf(event.partial_image_b64));
      }
    }
    assertEquals(sizes, ["16x16", "24x24"]);
    const response = await stream.finalResponse();
    assertEquals(sizeOf(callOf(response).result), "64x64");
  });

  test("the stream helper gives a refused response with its error", async (client) => {
    const stream = client.responses.stream({ model: "gpt-4.1", input: "refuse this", tools });
    const response = await stream.finalResponse();
    assertObjectMatch(response, {
      status: "failed",
      error: { code: "image_content_policy_violation" },
    });
    assertEquals(callOf(response).status, "failed");
  });

  test("a background response is polled to its end", async (client) => {
    let response = await client.responses.create({
      model: "gpt-4.1",
      input: "a pear",
      tools,
      background: true,
    });
    assertEquals([response.status, response.output.length], ["queued", 0]);
    const job = response.id.replace("resp_", "job_");
    const { engine } = tests.door.darkroom.services;
    await Array.fromAsync(engine.watch(job, new AbortController().signal));
    response = await client.responses.retrieve(response.id);
    assertEquals(response.status, "completed");
    assertEquals(sizeOf(callOf(response).result), "64x64");
  });

  test("a stream that was left is resumed, by hand and by the helper", async (client) => {
    const left = await client.responses.create({
      model: "gpt-4.1",
      input: "sketch a pear",
      tools,
      background: true,
      stream: true,
    });
    let id = "";
    let seen = 0;
    for await (const event of left) {
      if (event.type === "response.created") id = event.response.id;
      seen = event.sequence_number;
      if (event.type === "response.in_progress") break;
    }
    const query = { stream: true, starting_after: seen } as const;
    const rest = await Array.fromAsync(await client.responses.retrieve(id, query));
    assertEquals(rest[0]?.sequence_number, seen + 1);
    assertEquals(rest.at(-1)?.type, "response.completed");
    const helper = client.responses.stream({ response_id: id, starting_after: seen });
    assertEquals(sizeOf(callOf(await helper.finalResponse()).result), "64x64");
  });

  Deno.test(`${name}: a background response is cancelled`, async () => {
    await using door = await openVirtualDoor({ env: { API_MASTER_KEY: KEY } });
    await using server = serve(door);
    const client = connect(server);
    const { id } = await client.responses.create({
      model: "gpt-4.1",
      input: "hang on",
      tools,
      background: true,
    });
    assertEquals((await client.responses.cancel(id)).status, "cancelled");
    assertEquals((await client.responses.retrieve(id)).status, "cancelled");
  });

  test("errors carry status, code and param, and nothing is repeated", async (client) => {
    const asked = tests.door.easel.requests.length;
    const ask = (input: string, more = {}) => () =>
      client.responses.create({ model: "gpt-4.1", input, tools, ...more });
    const cases: readonly (readonly [() => Promise<unknown>, Record<string, unknown>])[] = [
      [ask("refuse this"), { status: 400, code: "moderation_blocked" }],
      [ask("break this"), { status: 500, code: "generation_failed" }],
      [ask("a", { tools: [] }), { status: 400, param: "tools" }],
      [ask("a", { previous_response_id: "resp_1" }), { code: "previous_response_not_found" }],
      [() => client.responses.retrieve("resp_1"), { status: 404, type: "invalid_request_error" }],
    ];
    for (const [work, expected] of cases) {
      assertObjectMatch(await assertRejects(work), expected);
    }
    assertEquals(tests.door.easel.requests.length - asked, 2);
  });

  Deno.test(`${name}: a stream that the server breaks off throws`, async () => {
    await using door = await openVirtualDoor();
    const closing = new AbortController();
    const app = createApp({ ...door.darkroom.services, closing: closing.signal });
    await using server = serve({ app });
    const events = await connect(server).responses.create({
      model: "easel",
      input: "hang on",
      stream: true,
    });
    const error = await assertRejects(async () => {
      for await (const event of events) {
        if (event.type === "response.created") closing.abort();
      }
    });
    assertObjectMatch(error, { code: "still_running" });
  });
}
