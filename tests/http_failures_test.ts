import { ImagesResponse } from "../routes/schemas/image_response.ts";
import { JobView } from "../routes/schemas/job.ts";
import { createApp } from "../app.ts";
import { answered, errorOf, warningsOf } from "./answers.ts";
import { assert, assertEquals, assertMatch, assertObjectMatch } from "./assert.ts";
import { doorForTests, openDoor, openVirtualDoor } from "./door.ts";

const PATH = "/v1/images/generations";
const tests = doorForTests();

Deno.test("a refusal by an upstream is a 400 that no SDK repeats", async () => {
  const response = await tests.door.post(PATH, { model: "easel", prompt: "refuse this" });
  assertEquals(response.status, 400);
  assertEquals(response.headers.get("x-should-retry"), "false");
  assertMatch(response.headers.get("x-job-id") ?? "", /^job_/);
  assertObjectMatch(await errorOf(response), {
    type: "image_generation_user_error",
    code: "moderation_blocked",
  });
});

Deno.test("a failed generation is a 500 that no SDK repeats, for it may have cost money", async () => {
  const response = await tests.door.post(PATH, { model: "easel", prompt: "break this" });
  assertEquals(response.status, 500);
  assertEquals(response.headers.get("x-should-retry"), "false");
  assertEquals(response.headers.get("retry-after"), null);
  assertObjectMatch(await errorOf(response), { type: "server_error", code: "generation_failed" });
});

Deno.test("an upstream's rate limit is a 429 that asks for a minute at most", async () => {
  // The route rests from then on: other tests had to wait for it.
  await using door = await openDoor();
  const response = await door.post(PATH, { model: "easel", prompt: "busy now" });
  assertEquals(response.status, 429);
  assertEquals(response.headers.get("x-should-retry"), "true");
  assertEquals(response.headers.get("retry-after"), "60");
  assertEquals(response.headers.get("retry-after-ms"), "60000");
  assertObjectMatch(await errorOf(response), { code: "rate_limit_exceeded" });
});

Deno.test("when some pictures fail, those that came are delivered with a warning", async () => {
  const response = await tests.door.post(PATH, {
    model: "easel",
    prompt: "half of them",
    n: 3,
    seed: 0,
  });
  assertEquals(response.status, 200);
  assertEquals(warningsOf(response), [
    "1 of 3 images did not come: The upstream could not draw this",
  ]);
  assertEquals(ImagesResponse.parse(await response.json()).data.length, 2);
});

Deno.test("a job that outlasts WAIT_SECONDS is a 503 that names it, and goes on", async () => {
  await using door = await openVirtualDoor({ env: { WAIT_SECONDS: "20" } });
  const { runtime } = door;
  const startedAt = runtime.now();
  const asked = door.post(PATH, { model: "easel", prompt: "hang on" });
  const response = await answered(runtime, asked);
  assertEquals(response.status, 503);
  assert(runtime.now() - startedAt >= 20_000, "it waited as long as it was told");
  assertEquals(response.headers.get("x-should-retry"), "true");
  assertEquals(response.headers.get("retry-after"), "1");
  assertEquals(response.headers.get("retry-after-ms"), "500");
  const id = response.headers.get("x-job-id");
  const error = await errorOf(response);
  assertEquals(error.code, "still_running");
  assertMatch(error.message, new RegExp(`${id}`));
  const job = await door.get(`/v1/jobs/${id}`);
  assertEquals(job.status, 202);
  assertEquals(JobView.parse(await job.json()).status, "in_progress");
});

Deno.test("a caller who goes away changes nothing for the job", async () => {
  await using door = await openVirtualDoor();
  const { runtime } = door;
  const gone = new AbortController();
  const asked = door.app.request(PATH, {
    method: "POST",
    body: JSON.stringify({ model: "easel", prompt: "hang on" }),
    signal: gone.signal,
  });
  await runtime.until(() => door.easel.requests.length === 1);
  gone.abort();
  const response = await asked;
  await response.body?.cancel();
  const job = await door.get(`/v1/jobs/${response.headers.get("x-job-id")}`);
  assertEquals(JobView.parse(await job.json()).status, "in_progress");
});

Deno.test("waiting ends when the server stops, and the job's id is known", async () => {
  await using door = await openVirtualDoor();
  const { runtime } = door;
  const closing = new AbortController();
  const app = createApp({ ...door.darkroom.services, closing: closing.signal });
  const asked = app.request(PATH, {
    method: "POST",
    body: JSON.stringify({ model: "easel", prompt: "hang on" }),
  });
  await runtime.until(() => door.easel.requests.length === 1);
  closing.abort();
  const response = await asked;
  assertEquals(response.status, 503);
  assertMatch((await errorOf(response)).message, /job_/);
});

Deno.test("a job that is cancelled while its caller waits is not repeated by SDKs", async () => {
  await using door = await openVirtualDoor();
  const { runtime } = door;
  const asked = door.post(PATH, { model: "easel", prompt: "hang on" });
  await runtime.until(() => door.easel.requests.length === 1);
  const { engine } = door.darkroom.services;
  const [job] = (await engine.list("operator", { limit: 1 })).jobs;
  await engine.cancel(job?.id ?? "", "operator");
  const response = await asked;
  assertEquals(response.status, 400);
  assertEquals(response.headers.get("x-should-retry"), "false");
  assertEquals((await errorOf(response)).code, "job_cancelled");
});

Deno.test("a server that drains takes nothing on and says when to come back", async () => {
  await using door = await openDoor();
  await door.darkroom.worker.drain(0);
  const response = await door.post(PATH, { model: "easel", prompt: "a pear" });
  assertEquals(response.status, 503);
  assertEquals(response.headers.get("x-should-retry"), "true");
  assertEquals(response.headers.get("retry-after"), "1");
  assertEquals((await errorOf(response)).code, "shutting_down");
});

Deno.test("a bug is a 500 that tells callers nothing but where to look", async () => {
  await using door = await openDoor();
  const { services } = door.darkroom;
  const broken = createApp({
    ...services,
    engine: { ...services.engine, accept: () => Promise.reject(new TypeError("secret is 42")) },
  });
  const response = await broken.request(PATH, { method: "POST", body: '{"prompt":"a pear"}' });
  assertEquals(response.status, 500);
  const requestId = response.headers.get("x-request-id") ?? "";
  const error = await errorOf(response);
  assertObjectMatch(error, { type: "server_error", code: "internal_error", param: null });
  assertMatch(error.message, new RegExp(requestId));
  assert(!error.message.includes("secret"));
  const bug = door.events.find(({ event }) => event === "bug");
  assertObjectMatch(bug ?? {}, { message: "secret is 42", requestId, where: `POST ${PATH}` });
});
