/**
 * Statistics, from the requests that make them to what is told of them.
 *
 * @module
 */

import { StatsView } from "../routes/schemas/stats.ts";
import { errorOf } from "./answers.ts";
import { assert, assertEquals, assertExists, assertMatch } from "./assert.ts";
import { type Door, openDoor, openVirtualDoor } from "./door.ts";
import { makeKey, MASTER, showing } from "./keys.ts";

async function stats(door: Door, query = ""): Promise<StatsView> {
  const response = await door.get(`/v1/stats${query}`);
  assertEquals(response.status, 200);
  return StatsView.parse(await response.json());
}

async function draw(door: Door, prompt: string, headers: Record<string, string> = {}) {
  const body = { model: "easel", size: "64x64", prompt };
  const response = await door.post("/v1/images/generations", body, headers);
  await response.text();
  return response.status;
}

Deno.test("GET /v1/stats counts what callers asked for and what came of it", async () => {
  await using door = await openDoor();
  const key = { "idempotency-key": "click" };
  assertEquals(await draw(door, "a pear"), 200);
  assertEquals(await draw(door, "a plum", key), 200);
  assertEquals(await draw(door, "a plum", key), 200);
  assertEquals(await draw(door, "refuse me"), 400);
  assertEquals(await draw(door, "break this"), 500);
  const body = { model: "nobody", prompt: "a pear" };
  assertEquals((await door.post("/v1/images/generations", body)).status, 404);
  await door.idle();
  for (const range of ["1h", "48h", "30d", "90d"]) {
    const { total, series, providers } = await stats(door, `?range=${range}`);
    assertEquals(
      [total.calls, total.joined, total.completed, total.failed, total.images],
      [6, 1, 2, 2, 2],
      range,
    );
    assertEquals(total.failures, { content_policy: 1, generation_failed: 1, model_not_found: 1 });
    assertEquals(total.success_rate, 0.5);
    assert((total.p50_seconds ?? 0) > 0);
    assertEquals(series.reduce((sum, { calls }) => sum + calls, 0), 6);
    const easel = providers.find(({ id }) => id === "easel");
    assertEquals(easel?.attempts, { delivered: 2, failed: 2, cancelled: 0 });
    assertEquals(easel?.failures, { content_policy: 1, generation_failed: 1 });
    assertEquals(easel?.spend.paid.calls, 0);
  }
});

Deno.test("GET /v1/stats tells who is where now", async () => {
  await using door = await openVirtualDoor();
  for (const prompt of ["hang one", "hang two"]) {
    const body = { model: "easel", prompt };
    const response = await door.post("/v1/images/generations", body, { prefer: "respond-async" });
    assertEquals(response.status, 202);
  }
  await door.idle();
  const { now, providers } = await stats(door);
  assertEquals(now, { jobs: 2, is_cut: false });
  const easel = providers.find(({ id }) => id === "easel");
  assertEquals(easel?.now, { working: 2, saving: 0, queued: 0, seats: null });
});

Deno.test("GET /v1/stats tells of an account that the upstream refuses", async () => {
  const fetch = () => Promise.resolve(Response.json({ detail: "No such key" }, { status: 401 }));
  await using door = await openVirtualDoor({ env: { BFL_API_KEY: "wrong" }, fetch });
  const body = { model: "flux-pro-1.1", prompt: "a pear" };
  const response = await door.post("/v1/images/generations", body);
  assert(response.status >= 400);
  await response.text();
  await door.idle();
  const { providers } = await stats(door);
  const trouble = providers.find(({ id }) => id === "bfl")?.troubles[0];
  assertExists(trouble);
  assertEquals(trouble.reason, "upstream_auth");
  assertMatch(trouble.account ?? "", /^[0-9a-f]{8}$/);
  assert((trouble.until ?? 0) > door.runtime.now() / 1_000);
});

Deno.test("GET /v1/stats is for admins, since it tells of everybody", async () => {
  await using door = await openDoor({ env: { API_MASTER_KEY: MASTER } });
  assertEquals((await door.get("/v1/stats")).status, 401);
  const { headers } = await makeKey(door);
  assertEquals((await door.get("/v1/stats", headers)).status, 403);
  assertEquals((await door.get("/v1/stats", showing(MASTER))).status, 200);
});

Deno.test("GET /v1/stats names the range that it does not know", async () => {
  await using door = await openDoor();
  const error = await errorOf(await door.get("/v1/stats?range=2h"));
  assertEquals(error.param, "range");
  assertMatch(error.message, /"2h"/);
});
