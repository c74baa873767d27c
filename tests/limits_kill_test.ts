/**
 * Real processes on one database file: they keep a key's limits together, and one that is killed
 * with `-9` leaves nothing reserved that was not spent.
 *
 * @module
 */

import { KeyWithText, KeyWithUse } from "../routes/schemas/access_key.ts";
import { JobList } from "../routes/schemas/job.ts";
import { assert, assertEquals } from "./assert.ts";
import { serveUpstream } from "./fakes/fake_upstream.ts";
import { createSim } from "./fakes/sim.ts";
import { MASTER, showing } from "./keys.ts";
import { type Process, startProcess } from "./process.ts";

interface Started {
  readonly process: Process;
  readonly address: string;
}

async function start(env: Record<string, string>): Promise<Started> {
  const process = await startProcess("tests/processes/darkroom.ts", { env, until: /\n/ });
  return { process, address: process.output.trim() };
}

async function stop({ process }: Started): Promise<void> {
  process.signal("SIGTERM");
  await process.ended;
}

async function post(url: string, body: object, key: string): Promise<Response> {
  return await fetch(url, {
    method: "POST",
    headers: { "content-type": "application/json", ...showing(key) },
    body: JSON.stringify(body),
  });
}

async function makeKey({ address }: Started, limits: object) {
  const response = await post(`${address}/v1/admin/keys`, { name: "A key", ...limits }, MASTER);
  return KeyWithText.parse(await response.json());
}

async function useOf({ address }: Started, id: string): Promise<KeyWithUse["use"]> {
  const response = await fetch(`${address}/v1/admin/keys/${id}`, { headers: showing(MASTER) });
  return KeyWithUse.parse(await response.json()).use;
}

/** Asks each in turn, all at once; gives how many became jobs. */
async function order(all: readonly Started[], key: string, count: number): Promise<number> {
  const asked = Array.from({ length: count }, async (_, index) => {
    const { address } = all[index % all.length] ?? { address: "" };
    const body = { model: "sim", prompt: `picture ${index}`, n: 2 };
    const response = await post(`${address}/v1/jobs`, body, key);
    await response.body?.cancel();
    return response.status;
  });
  return (await Promise.all(asked)).filter((status) => status === 202).length;
}

async function until(look: () => Promise<boolean>): Promise<void> {
  while (!await look()) await new Promise((resolve) => setTimeout(resolve, 20));
}

Deno.test("two processes keep a key's limits together, and kill -9 leaves nothing reserved", async () => {
  const folder = await Deno.makeTempDir();
  let now = 0;
  const clock = { now: () => now, sleep: () => Promise.resolve() };
  const sim = createSim({ mode: "async", latencyMs: 1_000, idempotent: false, clock });
  const served = serveUpstream(sim);
  const env = {
    SIM_URL: served.baseUrl,
    KV_URL: `${folder}/darkroom.db`,
    PORT: "0",
    HOST: "127.0.0.1",
    DEFAULT_MODEL: "sim",
    API_MASTER_KEY: MASTER,
  };
  const [one, two] = await Promise.all([start(env), start(env)]);
  const { id, key } = await makeKey(one, { images_per_day: 30, max_concurrent_jobs: 40 });
  assertEquals(await order([one, two], key, 40), 15);
  assertEquals(await useOf(two, id), {
    open_jobs: 15,
    requests_in_last_minute: 15,
    images_in_last_minute: 30,
    images_today: 30,
    images_this_month: 30,
    cost_this_month_usd: 0,
  });
  await until(() => Promise.resolve(sim.submits.length >= 15));
  one.process.signal("SIGKILL");
  await one.process.ended;
  now = 1_000;
  const list = await fetch(`${two.address}/v1/jobs?limit=100`, { headers: showing(key) });
  const open = JobList.parse(await list.json()).data;
  assert(open.length === 15);
  for (const { id: job } of open.slice(0, 5)) {
    await (await post(`${two.address}/v1/jobs/${job}/cancel`, {}, key)).body?.cancel();
  }
  await stop(two);
  // Alone with the database, the next process takes over at once.
  const next = await start(env);
  await until(async () => (await useOf(next, id)).open_jobs === 0);
  const ended = await fetch(`${next.address}/v1/jobs?limit=100`, { headers: showing(key) });
  const jobs = JobList.parse(await ended.json()).data;
  const made = jobs.reduce((sum, { images }) => sum + images.length, 0);
  assert(made >= 10 && made < 30, `${made} pictures were made`);
  const { images_today, images_this_month } = await useOf(next, id);
  assertEquals([images_today, images_this_month], [made, made]);
  await stop(next);
  await served[Symbol.asyncDispose]();
  await Deno.remove(folder, { recursive: true });
});
