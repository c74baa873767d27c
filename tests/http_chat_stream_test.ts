import { createApp } from "../app.ts";
import { parseDataUrl } from "../images/base64.ts";
import { readMedia } from "../images/media.ts";
import { jobStatus } from "../jobs/job.ts";
import type { ChatChunk } from "../routes/schemas/chat_response.ts";
import { errorOf } from "./answers.ts";
import { assert, assertEquals, assertExists, assertMatch, assertObjectMatch } from "./assert.ts";
import { chatChunks, chatRecords, contentOf, linksIn } from "./chat.ts";
import { type Door, doorForTests, openVirtualDoor } from "./door.ts";
import { countOpenEnds } from "./open_ends.ts";

const CHAT = "/v1/chat/completions";
const tests = doorForTests();

const wish = (prompt: string) => [{ role: "user", content: prompt }];

async function stream(prompt: string, body: Record<string, unknown> = {}): Promise<Response> {
  return await tests.door.post(CHAT, {
    model: "easel",
    stream: true,
    messages: wish(prompt),
    ...body,
  });
}

const deltas = (chunks: readonly ChatChunk[]) =>
  chunks.flatMap(({ choices }) => choices.map(({ delta }) => delta));

const finishes = (chunks: readonly ChatChunk[]) =>
  chunks.flatMap(({ choices }) => choices.map(({ finish_reason }) => finish_reason));

Deno.test("a chat stream is a role, links, an end and nothing else", async () => {
  const response = await stream("a pear");
  const jobId = response.headers.get("x-job-id") ?? "";
  const chunks = await chatChunks(response);
  const [first, second, third, ...more] = deltas(chunks);
  assertEquals(first, { role: "assistant", content: "", refusal: null });
  assertMatch(second?.content ?? "", /^!\[a pear\]\(http:\/\/localhost\/files\/.*\.png\)$/);
  assertEquals([third, more], [{}, []]);
  assertEquals(finishes(chunks), [null, null, "stop"]);
  for (const chunk of chunks) {
    const id = `chatcmpl-${jobId.replace("job_", "")}`;
    assertObjectMatch(chunk, { id, object: "chat.completion.chunk", model: "easel" });
    assertEquals([chunk.created, "usage" in chunk], [chunks[0]?.created, false]);
  }
});

Deno.test("a chat stream carries the usage last, when asked to", async () => {
  const chunks = await chatChunks(
    await stream("a pear", { stream_options: { include_usage: true } }),
  );
  const last = chunks.pop();
  assertEquals(last?.choices, []);
  assertEquals(last?.usage, { prompt_tokens: 0, completion_tokens: 0, total_tokens: 0 });
  assert(chunks.every(({ usage }) => usage === null));
  assertEquals(finishes(chunks).at(-1), "stop");
});

Deno.test("a chat stream gives each picture as a paragraph", async () => {
  const chunks = await chatChunks(await stream("a pear", { n: 3 }));
  assertEquals(contentOf(chunks).split("\n\n").length, 3);
  assertEquals(linksIn(contentOf(chunks)).length, 3);
});

Deno.test("a chat stream has no long lines, however large the pictures are", async () => {
  const response = await stream("a city at night", {
    model: "studio",
    size: "512x512",
    messages: [...wish("x".repeat(30_000))],
  });
  const body = await response.text();
  assert(body.split("\n").every((line) => line.length < 64 * 1_024));
  const [url = ""] = linksIn(
    contentOf(chatRecords(body).filter((record): record is ChatChunk => "choices" in record)),
  );
  const file = await tests.door.get(new URL(url).pathname);
  assert((await file.bytes()).length > 64 * 1_024);
});

Deno.test("a chat stream shows all pictures in one piece to clients that read images", async () => {
  const chunks = await chatChunks(await stream("a pear", { n: 2, modalities: ["image", "text"] }));
  const shown = deltas(chunks).filter(({ images }) => images !== undefined);
  assertEquals(shown.length, 1);
  assertEquals(shown[0]?.images?.map(({ index }) => index), [0, 1]);
  for (const { image_url } of shown[0]?.images ?? []) {
    assertEquals(readMedia(parseDataUrl(image_url.url)?.bytes ?? new Uint8Array())?.widthPx, 64);
  }
  assertEquals(contentOf(chunks), "");
});

Deno.test("a chat stream tells a refusal of the content as an answer", async () => {
  const chunks = await chatChunks(await stream("refuse this"));
  const reason = "The prompt was refused by the upstream";
  assertEquals(deltas(chunks).at(-2), { content: reason, refusal: null });
  assertEquals(finishes(chunks).at(-1), "content_filter");
});

Deno.test("a chat stream says how many pictures did not come", async () => {
  for (const modalities of [["text"], ["image"]]) {
    const chunks = await chatChunks(await stream("half of them", { n: 2, seed: 0, modalities }));
    assertMatch(
      contentOf(chunks),
      /1 of 2 pictures did not come: The upstream could not draw this$/,
    );
  }
});

Deno.test("a failure in a chat stream is an error before the end", async () => {
  const records = chatRecords(await (await stream("break this")).text());
  const last = records.at(-1);
  assert(last !== undefined && "error" in last);
  assertObjectMatch(last.error, { code: "generation_failed", param: null });
});

Deno.test("what is wrong with a chat is told before a stream begins", async () => {
  assertObjectMatch(await errorOf(await stream("a", { n: 11 })), { param: "n" });
  assertEquals((await stream("a pear", { model: "nobody" })).status, 404);
});

Deno.test("a chat stream answers chores and probes in words", async () => {
  const before = tests.door.easel.requests.length;
  const chunks = await chatChunks(
    await stream("hi", { max_completion_tokens: 5, stream_options: { include_usage: true } }),
  );
  assertEquals(contentOf(chunks), "Ready to draw.");
  assertEquals(finishes(chunks), [null, null, "stop"]);
  assertEquals(chunks.at(-1)?.usage?.total_tokens, 0);
  assertEquals(tests.door.easel.requests.length, before);
});

/** What a listening client has been told by reasoning. */
function reasoning(text: string): string[] {
  return Array.from(text.matchAll(/"reasoning_content":"([^"]*)\\n"/g), ([, words = ""]) => words);
}

Deno.test("a chat stream tells how far the pictures are, when there is news", async () => {
  await using door = await openVirtualDoor();
  door.darkroom.worker.start();
  const { text, ended } = await listen(door, { model: "easel", prompt: "climb a hill" });
  let isOver = false;
  ended.then(() => isOver = true);
  await door.runtime.until(() => isOver);
  const told = reasoning(text());
  assertEquals(told[0], "Drawing.");
  assert(told.length > 3 && told.length < 21, told.join(" "));
  assertEquals(new Set(told).size, told.length);
  assert(told.slice(1).every((words) => /^Drawing: \d+ %(, about \d+ s to go)?\.$/.test(words)));
  assert(text().lastIndexOf("reasoning_content") < text().indexOf("!["));
});

Deno.test("a chat stream gives pictures as they come, and tells no more of how far it is", async () => {
  await using door = await openVirtualDoor();
  door.darkroom.worker.start();
  const settings = { model: "easel", prompt: "stagger them", n: 2, seed: 0 };
  const { text, ended } = await listen(door, settings);
  await door.runtime.until(() => linksIn(text()).length === 1, 5_000);
  assert(!text().includes("[DONE]"));
  let isOver = false;
  ended.then(() => isOver = true);
  await door.runtime.until(() => isOver);
  assertEquals(linksIn(text()).length, 2);
  assert(text().lastIndexOf("reasoning_content") < text().indexOf("!["));
});

Deno.test("a chat stream keeps its progress to itself where CHAT_PROGRESS is off", async () => {
  await using door = await openVirtualDoor({ env: { CHAT_PROGRESS: "false" } });
  door.darkroom.worker.start();
  const { text, ended } = await listen(door, { model: "easel", prompt: "climb a hill" });
  let isOver = false;
  ended.then(() => isOver = true);
  await door.runtime.until(() => isOver);
  assertEquals(reasoning(text()), []);
  assertEquals(linksIn(text()).length, 1);
});

Deno.test("a chat stream begins at once and gives a sign of life every ten seconds", async () => {
  await using door = await openVirtualDoor({ env: { CHAT_PROGRESS: "false" } });
  const { text, stop } = await listen(door, { model: "easel", prompt: "hang on" });
  await door.runtime.until(() => door.easel.requests.length === 1);
  const before = text();
  assertMatch(before, /^data: .*"role":"assistant","content":"".*\n\n(: ping\n)*$/);
  await door.runtime.pass(30_000);
  assertEquals(text().slice(before.length), ": ping\n".repeat(3));
  await stop();
});

Deno.test("a chat stream ends with an error that names the job when the server stops", async () => {
  await using door = await openVirtualDoor();
  const closing = new AbortController();
  const app = createApp({ ...door.darkroom.services, closing: closing.signal });
  const { text, ended } = await listen({ ...door, app }, { model: "easel", prompt: "hang on" });
  await door.runtime.until(() => door.easel.requests.length === 1);
  closing.abort();
  await ended;
  assert(/data: \{"error":.*still_running.*\}\n\ndata: \[DONE\]\n\n$/.test(text()));
});

Deno.test("a caller who leaves a chat leaves neither a watch nor a timer behind", async () => {
  await using door = await openVirtualDoor();
  const { runtime } = door;
  const { engine } = door.darkroom.services;
  door.darkroom.worker.start();
  const { services, open } = countOpenEnds(door.darkroom.services);
  const app = createApp(services);
  const { stop } = await listen({ ...door, app }, { model: "easel", prompt: "climb a hill" });
  await runtime.until(() => open.watches === 1 && open.timers === 2);
  await runtime.pass(3_000);
  await stop();
  await runtime.until(() => open.watches + open.timers === 0, 10_000);
  const newest = async () => (await engine.list("operator", { limit: 1 })).jobs[0];
  await runtime.until(async () => (await newest())?.endedAt !== undefined);
  const job = await newest();
  assertEquals(job && jobStatus(job), "completed");
});

/** Opens a stream, and reads what comes. */
async function listen(
  { app }: Pick<Door, "app">,
  { prompt, ...body }: { readonly model: string; readonly prompt: string; readonly n?: number },
) {
  const response = await app.request(CHAT, {
    method: "POST",
    body: JSON.stringify({ ...body, messages: wish(prompt), stream: true }),
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
