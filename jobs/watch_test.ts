import { assert, assertEquals } from "../tests/assert.ts";
import { createPendingProvider } from "../tests/fakes/pending_provider.ts";
import { png } from "../tests/fakes/scripted_provider.ts";
import { createWorld, type World } from "../tests/world.ts";
import type { EncodedImage } from "../images/request.ts";
import type { CallContext, Outcome, Provider } from "../providers/provider.ts";
import { type Job, jobStatus } from "./job.ts";
import { jobProgress } from "./progress.ts";

/** Gathers what a watcher sees until it ends by itself. */
function gather(world: World, id: string, signal = new AbortController().signal) {
  const seen: Job[] = [];
  let over = false;
  void (async () => {
    for await (const job of world.darkroom.services.engine.watch(id, signal)) seen.push(job);
    over = true;
  })();
  return { seen, isOver: () => over };
}

Deno.test("watch() shows each change once, in order, and the end last", async () => {
  using kv = await Deno.openKv(":memory:");
  const provider = createPendingProvider({ polls: 3, pollAfterMs: 1_000 });
  const world = await createWorld({ kv, providers: [provider] });
  world.darkroom.worker.start();
  const { seen, isOver } = gather(world, (await world.accept()).id);
  await world.runtime.until(isOver);
  const revisions = seen.map(({ revision }) => revision);
  assertEquals(revisions, [...new Set(revisions)].toSorted((a, b) => a - b));
  assertEquals(seen.map(jobStatus).at(-1), "completed");
  await world.close();
});

Deno.test("watch() sees what another process does", async () => {
  using kv = await Deno.openKv(":memory:");
  const provider = createPendingProvider({ polls: 2, pollAfterMs: 1_000 });
  const working = await createWorld({ kv, providers: [provider] });
  const watching = await createWorld({ kv, providers: [provider], beside: working });
  working.darkroom.worker.start();
  const { seen, isOver } = gather(watching, (await working.accept()).id);
  await watching.runtime.until(isOver);
  assertEquals(seen.map(jobStatus).at(-1), "completed");
  await working.close();
  await watching.close();
});

Deno.test("watch() ends when its watcher goes, and the job goes on", async () => {
  using kv = await Deno.openKv(":memory:");
  const provider = createPendingProvider({ polls: 5, pollAfterMs: 1_000 });
  const world = await createWorld({ kv, providers: [provider] });
  world.darkroom.worker.start();
  const { id } = await world.accept();
  const gone = new AbortController();
  const { isOver } = gather(world, id, gone.signal);
  await world.runtime.pass(1_500);
  gone.abort();
  await world.runtime.until(isOver);
  assertEquals(jobStatus(await world.end(id)), "completed");
  await world.close();
});

Deno.test("watch() ends when the process drains, and at once for a job that is none", async () => {
  using kv = await Deno.openKv(":memory:");
  const provider = createPendingProvider({ polls: 500, pollAfterMs: 1_000 });
  const world = await createWorld({ kv, providers: [provider] });
  world.darkroom.worker.start();
  const nothing = gather(world, "job_none");
  const { isOver } = gather(world, (await world.accept()).id);
  await world.runtime.until(nothing.isOver);
  assertEquals(nothing.seen, []);
  await world.runtime.pass(1_500);
  await world.close();
  assert(isOver());
});

function picture(side: number): EncodedImage {
  return png({ widthPx: side, heightPx: side });
}

/** Reports three pictures and its progress, a second apart, before it delivers. */
function reportingProvider(world: () => World): Provider {
  const image = picture(32);
  const previews = [picture(8), picture(16), picture(24)];
  async function submit(_: unknown, context: CallContext): Promise<Outcome> {
    for (const [index, preview] of previews.entries()) {
      context.report({ progress: (index + 1) / 4, queuePosition: 0, preview });
      await world().runtime.sleep(1_000);
    }
    return { kind: "done", images: [{ kind: "inline", image }] };
  }
  return { ...createPendingProvider({ polls: 0, pollAfterMs: 1 }), submit };
}

Deno.test("watch() shows progress and pictures under way while a call goes on", async () => {
  using kv = await Deno.openKv(":memory:");
  const world: World = await createWorld({ kv, providers: [reportingProvider(() => world)] });
  world.darkroom.worker.start();
  const { seen, isOver } = gather(world, (await world.accept({ partialImages: 3 })).id);
  await world.runtime.until(isOver);
  const counts = seen.map(({ tasks }) => tasks[0]?.previews.length ?? 0);
  // Whether the state before the first is seen depends on who is quicker.
  assertEquals([...new Set(counts)].filter((count) => count > 0), [1, 2, 3]);
  const under = seen.filter(({ endedAt }) => endedAt === undefined).map((job) =>
    jobProgress(job, 0)
  );
  assertEquals([...new Set(under)].filter((share) => share > 0), [0.25, 0.5, 0.75]);
  const last = seen.at(-1)?.tasks[0]?.previews ?? [];
  assertEquals(last.map(({ widthPx }) => widthPx), [8, 16, 24]);
  await world.close();
});
