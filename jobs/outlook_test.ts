import { assert, assertEquals } from "../tests/assert.ts";
import { createPendingProvider } from "../tests/fakes/pending_provider.ts";
import { imageRequest } from "../tests/jobs.ts";
import { createWorld, type World } from "../tests/world.ts";

const PRICE = '{"pending/pending": 0.02}';

async function outlook(world: World, n: number) {
  const order = { request: imageRequest({ model: "pending", n }), owner: "me", warnings: [] };
  const planning = await world.darkroom.services.engine.plan(order);
  assert(planning.ok);
  return planning.outlook;
}

Deno.test("an outlook is silent on times until some were learnt, and on prices that nobody gave", async () => {
  using kv = await Deno.openKv(":memory:");
  const providers = [createPendingProvider({ polls: 1, pollAfterMs: 10_000 })];
  const world = await createWorld({ kv, providers });
  assertEquals(await outlook(world, 1), {});
  await world.close();
});

Deno.test("an outlook counts the rounds that the accounts' seats make necessary", async () => {
  using kv = await Deno.openKv(":memory:");
  const accounts = [{ id: "a", concurrency: 1 }, { id: "b", concurrency: 1 }];
  const providers = [createPendingProvider({ polls: 1, pollAfterMs: 10_000, accounts })];
  const world = await createWorld({ kv, providers, env: { MODEL_PRICES: PRICE } });
  world.darkroom.worker.start();
  for (let count = 0; count < 6; count++) await world.end((await world.accept()).id);
  const [one, two, five] = [
    await outlook(world, 1),
    await outlook(world, 2),
    await outlook(world, 5),
  ];
  assert(one.waitMs !== undefined && one.waitMs > 3_000, `${one.waitMs}`);
  assertEquals([two.waitMs, five.waitMs], [one.waitMs, one.waitMs * 3]);
  assertEquals([one.costUsd, five.costUsd], [0.02, 0.1]);
  await world.close();
});
