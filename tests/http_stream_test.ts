import { z } from "zod";
import { createApp } from "../app.ts";
import { ErrorBody } from "../routes/schemas/error.ts";
import { CompletedEvent, PartialImageEvent } from "../routes/schemas/image_response.ts";
import { errorOf, readEvents } from "./answers.ts";
import { assert, assertEquals, assertExists, assertObjectMatch } from "./assert.ts";
import { type Door, doorForTests, openVirtualDoor } from "./door.ts";
import { countOpenEnds } from "./open_ends.ts";

const PATH = "/v1/images/generations";
const tests = doorForTests();

async function stream(body: Record<string, unknown>): Promise<Response> {
  return await tests.door.post(PATH, { model: "easel", stream: true, ...body });
}

Deno.test("a stream sends pictures under way, then the finished one", async () => {
  const response = await stream({ prompt: "sketch a pear", partial_images: 2, size: "64x64" });
  assertEquals(response.status, 200);
  assertEquals(response.headers.get("content-type"), "text/event-stream; charset=utf-8");
  assertExists(response.headers.get("x-job-id"));
  const events = await readEvents(response);
  assertEquals(events.map(({ name }) => name), [
    "image_generation.partial_image",
    "image_generation.partial_image",
    "image_generation.completed",
  ]);
  const partials = events.slice(0, 2).map(({ value }) => PartialImageEvent.parse(value));
  assertEquals(partials.map((event) => event.partial_image_index), [0, 1]);
  assertEquals(partials.map((event) => event.size), ["16x16", "24x24"]);
  const completed = CompletedEvent.parse(events.at(-1)?.value);
  assertObjectMatch(completed, { type: "image_generation.completed", size: "64x64" });
  assertEquals(completed.usage.total_tokens, 0);
  assert(completed.created_at < 10_000_000_000);
});

Deno.test("a stream sends one completed event for each picture and no partials unasked", async () => {
  const events = await readEvents(await stream({ prompt: "sketch a pear", n: 3 }));
  assertEquals(events.map(({ name }) => name), Array(3).fill("image_generation.completed"));
});

Deno.test("a stream works for the built-in provider, with partial pictures of its own", async () => {
  const events = await readEvents(
    await stream({ model: "studio", prompt: "a pear", partial_images: 2, size: "64x64" }),
  );
  assertEquals(events.at(-1)?.name, "image_generation.completed");
});

Deno.test("a stream of an edit has events of its own name", async () => {
  const made = await readEvents(await stream({ prompt: "a pear" }));
  const image = CompletedEvent.parse(made[0]?.value).b64_json;
  const events = await readEvents(
    await tests.door.post("/v1/images/edits", {
      model: "easel",
      prompt: "blue",
      image,
      stream: "true",
    }),
  );
  assertEquals(events.map(({ name }) => name), ["image_edit.completed"]);
});

Deno.test("a failure in a stream is an event with a nested error, and the last one", async () => {
  const response = await stream({ prompt: "refuse this" });
  assertEquals(response.status, 200);
  const events = await readEvents(response);
  assertEquals(events.map(({ name }) => name), ["error"]);
  const { type, error } = z.object({ type: z.string(), ...ErrorBody.shape }).parse(
    events[0]?.value,
  );
  assertEquals(type, "error");
  assertObjectMatch(error, { code: "moderation_blocked", param: null });
});

Deno.test("a stream with too few pictures delivers those, and says so in a comment", async () => {
  const response = await stream({ prompt: "half of them", n: 2, seed: 0 });
  const [text, events] = await Promise.all([response.clone().text(), readEvents(response)]);
  assertEquals(events.map(({ name }) => name), ["image_generation.completed"]);
  assert(text.includes(": warning: 1 of 2 images did not come"));
});

Deno.test("what is wrong with a request is told before a stream begins", async () => {
  assertObjectMatch(await errorOf(await stream({ prompt: "a", n: 11 })), { param: "n" });
  assertEquals((await stream({ prompt: "a pear", model: "nobody" })).status, 404);
});

Deno.test("a stream begins at once and gives a sign of life every ten seconds", async () => {
  await using door = await openVirtualDoor();
  const { runtime } = door;
  const { text, stop } = await listen(door);
  await runtime.until(() => door.easel.requests.length === 1);
  const before = text();
  assertEquals(before, ": ping\n".repeat(before.length / 7));
  await runtime.pass(30_000);
  assertEquals(text().slice(before.length), ": ping\n".repeat(3));
  await stop();
});

Deno.test("a caller who leaves a stream leaves neither a watch nor a timer behind", async () => {
  await using door = await openVirtualDoor();
  const { runtime } = door;
  const { services, open } = countOpenEnds(door.darkroom.services);
  const app = createApp(services);
  const { stop } = await listen({ ...door, app });
  await runtime.until(() => door.easel.requests.length === 1);
  assertEquals(open, { watches: 1, timers: 1 });
  await stop();
  await runtime.until(() => open.watches + open.timers === 0, 60_000);
  assertEquals(
    await services.engine.list("operator", { limit: 9 }).then(({ jobs }) => jobs.length),
    1,
  );
});

Deno.test("a stream ends with an error that names the job when the server stops", async () => {
  await using door = await openVirtualDoor();
  const { runtime } = door;
  const closing = new AbortController();
  const app = createApp({ ...door.darkroom.services, closing: closing.signal });
  const { text, ended } = await listen({ ...door, app });
  await runtime.until(() => door.easel.requests.length === 1);
  closing.abort();
  await ended;
  assert(/event: error\ndata: .*still_running.*\n\n$/.test(text()));
});

/** Opens a stream that hangs, and reads what comes. */
async function listen({ app }: Pick<Door, "app">) {
  const response = await app.request(PATH, {
    method: "POST",
    body: JSON.stringify({ model: "easel", prompt: "hang on", stream: true }),
  });
  assertExists(response.body);
  const reader = response.body.pipeThrough(new TextDecoderStream()).getReader();
  let text = "";
  async function read(): Promise<void> {
    for (;;) {
      const { done, value } = await reader.read();
      if (done) return;
      text += value;
    }
  }
  const ended = read();
  return {
    text: () => text,
    ended,
    async stop() {
      await reader.cancel();
      await ended;
    },
  };
}
