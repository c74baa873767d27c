/**
 * What pictures have cost, as callers see it.
 *
 * @module
 */

import { ImagesResponse } from "../routes/schemas/image_response.ts";
import { JobView } from "../routes/schemas/job.ts";
import { answered } from "./answers.ts";
import { assertEquals } from "./assert.ts";
import { openDoor, openVirtualDoor, type VirtualDoor } from "./door.ts";
import { borrowedClock } from "./fakes/borrowed_clock.ts";
import { createInternet } from "./fakes/internet.ts";
import { createReplicateFake, REPLICATE_REFUSALS, replicatePrediction } from "./fakes/replicate.ts";

const GENERATIONS = "/v1/images/generations";
const SCHNELL = { model: "replicate/flux-schnell", prompt: "a lighthouse", response_format: "url" };

async function openShop(env: Record<string, string> = {}) {
  const clock = borrowedClock();
  const replicate = createReplicateFake({ tokens: ["token"], now: clock.now });
  const door = await openVirtualDoor({
    env: {
      REPLICATE_API_TOKEN: "token",
      REPLICATE_BASE_URL: "http://replicate.test/v1",
      ...env,
    },
    fetch: createInternet({ "replicate.test": replicate.fetch }),
  });
  clock.lend(door.runtime);
  door.darkroom.worker.start();
  return { replicate, door, [Symbol.asyncDispose]: () => door[Symbol.asyncDispose]() };
}

async function ask(door: VirtualDoor, body: unknown, headers: Record<string, string> = {}) {
  const response = await answered(door.runtime, door.post(GENERATIONS, body, headers));
  const id = response.headers.get("x-job-id");
  const job = JobView.parse(await (await door.get(`/v1/jobs/${id}`)).json());
  return { response, told: response.headers.get("x-darkroom-cost"), cost: job.cost, job };
}

async function usageOf(response: Response): Promise<number | undefined> {
  return ImagesResponse.parse(await response.json()).usage.cost;
}

const NOTHING = {
  usd: 0,
  attempts_paid: 0,
  images_delivered: 0,
  attempts_unknown: 0,
  unknown_usd: 0,
};

Deno.test("an answer and its job tell what the pictures have cost", async () => {
  await using shop = await openShop();
  const { response, told, cost } = await ask(shop.door, { ...SCHNELL, n: 4 });
  assertEquals([told, await usageOf(response)], ["0.012", 0.012]);
  assertEquals(cost, { ...NOTHING, usd: 0.012, attempts_paid: 1, images_delivered: 4 });
});

Deno.test("an answer that was there already costs nothing", async () => {
  await using shop = await openShop();
  const seeded = { ...SCHNELL, seed: 7 };
  assertEquals((await ask(shop.door, seeded)).told, "0.003");
  const { response, told, cost } = await ask(shop.door, seeded);
  assertEquals([response.headers.get("x-cache"), told], ["HIT", "0"]);
  assertEquals(await usageOf(response), 0);
  // The job is the one that was paid for.
  assertEquals(cost.usd, 0.003);
});

Deno.test("the operator's price counts, and without any nothing is told", async () => {
  const prices = JSON.stringify({ "replicate/photon": 0.5 });
  await using shop = await openShop({ MODEL_PRICES: prices });
  const photon = await ask(shop.door, { ...SCHNELL, model: "replicate/photon" });
  assertEquals([photon.told, photon.cost.usd], ["0.5", 0.5]);
  const recraft = await ask(shop.door, { ...SCHNELL, model: "replicate/recraft-v3" });
  assertEquals([recraft.told, await usageOf(recraft.response)], [null, undefined]);
  assertEquals([recraft.cost.usd, recraft.cost.attempts_paid], [null, 1]);
});

Deno.test("pictures that the house draws itself cost nothing", async () => {
  await using door = await openDoor();
  const response = await door.post(GENERATIONS, { ...SCHNELL, model: "studio", size: "64x64" });
  assertEquals([response.headers.get("x-darkroom-cost"), await usageOf(response)], ["0", 0]);
  const job = await door.get(`/v1/jobs/${response.headers.get("x-job-id")}`);
  const { cost } = JobView.parse(await job.json());
  assertEquals(cost, { ...NOTHING, images_delivered: 1 });
});

Deno.test("a submit that was not answered may have been charged", async () => {
  await using shop = await openShop();
  shop.replicate.next({ on: "submit", cut: true });
  const { response, told, cost } = await ask(shop.door, SCHNELL);
  assertEquals([response.status, told], [500, "0"]);
  assertEquals(cost, { ...NOTHING, attempts_unknown: 1, unknown_usd: 0.003 });
});

Deno.test("what was refused when it was asked costs nothing, what failed later may have", async () => {
  await using shop = await openShop();
  shop.replicate.next({ on: "submit", status: 422, body: REPLICATE_REFUSALS.input });
  assertEquals((await ask(shop.door, SCHNELL)).cost, NOTHING);
  const body = replicatePrediction({ status: "failed", error: REPLICATE_REFUSALS.output });
  shop.replicate.next({ on: "poll", body });
  assertEquals((await ask(shop.door, SCHNELL)).cost, {
    ...NOTHING,
    attempts_unknown: 1,
    unknown_usd: 0.003,
  });
});

Deno.test("of several calls each counts by itself", async () => {
  await using shop = await openShop();
  shop.replicate.next({ on: "submit", cut: true });
  const body = { ...SCHNELL, model: "replicate/flux-1.1-pro", n: 3 };
  const { told, cost, job } = await ask(shop.door, body);
  assertEquals([job.status, told], ["completed", "0.08"]);
  assertEquals(cost, {
    usd: 0.08,
    attempts_paid: 2,
    images_delivered: 2,
    attempts_unknown: 1,
    unknown_usd: 0.04,
  });
});

Deno.test("a picture that was made and is gone before it is fetched was paid for", async () => {
  await using shop = await openShop();
  shop.replicate.next({ on: "file", status: 404, body: "" });
  const { cost } = await ask(shop.door, SCHNELL);
  assertEquals(cost, { ...NOTHING, usd: 0.003, attempts_paid: 1 });
});

Deno.test("work that is cancelled while it goes on may have been charged", async () => {
  await using shop = await openShop();
  const { door } = shop;
  const made = await answered(door.runtime, door.post("/v1/jobs", SCHNELL));
  const { id } = JobView.parse(await made.json());
  await door.runtime.pass(0);
  const response = await answered(door.runtime, door.post(`/v1/jobs/${id}/cancel`, {}));
  assertEquals(JobView.parse(await response.json()).cost, {
    ...NOTHING,
    attempts_unknown: 1,
    unknown_usd: 0.003,
  });
});
