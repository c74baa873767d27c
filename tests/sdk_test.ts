/**
 * Both majors of the `openai` package against the running server, over HTTP.
 *
 * @module
 */

import { createReadStream } from "node:fs";
import { fromBase64 } from "../images/base64.ts";
import { readMedia } from "../images/media.ts";
import { jobStatus } from "../jobs/job.ts";
import { JobView } from "../routes/schemas/job.ts";
import { assert, assertEquals, assertMatch, assertObjectMatch, assertRejects } from "./assert.ts";
import { doorForTests, openDoor } from "./door.ts";
import { png } from "./fakes/scripted_provider.ts";
import { type Connect, KEY, type Major, MAJORS } from "./sdk.ts";
import { serve } from "./serve.ts";

const tests = doorForTests({ env: { API_MASTER_KEY: KEY } });
const picture = png({ widthPx: 64, heightPx: 64 }).bytes;

function sizeOf(base64: string | undefined): string {
  const media = readMedia(fromBase64(base64 ?? "") ?? new Uint8Array());
  return `${media?.widthPx}x${media?.heightPx}`;
}

async function endOfNewestJob(): Promise<string | undefined> {
  const { engine } = tests.door.darkroom.services;
  const [newest] = (await engine.list("operator", { limit: 1 })).jobs;
  const states = await Array.fromAsync(
    engine.watch(newest?.id ?? "", new AbortController().signal),
  );
  return states.map(jobStatus).at(-1);
}

/** A fetch that counts, and remembers the last answer. */
function countingFetch() {
  const seen: { calls: number; last?: Response } = { calls: 0 };
  async function count(input: URL | RequestInfo, init?: RequestInit): Promise<Response> {
    seen.calls++;
    return seen.last = await fetch(input, init);
  }
  return { seen, fetch: count };
}

/** Tests with a server each: Deno 2.5 counts a server's waiting for requests as a leak. */
function testsOf({ name, connect }: Pick<Major, "name" | "connect">) {
  return (promise: string, work: (connect: Connect) => Promise<void>) =>
    Deno.test(`${name}: ${promise}`, async () => {
      await using server = serve(tests.door);
      await work((options = {}) => connect(server, options));
    });
}

for (const { name, toUpload, connect: connectTo } of MAJORS) {
  const test = testsOf({ name, connect: connectTo });

  test("images.generate gives base64, and the request's id", async (connect) => {
    const call = connect().images.generate({ model: "studio", prompt: "a pear", size: "64x64" });
    const { data: answer, response, request_id } = await call.withResponse();
    assertEquals(sizeOf(answer.data?.[0]?.b64_json), "64x64");
    assertObjectMatch(answer, { size: "64x64", output_format: "png", background: "opaque" });
    assertEquals(request_id, response.headers.get("x-request-id"));
    assertMatch(response.headers.get("x-job-id") ?? "", /^job_/);
  });

  test("images.generate gives URLs that can be fetched", async (connect) => {
    const answer = await connect().images.generate({
      model: "easel",
      prompt: "a pear",
      n: 2,
      response_format: "url",
    });
    assertEquals(answer.data?.length, 2);
    for (const { url } of answer.data ?? []) {
      const file = await fetch(url ?? "");
      assertEquals(file.headers.get("content-type"), "image/png");
      assertEquals(readMedia(await file.bytes())?.widthPx, 64);
    }
  });

  test("images.edit sends one file, several, and a mask", async (connect) => {
    const client = connect();
    const upload = () => toUpload(picture, "a.png");
    const { bytes } = png({ widthPx: 64, heightPx: 64, alpha: 0 });
    const basics = { model: "easel", prompt: "blue" };
    await client.images.edit({ ...basics, image: await upload() });
    assertEquals(tests.door.easel.requests.at(-1)?.inputs.length, 1);
    await client.images.edit({ ...basics, image: [await upload(), await upload()], n: 2 });
    assertEquals(tests.door.easel.requests.at(-1)?.inputs.length, 2);
    const mask = await toUpload(bytes, "mask.png", { type: "image/png" });
    const answer = await client.images.edit({ ...basics, image: [await upload()], mask });
    assert(tests.door.easel.requests.at(-1)?.mask !== undefined);
    assertEquals(sizeOf(answer.data?.[0]?.b64_json), "64x64");
  });

  test("images.edit streams a file from disk", async (connect) => {
    const path = await Deno.makeTempFile({ suffix: ".png" });
    try {
      await Deno.writeFile(path, picture);
      const image = createReadStream(path);
      const answer = await connect().images.edit({ model: "easel", prompt: "blue", image });
      assertEquals(answer.data?.length, 1);
    } finally {
      await Deno.remove(path);
    }
  });

  test("images.edit takes files from disk and from memory together", async (connect) => {
    const path = await Deno.makeTempFile({ suffix: ".png" });
    try {
      await Deno.writeFile(path, picture);
      const wide = await toUpload(png({ widthPx: 96, heightPx: 32 }).bytes, "wide.png");
      const image = [createReadStream(path), wide, createReadStream(path)];
      await connect().images.edit({ model: "easel", prompt: "blue", image });
      const inputs = tests.door.easel.requests.at(-1)?.inputs ?? [];
      assertEquals(inputs.map(({ bytes }) => readMedia(bytes)?.widthPx), [64, 96, 64]);
    } finally {
      await Deno.remove(path);
    }
  });

  test("images.createVariation works without a prompt", async (connect) => {
    const image = await toUpload(picture, "a.png");
    const answer = await connect().images.createVariation({ model: "easel", image, n: 2 });
    assertEquals(answer.data?.length, 2);
  });

  test("a stream gives partial pictures, then the finished one", async (connect) => {
    const events = await connect().images.generate({
      model: "easel",
      prompt: "sketch a pear",
      stream: true,
      partial_images: 3,
    });
    const seen: string[] = [];
    for await (const event of events) {
      seen.push(`${event.type} ${sizeOf(event.b64_json)}`);
    }
    assertEquals(seen, [
      "image_generation.partial_image 16x16",
      "image_generation.partial_image 24x24",
      "image_generation.partial_image 32x32",
      "image_generation.completed 64x64",
    ]);
  });

  test("a failure in a stream is thrown with its code", async (connect) => {
    const events = await connect().images.generate({
      model: "easel",
      prompt: "refuse this",
      stream: true,
    });
    const error = await assertRejects(() => Array.fromAsync(events));
    assertObjectMatch(error, { code: "moderation_blocked", type: "image_generation_user_error" });
  });

  test("leaving a stream early leaves the job alone", async (connect) => {
    const events = await connect().images.generate({
      model: "easel",
      prompt: "sketch a pear",
      stream: true,
      partial_images: 3,
    });
    for await (const event of events) {
      assertEquals(event.type, "image_generation.partial_image");
      break;
    }
    assertEquals(await endOfNewestJob(), "completed");
  });

  test("models are listed, and found by ids with slashes", async (connect) => {
    const client = connect();
    const ids = (await Array.fromAsync(client.models.list())).map(({ id }) => id);
    assert(ids.includes("studio") && ids.includes("org/brush:free"));
    assertEquals((await client.models.retrieve("org/brush:free")).id, "org/brush:free");
    const refused = await assertRejects(() => client.models.delete("studio"));
    assertObjectMatch(refused, { status: 403 });
  });

  test("errors carry status, code, param, type and request id", async (connect) => {
    const client = connect();
    const wrong = () => client.images.generate({ model: "easel", prompt: "a", n: 11 });
    const error = await assertRejects(wrong, Error, "400 n is 11: use a whole number from 1 to 10");
    assertObjectMatch(error, {
      status: 400,
      code: "integer_above_max_value",
      param: "n",
      type: "invalid_request_error",
    });
    assertMatch(String(Reflect.get(error, "requestID")), /^req_/);
    const unknown = await assertRejects(() => client.models.retrieve("nobody/at:all"));
    assertObjectMatch(unknown, { status: 404, code: "model_not_found" });
    const stranger = connect({ apiKey: "wrong" });
    const refused = await assertRejects(() => stranger.models.list());
    assertObjectMatch(refused, { status: 401, code: "invalid_api_key" });
  });

  test("a failed generation is not repeated", async (connect) => {
    for (const prompt of ["break this", "refuse this"]) {
      const { seen, fetch } = countingFetch();
      const client = connect({ fetch });
      await assertRejects(() => client.images.generate({ model: "easel", prompt }));
      assertEquals(seen.calls, 1, prompt);
    }
  });

  Deno.test(`${name}: a job that outlasts the wait is asked for again`, async () => {
    await using door = await openDoor({ env: { WAIT_SECONDS: "0" } });
    await using slow = serve(door);
    const { seen, fetch } = countingFetch();
    const client = connectTo(slow, { fetch, maxRetries: 1 });
    const asking = () => client.images.generate({ model: "easel", prompt: "hang on" });
    const error = await assertRejects(
      asking,
      Error,
      "503 The pictures are not ready yet: job job_",
    );
    assertEquals(Reflect.get(error, "code"), "still_running");
    assertEquals(seen.calls, 2);
    const { engine } = door.darkroom.services;
    assertEquals(
      (await engine.list("operator", { limit: 10 })).jobs.length,
      1,
      "one click, one job",
    );
  });

  Deno.test(`${name}: a click that outlasts the wait ends with one submit and its picture`, async () => {
    await using door = await openDoor({ env: { WAIT_SECONDS: "0.1" } });
    await using slow = serve(door);
    const { seen, fetch } = countingFetch();
    const repeated = Promise.withResolvers<void>();
    const submit = door.easel.submit;
    door.easel.submit = async (request, context) => {
      await repeated.promise;
      return await submit(request, context);
    };
    const client = connectTo(slow, {
      maxRetries: 5,
      fetch: (input, init) => {
        if (seen.calls > 0) repeated.resolve();
        return fetch(input, init);
      },
    });
    const prompt = "a pear, slowly";
    const answer = await client.images.generate({ model: "easel", prompt, size: "64x64" });
    assertEquals(sizeOf(answer.data?.[0]?.b64_json), "64x64");
    assert(seen.calls >= 2, `${seen.calls} requests`);
    assertEquals(door.easel.requests.length, 1);
    const { engine } = door.darkroom.services;
    assertEquals((await engine.list("operator", { limit: 10 })).jobs.length, 1);
  });

  test("a job can be made, heard and cancelled through the same client", async (connect) => {
    const client = connect();
    const job = JobView.parse(
      await client.post("/jobs", { body: { model: "easel", prompt: "a pear" } }),
    );
    assertMatch(job.id, /^job_/);
    const cancelled = JobView.parse(await client.post(`/jobs/${job.id}/cancel`));
    assertEquals(cancelled.id, job.id);
    await client.delete(`/jobs/${job.id}`);
    await assertRejects(() => client.get(`/jobs/${job.id}`), Error, "404");
  });

  test("the jobs API can be reached through the same client", async (connect) => {
    const client = connect();
    const made = client.images.generate({ model: "easel", prompt: "a pear" });
    const { response } = await made.withResponse();
    const id = response.headers.get("x-job-id");
    const job = JobView.parse(await client.get(`/jobs/${id}`));
    assertEquals([job.id, job.status, job.images.length], [id, "completed", 1]);
  });
}
