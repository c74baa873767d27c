/**
 * A real process, killed with `-9` while its jobs are in flight, and started again.
 *
 * @module
 */

import { z } from "zod";
import { assert, assertEquals } from "./assert.ts";
import { serveUpstream } from "./fakes/fake_upstream.ts";
import { createSim } from "./fakes/sim.ts";
import { type Process, startProcess } from "./process.ts";

const JOBS = 50;

const JobView = z.object({
  id: z.string(),
  status: z.string(),
  images: z.array(z.object({ url: z.string() })),
  attempts: z.array(z.object({ polls: z.number() })),
});

const JobList = z.object({ data: z.array(JobView) });

async function start(env: Record<string, string>): Promise<{ process: Process; address: string }> {
  const process = await startProcess("tests/processes/darkroom.ts", { env, until: /\n/ });
  return { process, address: process.output.trim() };
}

async function jobsOf(address: string): Promise<z.infer<typeof JobView>[]> {
  const response = await fetch(`${address}/v1/jobs?limit=100`);
  return JobList.parse(await response.json()).data;
}

/** Asks for a picture and does not wait for it: the process dies before it comes. */
function order(address: string, prompt: string): Promise<unknown> {
  return fetch(`${address}/v1/images/generations`, {
    method: "POST",
    headers: { "content-type": "application/json" },
    body: JSON.stringify({ model: "sim", prompt, size: "64x64" }),
  }).then((response) => response.body?.cancel()).catch(() => "the server died");
}

async function until<T>(look: () => Promise<T | undefined>): Promise<T> {
  for (;;) {
    const found = await look();
    if (found !== undefined) return found;
    await new Promise((resolve) => setTimeout(resolve, 20));
  }
}

Deno.test("50 jobs in flight survive kill -9: each ends once, and none is paid for twice", async () => {
  const folder = await Deno.makeTempDir();
  // The upstream's clock stands still until the second process is there: nothing can end before.
  let now = 0;
  const clock = { now: () => now, sleep: () => Promise.resolve() };
  const sim = createSim({ mode: "async", latencyMs: 1_000, idempotent: false, clock });
  const served = serveUpstream(sim);
  const env = {
    SIM_URL: served.baseUrl,
    KV_URL: `${folder}/darkroom.db`,
    PORT: "0",
    DEFAULT_MODEL: "sim",
  };
  const first = await start(env);
  const orders = Array.from({ length: JOBS }, (_, index) => order(first.address, `job ${index}`));
  await until(() => Promise.resolve(sim.submits.length === JOBS ? true : undefined));
  const before = await until(async () => {
    const jobs = await jobsOf(first.address);
    const polled = jobs.filter(({ attempts }) => (attempts[0]?.polls ?? 0) > 0);
    return polled.length > JOBS / 2 ? jobs : undefined;
  });
  first.process.signal("SIGKILL");
  await first.process.ended;
  await Promise.all(orders);
  assertEquals(before.length, JOBS);
  assert(before.every(({ status }) => status === "in_progress"), "all were in flight");

  const second = await start(env);
  now = 1_000;
  const after = await until(async () => {
    const jobs = await jobsOf(second.address);
    const open = jobs.filter(({ status }) => status === "queued" || status === "in_progress");
    return open.length === 0 ? jobs : undefined;
  });
  assertEquals(after.map(({ id }) => id), before.map(({ id }) => id));
  for (const { status, images } of after) assertEquals([status, images.length], ["completed", 1]);
  assertEquals(sim.submits.length, JOBS, "the upstream saw each submit once");
  for (const { images: [image] } of after) {
    const response = await fetch(new URL(image?.url ?? "").pathname.replace(/^/, second.address));
    assertEquals(response.headers.get("content-type"), "image/png");
    await response.body?.cancel();
  }
  second.process.signal("SIGTERM");
  assertEquals((await second.process.ended).code, 0, "a drained process ends clean");
  await served[Symbol.asyncDispose]();
  await Deno.remove(folder, { recursive: true });
});

Deno.test("two processes on one database file share the jobs and run no step twice", async () => {
  const folder = await Deno.makeTempDir();
  const sim = createSim({ mode: "async", latencyMs: 300, idempotent: false });
  const served = serveUpstream(sim);
  const env = {
    SIM_URL: served.baseUrl,
    KV_URL: `${folder}/darkroom.db`,
    PORT: "0",
    DEFAULT_MODEL: "sim",
  };
  const [one, two] = await Promise.all([start(env), start(env)]);
  const orders = Array.from(
    { length: JOBS },
    (_, index) => order((index % 2 ? one : two).address, `job ${index}`),
  );
  await Promise.all(orders);
  const jobs = await jobsOf(one.address);
  assertEquals(jobs.map(({ status }) => status), Array.from({ length: JOBS }, () => "completed"));
  assertEquals(sim.submits.length, JOBS);
  for (const { process } of [one, two]) {
    process.signal("SIGTERM");
    assertEquals((await process.ended).code, 0);
  }
  await served[Symbol.asyncDispose]();
  await Deno.remove(folder, { recursive: true });
});
