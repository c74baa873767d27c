/**
 * Both majors of the `openai` package when a caller gives up, and when an upstream is busy.
 *
 * @module
 */

import { failure } from "../failure.ts";
import { type Job, jobImages, jobStatus } from "../jobs/job.ts";
import { assert, assertEquals, assertExists, assertObjectMatch, assertRejects } from "./assert.ts";
import { type Door, openDoor } from "./door.ts";
import { KEY, MAJORS } from "./sdk.ts";
import { serve } from "./serve.ts";

const PEAR = { model: "easel", prompt: "a pear" };

/** The newest job, once it has ended. */
async function endedJob({ darkroom: { services: { engine } } }: Door): Promise<Job | undefined> {
  const [newest] = (await engine.list("operator", { limit: 1 })).jobs;
  assertExists(newest);
  const states = engine.watch(newest.id, new AbortController().signal);
  return (await Array.fromAsync(states)).at(-1);
}

/** Holds every submit until it is told to go on. */
function holdSubmits({ easel }: Door) {
  const asked = Promise.withResolvers<void>();
  const free = Promise.withResolvers<void>();
  const { submit } = easel;
  easel.submit = async (request, context) => {
    asked.resolve();
    await free.promise;
    return await submit(request, context);
  };
  return { asked: asked.promise, goOn: () => free.resolve() };
}

for (const { name, connect } of MAJORS) {
  Deno.test(`${name}: a request that is aborted leaves its job to end`, async () => {
    await using door = await openDoor({ env: { API_MASTER_KEY: KEY } });
    await using server = serve(door);
    const { asked, goOn } = holdSubmits(door);
    const leave = new AbortController();
    const { signal } = leave;
    const left = assertRejects(() => connect(server, {}).images.generate(PEAR, { signal }));
    await asked;
    leave.abort();
    assertEquals((await left).constructor.name, "APIUserAbortError");
    goOn();
    const job = await endedJob(door);
    assertExists(job);
    assertEquals([jobStatus(job), jobImages(job).length], ["completed", 1]);
    await door.idle();
  });

  Deno.test(`${name}: streams that are aborted leave their jobs to end`, async () => {
    await using door = await openDoor({ env: { API_MASTER_KEY: KEY } });
    await using server = serve(door);
    const { asked, goOn } = holdSubmits(door);
    const client = connect(server, {});
    const messages = [{ role: "user", content: "a pear" }] as const;
    const images = await client.images.generate({ ...PEAR, stream: true });
    const chat = await client.chat.completions.create({
      model: "easel",
      messages: [...messages],
      stream: true,
    });
    await asked;
    for (const stream of [images, chat]) stream.controller.abort();
    assertEquals((await Array.fromAsync(images)).length, 0);
    assert((await Array.fromAsync(chat)).length <= 1);
    goOn();
    const job = await endedJob(door);
    assertExists(job);
    assertEquals(jobStatus(job), "completed");
    await door.idle();
  });

  Deno.test(`${name}: a busy upstream is a RateLimitError that says when to come back, at most a minute`, async () => {
    await using door = await openDoor({ env: { API_MASTER_KEY: KEY } });
    await using server = serve(door);
    const client = connect(server, { maxRetries: 0 });
    const asking = () => client.images.generate({ model: "easel", prompt: "busy now" });
    const error = await assertRejects(asking);
    assertEquals(error.constructor.name, "RateLimitError");
    assertObjectMatch(error, { status: 429, code: "rate_limit_exceeded" });
    const headers: unknown = Reflect.get(error, "headers");
    assert(headers instanceof Headers);
    assertEquals([headers.get("retry-after"), headers.get("retry-after-ms")], ["60", "60000"]);
    await door.idle();
  });

  Deno.test(`${name}: a busy upstream is asked again when it said`, async () => {
    await using door = await openDoor({ env: { API_MASTER_KEY: KEY } });
    await using server = serve(door);
    const { submit } = door.easel;
    let calls = 0;
    door.easel.submit = (request, context) => {
      if (++calls > 1) return submit(request, context);
      const busy = failure("rate_limited", "The upstream is busy", { retryAfterMs: 1 });
      return Promise.resolve({ kind: "failed", failure: busy });
    };
    const answer = await connect(server, { maxRetries: 1 }).images.generate(PEAR);
    assertEquals([answer.data?.length, calls], [1, 2]);
    await door.idle();
  });
}
