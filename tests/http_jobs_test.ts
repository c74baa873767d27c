import { JobList, JobView } from "../routes/schemas/job.ts";
import { answered, errorOf } from "./answers.ts";
import { assert, assertEquals, assertMatch, assertObjectMatch } from "./assert.ts";
import { type Door, doorForTests, openDoor, openVirtualDoor } from "./door.ts";

const PATH = "/v1/images/generations";
const tests = doorForTests();

/** Makes a job and gives its id. */
async function makeJob(door: Door, body: Record<string, unknown>): Promise<string> {
  const response = await door.post(PATH, { model: "easel", size: "64x64", ...body });
  await response.body?.cancel();
  return response.headers.get("x-job-id") ?? "";
}

async function getJob(door: Door, id: string): Promise<JobView> {
  return JobView.parse(await (await door.get(`/v1/jobs/${id}`)).json());
}

Deno.test("GET a finished job tells what it made, how, and until when", async () => {
  const id = await makeJob(tests.door, { prompt: "a pear", n: 2, user: "me" });
  const response = await tests.door.get(`/v1/jobs/${id}`);
  assertEquals(response.status, 200);
  assertEquals(response.headers.get("cache-control"), "no-store");
  assertEquals(response.headers.get("x-job-id"), id);
  const job = JobView.parse(await response.json());
  assertObjectMatch(job, {
    id,
    object: "image.job",
    status: "completed",
    operation: "generate",
    model: "easel",
    prompt: "a pear",
    n: 2,
    progress: 100,
    eta_seconds: null,
    queue_position: null,
    error: null,
    warnings: ["user dropped: it has no effect here"],
  });
  assert(job.created_at <= (job.completed_at ?? 0) && (job.completed_at ?? 0) < job.expires_at);
  assertEquals(job.attempts.map(({ task, provider }) => [task, provider]), [
    [0, "easel"],
    [1, "easel"],
  ]);
  assertEquals(job.images.length, 2);
  for (const image of job.images) {
    assertObjectMatch(image, { media_type: "image/png", size: "64x64" });
    const file = await tests.door.get(new URL(image.url).pathname);
    assertEquals((await file.bytes()).length, image.bytes);
  }
});

Deno.test("GET a failed job tells why, also for each attempt", async () => {
  const job = await getJob(tests.door, await makeJob(tests.door, { prompt: "refuse this" }));
  assertEquals([job.status, job.images.length], ["failed", 0]);
  assertEquals(job.error?.code, "moderation_blocked");
  assertEquals(job.attempts[0]?.error?.code, "moderation_blocked");
});

Deno.test("GET a job under way is a 202 that says when to ask again", async () => {
  await using door = await openVirtualDoor({ env: { WAIT_SECONDS: "0" } });
  const { runtime } = door;
  const asked = await answered(runtime, door.post(PATH, { model: "easel", prompt: "hang on" }));
  await asked.body?.cancel();
  await runtime.until(() => door.easel.requests.length === 1);
  const id = asked.headers.get("x-job-id");
  const response = await door.get(`/v1/jobs/${id}`);
  assertEquals(response.status, 202);
  assertEquals(response.headers.get("retry-after"), "1");
  const job = JobView.parse(await response.json());
  assertObjectMatch(job, { status: "in_progress", completed_at: null, images: [] });
});

Deno.test("a job shows a long prompt whole, and a list only its beginning", async () => {
  const prompt = "漢".repeat(30_000);
  const id = await makeJob(tests.door, { prompt });
  assertEquals((await getJob(tests.door, id)).prompt, prompt);
  const list = JobList.parse(await (await tests.door.get("/v1/jobs?limit=1")).json());
  assert((list.data[0]?.prompt.length ?? 0) <= 1_000);
});

Deno.test("jobs of other callers and jobs that never were are the same 404", async () => {
  const { engine } = tests.door.darkroom.services;
  const request = {
    operation: "generate",
    model: "easel",
    prompt: "a pear",
    n: 1,
    outputFormat: "png",
    partialImages: 0,
    inputs: [],
  } as const;
  const accepted = await engine.accept({
    request: { ...request, inputs: [] },
    owner: "somebody else",
    warnings: [],
  });
  assert(accepted.ok);
  for (const id of [accepted.job.id, "job_nobody"]) {
    const response = await tests.door.get(`/v1/jobs/${id}`);
    assertEquals(response.status, 404);
    const error = await errorOf(response);
    assertObjectMatch(error, { code: "not_found", param: "id" });
    assertMatch(error.message, new RegExp(`There is no job "${id}"`));
  }
  const list = JobList.parse(await (await tests.door.get("/v1/jobs?limit=100")).json());
  assert(!list.data.some(({ id }) => id === accepted.job.id));
  for await (const _ of engine.watch(accepted.job.id, AbortSignal.timeout(5_000)));
});

Deno.test("GET jobs pages through all of them, newest first", async () => {
  await using door = await openDoor();
  const made = [];
  for (const prompt of ["one", "two", "three", "four", "five"]) {
    made.unshift(await makeJob(door, { prompt }));
  }
  const seen: string[] = [];
  let after = "";
  for (const expected of [true, true, false]) {
    const page = JobList.parse(await (await door.get(`/v1/jobs?limit=2${after}`)).json());
    assertEquals(page.object, "list");
    assertEquals(page.has_more, expected);
    assertEquals([page.first_id, page.last_id], [page.data[0]?.id, page.data.at(-1)?.id]);
    seen.push(...page.data.map(({ id }) => id));
    after = `&after=${page.last_id}`;
  }
  assertEquals(seen, made);
});

Deno.test("GET jobs of a fresh server is an empty list with null ids", async () => {
  await using door = await openDoor();
  const list = JobList.parse(await (await door.get("/v1/jobs")).json());
  assertEquals(list, { object: "list", data: [], first_id: null, last_id: null, has_more: false });
});

Deno.test("GET jobs refuses a limit that makes no sense", async () => {
  for (const limit of ["0", "101", "many"]) {
    const error = await errorOf(await tests.door.get(`/v1/jobs?limit=${limit}`));
    assertEquals(error.param, "limit");
    assertMatch(error.message, /use a whole number from 1 to 100/);
  }
});
