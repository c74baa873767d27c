import { assertEquals } from "../tests/assert.ts";
import { createPendingProvider } from "../tests/fakes/pending_provider.ts";
import { createWorld } from "../tests/world.ts";
import { createCensus } from "./census.ts";

const POLLED = { polls: 1_000, pollAfterMs: 1_000 };

Deno.test("the census finds every task where it is", async () => {
  using kv = await Deno.openKv(":memory:");
  const accounts = [{ id: "a", concurrency: 1 }, { id: "b", concurrency: 1 }];
  const few = createPendingProvider({ ...POLLED, id: "few", accounts });
  const free = createPendingProvider({ ...POLLED, id: "free" });
  const world = await createWorld({ kv, providers: [few, free] });
  world.darkroom.worker.start();
  await world.accept({ model: "few/pending", n: 3 });
  await world.accept({ model: "free/pending", n: 2 });
  await world.runtime.pass(2_000);
  const { jobs, isCut, places } = await world.darkroom.services.census();
  assertEquals([jobs, isCut], [2, false]);
  const found = places.map(({ provider, account = "", working, saving, queued }) =>
    [provider, account, working, saving, queued].join(" ")
  );
  assertEquals(found.toSorted(), ["few  0 0 1", "few a 1 0 0", "few b 1 0 0", "free sole 2 0 0"]);
  await world.close();
});

Deno.test("the census says when there are more jobs than it looks at", async () => {
  using kv = await Deno.openKv(":memory:");
  const world = await createWorld({ kv, providers: [createPendingProvider(POLLED)] });
  for (let count = 0; count < 3; count++) await world.accept();
  const count = async (mostJobs: number) => {
    const { jobs, isCut } = await createCensus({ kv, runtime: world.runtime, mostJobs })();
    return [jobs, isCut];
  };
  assertEquals(await count(2), [2, true]);
  assertEquals(await count(3), [3, false]);
  await world.close();
});

Deno.test("the census is taken anew when some seconds have passed", async () => {
  using kv = await Deno.openKv(":memory:");
  const world = await createWorld({ kv, providers: [createPendingProvider(POLLED)] });
  const { census } = world.darkroom.services;
  assertEquals((await census()).jobs, 0);
  await world.accept();
  assertEquals((await census()).jobs, 0);
  await world.runtime.pass(2_000);
  assertEquals((await census()).jobs, 1);
  await world.close();
});
