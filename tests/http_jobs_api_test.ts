import { toBase64 } from "../images/base64.ts";
import { JobList, JobView } from "../routes/schemas/job.ts";
import { answered, errorOf } from "./answers.ts";
import { assert, assertEquals, assertMatch, assertNotEquals, assertObjectMatch } from "./assert.ts";
import { type Door, doorForTests, openDoor, openVirtualDoor } from "./door.ts";
import { png } from "./fakes/scripted_provider.ts";

const tests = doorForTests();
const dataUrl = `data:image/png;base64,${toBase64(png({ widthPx: 64, heightPx: 64 }).bytes)}`;

async function create(door: Door, body: Record<string, unknown>): Promise<JobView> {
  const response = await door.post("/v1/jobs", { model: "easel", ...body });
  assertEquals(response.status, 202, await response.clone().text());
  return JobView.parse(await response.json());
}

async function ended(door: Door, id: string): Promise<JobView> {
  const { engine } = door.darkroom.services;
  for await (const _ of engine.watch(id, AbortSignal.timeout(30_000)));
  return JobView.parse(await (await door.get(`/v1/jobs/${id}`)).json());
}

Deno.test("POST jobs answers at once with the job and where to find it", async () => {
  const body = { model: "easel", prompt: "a pear", metadata: { order: "17" }, priority: 3 };
  const response = await tests.door.post("/v1/jobs", body);
  assertEquals(response.status, 202);
  const job = JobView.parse(await response.json());
  const { headers } = response;
  assertEquals(
    [headers.get("location"), headers.get("retry-after"), headers.get("x-job-id")],
    [`http://localhost/v1/jobs/${job.id}`, "1", job.id],
  );
  assertEquals(job.urls, {
    self: `http://localhost/v1/jobs/${job.id}`,
    events: `http://localhost/v1/jobs/${job.id}/events`,
    cancel: `http://localhost/v1/jobs/${job.id}/cancel`,
    retry: `http://localhost/v1/jobs/${job.id}/retry`,
  });
  assertEquals(job.metadata, { order: "17" });
  assertEquals((await ended(tests.door, job.id)).status, "completed");
});

Deno.test("POST jobs takes every operation, and says what is missing", async () => {
  const edit = await create(tests.door, { prompt: "in blue", image: dataUrl });
  assertEquals(edit.operation, "edit");
  const variation = await create(tests.door, { operation: "variation", image: dataUrl });
  assertEquals(variation.operation, "variation");
  for (const { id } of [edit, variation]) {
    assertEquals((await ended(tests.door, id)).status, "completed");
  }
  const wrong: [Record<string, unknown>, string][] = [
    [{}, "prompt"],
    [{ operation: "edit", prompt: "x" }, "image"],
    [{ operation: "paint", prompt: "x" }, "operation"],
    [{ prompt: "x", metadata: { a: 1 } }, "metadata.a"],
    [{ prompt: "x", expires_after: 5 }, "expires_after"],
  ];
  for (const [body, param] of wrong) {
    const response = await tests.door.post("/v1/jobs", { model: "easel", ...body });
    assertEquals([response.status, (await errorOf(response)).param], [400, param]);
  }
});

Deno.test("POST cancel tells the truth about what was stopped", async () => {
  await using door = await openVirtualDoor({
    env: { MAX_STEPS: "1", STUDIO_LATENCY_MS: "60000" },
  });
  const { runtime } = door;
  const cancel = async (id: string) => {
    const response = await answered(runtime, door.post(`/v1/jobs/${id}/cancel`, {}));
    assertEquals(response.status, 200);
    const { status, cancellation } = await response.json();
    return [status, cancellation];
  };
  const studio = await answered(runtime, create(door, { model: "studio", prompt: "a pear" }));
  await runtime.pass(2_000);
  assertEquals(await cancel(studio.id), ["cancelled", "stopped"]);
  assertEquals(await cancel(studio.id), ["cancelled", "too_late"]);
  // Its provider has no way to cancel.
  const left = await answered(runtime, create(door, { prompt: "hang on" }));
  await runtime.pass(2_000);
  assertEquals(await cancel(left.id), ["cancelled", "left"]);
});

Deno.test("POST cancel of a job whose turn has not come stops nothing upstream", async () => {
  await using door = await openVirtualDoor({ env: { MAX_STEPS: "1" } });
  const { easel, runtime } = door;
  const wait = Promise.withResolvers<void>();
  const submit = easel.submit;
  easel.submit = async (request, context) => {
    await wait.promise;
    return await submit(request, context);
  };
  await create(door, { prompt: "first" });
  const second = await create(door, { prompt: "second" });
  const response = await answered(runtime, door.post(`/v1/jobs/${second.id}/cancel`, {}));
  assertEquals((await response.json()).cancellation, "never_started");
  wait.resolve();
  await runtime.pass(10_000);
  assertEquals(easel.requests.map(({ prompt }) => prompt), ["first"]);
});

Deno.test("POST retry asks for the same once more, with copies of its pictures", async () => {
  const { door } = tests;
  const first = await create(door, { prompt: "in blue", image: dataUrl, metadata: { a: "b" } });
  await ended(door, first.id);
  const response = await door.post(`/v1/jobs/${first.id}/retry`, {});
  assertEquals(response.status, 202);
  const again = JobView.parse(await response.json());
  assertNotEquals(again.id, first.id);
  assertObjectMatch(again, { prompt: "in blue", operation: "edit", metadata: { a: "b" } });
  await (await door.app.request(`/v1/jobs/${first.id}`, { method: "DELETE" })).body?.cancel();
  assertEquals((await ended(door, again.id)).status, "completed");
});

Deno.test("DELETE forgets a job and its pictures, and a second time finds nothing", async () => {
  const { door } = tests;
  const job = await ended(door, (await create(door, { prompt: "a pear" })).id);
  const file = new URL(job.images[0]?.url ?? "").pathname;
  const remove = () => door.app.request(`/v1/jobs/${job.id}`, { method: "DELETE" });
  const response = await remove();
  assertEquals(await response.json(), { id: job.id, object: "image.job.deleted", deleted: true });
  assertEquals((await remove()).status, 404);
  assertEquals((await door.get(`/v1/jobs/${job.id}`)).status, 404);
  assertEquals((await door.get(file)).status, 404);
});

Deno.test("what is asked with store: false is gone once it is delivered", async () => {
  const { door } = tests;
  const asked = { model: "easel", prompt: "a secret", size: "64x64", store: false };
  for (const more of [{}, { stream: true }]) {
    const response = await door.post("/v1/images/generations", { ...asked, ...more });
    assertMatch(await response.text(), /b64_json/);
    await door.idle();
    assertEquals((await door.get(`/v1/jobs/${response.headers.get("x-job-id")}`)).status, 404);
  }
});

Deno.test("expires_after says when a job vanishes", async () => {
  await using door = await openVirtualDoor();
  const { runtime } = door;
  const job = await create(door, { prompt: "a pear", expires_after: { seconds: 90 } });
  assertEquals(job.expires_at - job.created_at, 90);
  await runtime.pass(89_000);
  assertEquals((await door.get(`/v1/jobs/${job.id}`)).status, 200);
  await runtime.pass(2_000);
  assertEquals((await door.get(`/v1/jobs/${job.id}`)).status, 404);
});

Deno.test("jobs of others cannot be cancelled, retried, heard or forgotten", async () => {
  const { engine } = tests.door.darkroom.services;
  const { id } = await create(tests.door, { prompt: "a pear" });
  assertEquals(await engine.cancel(id, "somebody else"), undefined);
  assertEquals(await engine.again(id, "somebody else"), undefined);
  assertEquals(await engine.remove(id, "somebody else"), false);
  for (const path of ["cancel", "retry"]) {
    const response = await tests.door.post(`/v1/jobs/job_nobody/${path}`, {});
    assertEquals((await errorOf(response)).code, "not_found");
  }
  assertEquals((await tests.door.get("/v1/jobs/job_nobody/events")).status, 404);
  await ended(tests.door, id);
});

Deno.test("GET jobs filters by status, model, time and words of the prompt", async () => {
  await using door = await openDoor();
  const pear = await ended(door, (await create(door, { prompt: "a Pear" })).id);
  const plum = await ended(door, (await create(door, { prompt: "a plum", model: "studio" })).id);
  const refused = await ended(door, (await create(door, { prompt: "refuse a plum" })).id);
  const ids = async (query: string) => {
    const response = await door.get(`/v1/jobs?${query}`);
    assertEquals(response.status, 200, await response.clone().text());
    return JobList.parse(await response.json()).data.map(({ id }) => id);
  };
  assertEquals(await ids("status=failed"), [refused.id]);
  assertEquals(await ids("status=failed,completed&model=easel"), [refused.id, pear.id]);
  assertEquals(await ids("q=PLUM"), [refused.id, plum.id]);
  assertEquals(await ids("q=pear"), [pear.id]);
  assertEquals(await ids(`created_before=${pear.created_at}`), []);
  assertEquals((await ids(`created_after=${pear.created_at}`)).length, 3);
  assertEquals(await ids("created_after=99999999999"), []);
  const error = await errorOf(await door.get("/v1/jobs?status=lost"));
  assertMatch(error.message, /queued, in_progress, completed, failed, cancelled/);
});

/** The events of a stream, and the id of each. */
async function listen(response: Response): Promise<{ id: string; type: string; data: unknown }[]> {
  assertMatch(response.headers.get("content-type") ?? "", /^text\/event-stream/);
  const records = (await response.text()).replace(/^: .*\n/gm, "").split("\n\n");
  return records.filter((record) => record !== "").map((record) => {
    const [, id = "", type = "", data = ""] = /^id: (.*)\nevent: (.*)\ndata: (.*)$/.exec(record) ??
      [];
    return { id, type, data: JSON.parse(data) };
  });
}

Deno.test("GET events tells a job from its acceptance to its end", async () => {
  const { door } = tests;
  const job = await create(door, { prompt: "sketch a pear", stream: true, partial_images: 2 });
  await ended(door, job.id);
  const events = await listen(await door.get(`/v1/jobs/${job.id}/events`));
  assertEquals(events.map(({ type }) => type), [
    "queued",
    "started",
    "partial_image",
    "partial_image",
    "partial_image",
    "completed",
  ]);
  assertObjectMatch(events.at(-1) ?? {}, { data: { job: { id: job.id, status: "completed" } } });
});

Deno.test("GET events goes on after the id that the listener heard last", async () => {
  const { door } = tests;
  const job = await create(door, { prompt: "sketch a pear", stream: true, partial_images: 2 });
  await ended(door, job.id);
  const all = await listen(await door.get(`/v1/jobs/${job.id}/events`));
  for (const [index, { id }] of all.entries()) {
    const rest = await listen(
      await door.get(`/v1/jobs/${job.id}/events`, { "last-event-id": id }),
    );
    const expected = index === all.length - 1 ? all.slice(-1) : all.slice(index + 1);
    assertEquals(rest, expected, `after ${id}`);
  }
  const again = await listen(
    await door.get(`/v1/jobs/${job.id}/events`, { "last-event-id": "nonsense" }),
  );
  assertEquals(again, all);
});

Deno.test("GET events tells failed attempts and progress that comes of time alone", async () => {
  await using door = await openVirtualDoor({ env: { MAX_TRIES: "2", STUDIO_LATENCY_MS: "8000" } });
  const { runtime } = door;
  door.darkroom.worker.start();
  const broken = await answered(runtime, create(door, { prompt: "break it" }));
  const events = await answered(
    runtime,
    door.get(`/v1/jobs/${broken.id}/events`).then((response) => listen(response)),
  );
  assertEquals(events.map(({ type }) => type).filter((type) => type !== "progress"), [
    "queued",
    "started",
    "attempt_failed",
    "attempt_failed",
    "failed",
  ]);
  const drawn = await answered(runtime, create(door, { model: "studio", prompt: "a pear" }));
  const heard = await answered(
    runtime,
    door.get(`/v1/jobs/${drawn.id}/events`).then((response) => listen(response)),
  );
  const progress = heard.filter(({ type }) => type === "progress");
  assert(progress.length > 3, `${progress.length} times`);
});

Deno.test("a listener who leaves leaves nothing behind", async () => {
  await using door = await openVirtualDoor();
  const job = await create(door, { prompt: "hang on" });
  const response = await door.get(`/v1/jobs/${job.id}/events`);
  const reader = response.body?.getReader();
  await reader?.read();
  await reader?.cancel();
  await door.runtime.pass(5_000);
  const cancelled = await answered(door.runtime, door.post(`/v1/jobs/${job.id}/cancel`, {}));
  assertEquals((await cancelled.json()).status, "cancelled");
});
