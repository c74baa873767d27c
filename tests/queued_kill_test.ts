/**
 * `main.ts` itself, killed with `-9` between submit and poll of each upstream that has a queue, and
 * started again.
 *
 * @module
 */

import { z } from "zod";
import { assert, assertEquals } from "./assert.ts";
import { pause, prepareProgram } from "./chaos.ts";
import { createBflFake } from "./fakes/bfl.ts";
import { createComfyuiFake } from "./fakes/comfyui.ts";
import { createFalFake } from "./fakes/fal.ts";
import { type FakeUpstream, serveUpstream } from "./fakes/fake_upstream.ts";
import { createReplicateFake } from "./fakes/replicate.ts";

const JobView = z.object({
  id: z.string(),
  status: z.string(),
  images: z.array(z.object({ url: z.string() })),
  attempts: z.array(z.object({ polls: z.number() })),
});
type JobView = z.infer<typeof JobView>;

/** An upstream whose clock stands still until it is told otherwise. */
interface Queue {
  readonly name: string;
  readonly model: string;
  readonly fake: FakeUpstream;
  env(baseUrl: string): Record<string, string>;
  /** All work is done now. */
  finish(): void;
}

const LATENCY_MS = 1_000;

function stoppedClock() {
  let now = 1_000_000;
  return {
    now: () => now,
    sleep: () => pause(20),
    finish: () => void (now += LATENCY_MS),
  };
}

const QUEUES: readonly (() => Queue)[] = [
  () => {
    const { now, finish } = stoppedClock();
    return {
      name: "replicate",
      model: "replicate/flux-schnell",
      fake: createReplicateFake({ tokens: ["key"], latencyMs: LATENCY_MS, now }),
      env: (url) => ({ REPLICATE_BASE_URL: `${url}/v1`, REPLICATE_API_TOKEN: "key" }),
      finish,
    };
  },
  () => {
    const { now, finish } = stoppedClock();
    return {
      name: "fal",
      model: "fal/flux/schnell",
      fake: createFalFake({ keys: ["key"], latencyMs: LATENCY_MS, now }),
      env: (url) => ({ FAL_BASE_URL: url, FAL_KEY: "key" }),
      finish,
    };
  },
  () => {
    const { now, finish } = stoppedClock();
    return {
      name: "bfl",
      model: "bfl/flux-2-pro",
      fake: createBflFake({ keys: ["key"], latencyMs: LATENCY_MS, now }),
      env: (url) => ({ BFL_BASE_URL: url, BFL_API_KEY: "key" }),
      finish,
    };
  },
  () => {
    const { finish, ...clock } = stoppedClock();
    const fake = createComfyuiFake({ clock, latencyMs: LATENCY_MS });
    // The checkpoint is only listed: a new process does not know it until it has asked.
    const env = (url: string) => ({ COMFYUI_URL: url });
    return { name: "comfyui", model: "comfyui/sd_xl_base_1.0", fake, env, finish };
  },
];

async function jobsAt(address: string): Promise<JobView[]> {
  const response = await fetch(`${address}/v1/jobs`);
  return z.object({ data: z.array(JobView) }).parse(await response.json()).data;
}

async function until<T>(look: () => Promise<T | undefined>): Promise<T> {
  for (;;) {
    const found = await look();
    if (found !== undefined) return found;
    await pause(20);
  }
}

/** Asks until it is taken: models that are listed are there a moment after the start. */
async function order(address: string, model: string): Promise<JobView> {
  return await until(async () => {
    const body = JSON.stringify({ model, prompt: "a lighthouse", size: "1024x1024" });
    const headers = { "content-type": "application/json" };
    const response = await fetch(`${address}/v1/jobs`, { method: "POST", body, headers });
    const text = await response.text();
    return response.status === 202 ? JobView.parse(JSON.parse(text)) : undefined;
  });
}

function countSubmits({ calls }: FakeUpstream): number {
  return calls.filter(({ door }) => door === "submit").length;
}

for (const open of QUEUES) {
  const { name, model, fake, env, finish } = open();
  Deno.test(`${name}: killed with -9 between submit and poll, it polls on and submits nothing`, async () => {
    const folder = await Deno.makeTempDir();
    await using served = serveUpstream(fake);
    const settings = { ...env(served.baseUrl), ALLOW_PRIVATE_NETWORK: "true" };
    await using program = prepareProgram(folder, settings);
    const first = await program.start();
    const { id } = await order(program.address, model);
    const isPolled = () => fake.calls.some(({ door }) => door === "poll");
    await until(() => Promise.resolve(isPolled() ? true : undefined));
    first.signal("SIGKILL");
    await first.ended;
    finish();
    const second = await program.start();
    const after = await until(async () => {
      const [job] = await jobsAt(program.address);
      return job?.status === "in_progress" || job?.status === "queued" ? undefined : job;
    });
    assertEquals([after.id, after.status, after.images.length], [id, "completed", 1]);
    assertEquals([after.attempts.length, countSubmits(fake)], [1, 1]);
    second.signal("SIGTERM");
    assertEquals((await second.ended).code, 0);
    await Deno.remove(folder, { recursive: true });
  });
}

Deno.test("comfyui: killed with -9 while its submit is on the way, it finds the work again", async () => {
  const folder = await Deno.makeTempDir();
  const { finish, ...clock } = stoppedClock();
  const fake = createComfyuiFake({ clock, latencyMs: LATENCY_MS });
  await using served = serveUpstream(fake);
  const settings = { COMFYUI_URL: served.baseUrl, ALLOW_PRIVATE_NETWORK: "true" };
  await using program = prepareProgram(folder, settings);
  const first = await program.start();
  // The prompt arrives, and its answer never does.
  fake.next({ on: "submit", accepts: true, hang: true });
  const { id } = await order(program.address, "comfyui/sd_xl_base_1.0");
  await until(() => Promise.resolve(fake.works.length === 1 && fake.held > 0 ? true : undefined));
  first.signal("SIGKILL");
  await first.ended;
  finish();
  const second = await program.start();
  const after = await until(async () => {
    const [job] = await jobsAt(program.address);
    return job?.status === "completed" || job?.status === "failed" ? job : undefined;
  });
  assertEquals([after.id, after.status, after.images.length], [id, "completed", 1]);
  assertEquals([countSubmits(fake), fake.works.length], [1, 1]);
  assert(after.attempts.length === 1, "It is the same attempt");
  second.signal("SIGTERM");
  assertEquals((await second.ended).code, 0);
  await Deno.remove(folder, { recursive: true });
});
