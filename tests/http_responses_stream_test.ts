/**
 * The events of `POST /v1/responses` and of `GET /v1/responses/{id}?stream=true`.
 *
 * @module
 */

import { z } from "zod";
import { createApp } from "../app.ts";
import {
  CallEvent,
  CallPartialEvent,
  ItemEvent,
  LifecycleEvent,
  ResponseView,
} from "../routes/schemas/response_object.ts";
import { errorOf, readEvents, type StreamEvent } from "./answers.ts";
import { assert, assertEquals, assertExists, assertMatch, assertObjectMatch } from "./assert.ts";
import { type Door, doorForTests, openDoor, openVirtualDoor } from "./door.ts";

const PATH = "/v1/responses";
const tests = doorForTests();
const ResponseEvent = z.union([LifecycleEvent, ItemEvent, CallEvent, CallPartialEvent]);

const WHOLE = [
  "response.created",
  "response.in_progress",
  "response.output_item.added",
  "response.image_generation_call.in_progress",
  "response.image_generation_call.generating",
  "response.image_generation_call.partial_image",
  "response.image_generation_call.partial_image",
  "response.image_generation_call.completed",
  "response.output_item.done",
  "response.completed",
];

function bodyOf(input: string, more: Record<string, unknown> = {}) {
  const tools = [{ type: "image_generation", partial_images: 2 }];
  return { model: "easel", input, stream: true, tools, ...more };
}

async function stream(input: string, more: Record<string, unknown> = {}): Promise<Response> {
  return await tests.door.post(PATH, bodyOf(input, more));
}

/** Checks names against types, and numbers against places. */
function checked(events: readonly StreamEvent[], first = 0): z.infer<typeof ResponseEvent>[] {
  return events.map(({ name, value }, index) => {
    const event = ResponseEvent.parse(value);
    assertEquals([event.type, event.sequence_number], [name, first + index]);
    return event;
  });
}

function idOf(events: readonly StreamEvent[]): string {
  return LifecycleEvent.parse(events[0]?.value).response.id;
}

Deno.test("a stream tells a response in OpenAI's order, numbered from 0, without [DONE]", async () => {
  const http = await stream("sketch a pear");
  assertEquals(http.headers.get("content-type"), "text/event-stream; charset=utf-8");
  assertExists(http.headers.get("x-job-id"));
  const [text, events] = await Promise.all([http.clone().text(), readEvents(http)]);
  assert(!text.includes("[DONE]"));
  const told = checked(events);
  assertEquals(told.map(({ type }) => type), WHOLE);
  const [created, , added] = told;
  assertObjectMatch(created ?? {}, { response: { status: "in_progress", output: [] } });
  assertObjectMatch(added ?? {}, { item: { status: "in_progress", result: null } });
  const partials = told.slice(5, 7).map((event) => CallPartialEvent.parse(event));
  assertEquals(partials.map((event) => event.partial_image_index), [0, 1]);
  assertEquals(partials.map(({ size }) => size), ["16x16", "24x24"]);
});

Deno.test("the end of a stream holds what the response is found with", async () => {
  const events = await readEvents(await stream("sketch a pear"));
  const [done, completed] = events.slice(-2).map(({ value }) => value);
  const { response } = LifecycleEvent.parse(completed);
  assertEquals(ItemEvent.parse(done).item, response.output[0]);
  assertExists(response.output[0]?.result);
  const found = await tests.door.get(`${PATH}/${response.id}`);
  assertEquals(ResponseView.parse(await found.json()), response);
});

Deno.test("a stream sends no pictures under way unasked", async () => {
  const tools = [{ type: "image_generation" }];
  const events = await readEvents(await stream("sketch a pear", { tools }));
  assertEquals(
    events.map(({ name }) => name),
    WHOLE.filter((name) => !name.endsWith("partial_image")),
  );
});

Deno.test("a stream ends with the failed item and response when the picture is refused", async () => {
  const told = checked(await readEvents(await stream("refuse this")));
  assertEquals(told.slice(-2).map(({ type }) => type), [
    "response.output_item.done",
    "response.failed",
  ]);
  assertObjectMatch(told.at(-2) ?? {}, {
    item: { status: "failed", result: null, error: { code: "moderation_blocked" } },
  });
  assertObjectMatch(told.at(-1) ?? {}, {
    response: { status: "failed", error: { code: "image_content_policy_violation" } },
  });
});

Deno.test("what is wrong with a request is told before a stream begins", async () => {
  const error = await errorOf(await stream("a pear", { previous_response_id: "resp_0" }));
  assertEquals(error.code, "previous_response_not_found");
});

Deno.test("a stream is read again from any event, with the same numbers", async () => {
  const all = await readEvents(await stream("sketch a pear", { background: true }));
  checked(all);
  assertEquals(all.slice(0, 3).map(({ name }) => name), [
    "response.created",
    "response.queued",
    "response.in_progress",
  ]);
  const path = `${PATH}/${idOf(all)}?stream=true`;
  assertEquals(await readEvents(await tests.door.get(path)), all);
  for (const after of [0, 4, 7, all.length - 2]) {
    const rest = await readEvents(await tests.door.get(`${path}&starting_after=${after}`));
    assertEquals(rest, all.slice(after + 1));
  }
  const none = await tests.door.get(`${path}&starting_after=${all.length - 1}`);
  assertEquals(await readEvents(none), []);
});

Deno.test("a stream of a running response is resumed where it was left, and told to its end", async () => {
  await using door = await openVirtualDoor();
  const begun = await door.post(PATH, bodyOf("hang on", { background: true, stream: false }));
  const { id } = ResponseView.parse(await begun.json());
  await door.runtime.until(() => door.easel.requests.length === 1);
  const resumed = await door.get(`${PATH}/${id}?stream=true&starting_after=2`);
  const reading = readEvents(resumed);
  await door.runtime.pass(5_000);
  await (await door.app.request(`${PATH}/${id}/cancel`, { method: "POST" })).body?.cancel();
  let isRead = false;
  reading.finally(() => isRead = true);
  await door.runtime.until(() => isRead);
  const told = checked(await reading, 3);
  assertEquals(told.map(({ type }) => type), [
    "response.output_item.added",
    "response.image_generation_call.in_progress",
    "response.image_generation_call.generating",
    "response.output_item.done",
    "response.failed",
  ]);
  assertObjectMatch(told.at(-1) ?? {}, { response: { status: "cancelled", error: null } });
});

Deno.test("a stream that the server ends says where the response goes on, and from where", async () => {
  await using door = await openVirtualDoor();
  const closing = new AbortController();
  const app = createApp({ ...door.darkroom.services, closing: closing.signal });
  const reading = readEvents(await askAt(app, bodyOf("hang on")));
  await door.runtime.until(() => door.easel.requests.length === 1);
  await door.idle();
  closing.abort();
  const events = await reading;
  const last = z.object({
    type: z.literal("error"),
    message: z.string(),
    sequence_number: z.int(),
    error: z.object({ code: z.literal("still_running") }),
  }).parse(events.at(-1)?.value);
  assertEquals(last.sequence_number, events.length - 2);
  assertMatch(last.message, /GET \/v1\/responses\/resp_/);
});

async function askAt(app: Door["app"], body: unknown): Promise<Response> {
  return await app.request(PATH, { method: "POST", body: JSON.stringify(body) });
}

Deno.test("GET /v1/responses/{id} refuses a number that is none", async () => {
  await using door = await openDoor();
  const error = await errorOf(await door.get(`${PATH}/resp_1?stream=true&starting_after=x`));
  assertObjectMatch(error, { param: "starting_after" });
});
