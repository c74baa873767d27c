import { assert, assertEquals } from "../tests/assert.ts";
import {
  createPendingProvider,
  type PendingProvider,
  type PendingProviderOptions,
} from "../tests/fakes/pending_provider.ts";
import { createWorld, type World } from "../tests/world.ts";
import { failure } from "../failure.ts";
import type { Outcome } from "../providers/provider.ts";
import { type Job, jobFailure, jobImages, jobStatus } from "./job.ts";

/** Asks `slow` first, and `quick` too once `slow` takes longer than it usually does. */
const MODEL_ROUTES = JSON.stringify({
  pair: { routes: ["slow/pending", "quick/pending"], hedge_after: "p95" },
});

const failed: Outcome = { kind: "failed", failure: failure("generation_failed", "It broke") };

/** What a call of `slow` comes to once it has become slow; undefined: as ever. */
type Late = (context: { world: World; signal: AbortSignal }) => Promise<Outcome | undefined>;

interface Scene {
  readonly world: World;
  readonly slow: PendingProvider;
  readonly quick: PendingProvider;
  /** A job that finds `slow` slow, after enough that did not. */
  hedged(n?: number): Promise<string>;
}

interface SceneOptions {
  /** Whether `slow` has to be polled. */
  readonly polled: boolean;
  readonly late: Late;
  readonly quick?: Partial<PendingProviderOptions>;
}

const USUAL_MS = 2_000;

async function withScene(options: SceneOptions, test: (scene: Scene) => Promise<void>) {
  using kv = await Deno.openKv(":memory:");
  let isLate = false;
  const { polled, late } = options;
  const common = { pollAfterMs: USUAL_MS, paid: false };
  const asEver = async (signal: AbortSignal) => {
    if (isLate) return await late({ world, signal });
    if (!polled) await world.runtime.sleep(USUAL_MS, signal);
    return undefined;
  };
  const slow = createPendingProvider({
    ...common,
    id: "slow",
    polls: polled ? 1 : 0,
    canCancel: polled,
    ...(polled
      ? { onPoll: (_, signal) => asEver(signal) }
      : { onSubmit: (_, signal) => asEver(signal) }),
  });
  const quick = createPendingProvider({ ...common, id: "quick", polls: 1, ...options.quick });
  const world: World = await createWorld({
    kv,
    providers: [slow, quick],
    env: { MODEL_ROUTES, MAX_TRIES: "1" },
  });
  world.darkroom.worker.start();
  for (let count = 0; count < 6; count++) await world.end((await world.accept()).id);
  await world.runtime.pass(10_000);
  isLate = true;
  try {
    await test({
      world,
      slow,
      quick,
      hedged: async (n = 1) => (await world.accept({ model: "pair", n })).id,
    });
  } finally {
    await world.close();
  }
}

const stillPending: Late = () =>
  Promise.resolve({ kind: "pending", handle: 1, pollAfterMs: USUAL_MS });

/** A call that ends with its signal. */
const hangs: Late = async ({ world, signal }) => {
  await world.runtime.sleep(3_600_000, signal);
  return { kind: "failed", failure: failure("no_answer", "It was stopped") };
};

function outcome(job: Job) {
  return [jobStatus(job), jobImages(job).length, job.tasks.map(({ state }) => state.status)];
}

Deno.test("a late attempt gets another beside it; the first picture wins, the other is cancelled", () =>
  withScene({ polled: true, late: stillPending }, async ({ world, slow, quick, hedged }) => {
    const id = await hedged();
    await world.runtime.pass(500);
    assertEquals(quick.submits, 0, "not before it is late");
    const job = await world.end(id);
    assertEquals(outcome(job), ["completed", 1, ["cancelled", "done"]]);
    await world.runtime.pass(1_000);
    assertEquals([slow.cancels, quick.submits, quick.cancels], [[1], 1, []]);
    assertEquals(job.warnings, []);
  }));

Deno.test("a call that another one made needless is cut off", () =>
  withScene({ polled: false, late: hangs }, async ({ world, slow, quick, hedged }) => {
    const job = await world.end(await hedged());
    assertEquals(outcome(job), ["completed", 1, ["cancelled", "done"]]);
    await world.runtime.pass(1_000);
    assertEquals([slow.submits, quick.submits], [7, 1]);
    assertEquals(world.darkroom.worker.held, 0);
  }));

Deno.test("an attempt that keeps to its time is alone", () =>
  withScene({ polled: true, late: () => Promise.resolve(undefined) }, async (scene) => {
    const job = await scene.world.end(await scene.hedged());
    assertEquals(outcome(job), ["completed", 1, ["done"]]);
    assertEquals(scene.quick.submits, 0);
  }));

Deno.test("the late one goes on when the one beside it fails", () => {
  const until = 10_000;
  let startedAt: number | undefined;
  const late: Late = ({ world, signal }) => {
    startedAt ??= world.runtime.now();
    return world.runtime.now() - startedAt < until
      ? stillPending({ world, signal })
      : Promise.resolve(undefined);
  };
  const quick = { onSubmit: () => Promise.resolve(failed) };
  return withScene({ polled: true, late, quick }, async (scene) => {
    const job = await scene.world.end(await scene.hedged());
    assertEquals(outcome(job), ["completed", 1, ["done", "failed"]]);
    assertEquals(scene.quick.submits, 1);
  });
});

Deno.test("one that fails leaves the pictures to the one beside it, and starts no third", () => {
  let polls = 0;
  const late: Late = (context) => ++polls < 3 ? stillPending(context) : Promise.resolve(failed);
  const quick = { polls: 4 };
  return withScene({ polled: true, late, quick }, async ({ world, slow, quick, hedged }) => {
    const job = await world.end(await hedged());
    assertEquals(outcome(job), ["completed", 1, ["failed", "done"]]);
    assertEquals([slow.submits, quick.submits], [7, 1]);
  });
});

Deno.test("a refusal of the content is not got around by the one beside it", () => {
  const refused: Outcome = { kind: "failed", failure: failure("content_policy", "Not this") };
  let polls = 0;
  const late: Late = (context) => ++polls < 3 ? stillPending(context) : Promise.resolve(refused);
  return withScene({ polled: true, late, quick: { polls: 40 } }, async (scene) => {
    const job = await scene.world.end(await scene.hedged());
    assertEquals(outcome(job), ["failed", 0, ["failed", "cancelled"]]);
    assertEquals(jobFailure(job)?.kind, "content_policy");
    await scene.world.runtime.pass(1_000);
    assertEquals(scene.quick.cancels.length, 1);
  });
});

Deno.test("when both fail, so has the job, once each", () => {
  let polls = 0;
  const late: Late = (context) => ++polls < 3 ? stillPending(context) : Promise.resolve(failed);
  const quick: Partial<PendingProviderOptions> = {
    polls: 6,
    onPoll: (count) => Promise.resolve(count < 3 ? undefined : failed),
  };
  return withScene({ polled: true, late, quick }, async ({ world, slow, quick, hedged }) => {
    const job = await world.end(await hedged());
    assertEquals(outcome(job), ["failed", 0, ["failed", "failed"]]);
    assertEquals([slow.submits, quick.submits], [7, 1]);
  });
});

Deno.test("each late picture of several has its own, and all keep their order", () =>
  withScene({ polled: true, late: stillPending }, async ({ world, quick, hedged }) => {
    const job = await world.end(await hedged(3));
    assertEquals(jobImages(job).length, 3);
    assertEquals(job.tasks.map(({ firstImage }) => firstImage), [0, 1, 2, 0, 1, 2]);
    assertEquals([quick.submits, job.warnings], [3, []]);
  }));

Deno.test("a process that finds both under way submits neither again", () =>
  withScene({ polled: true, late: stillPending, quick: { polls: 3 } }, async (scene) => {
    const { world, slow, quick, hedged } = scene;
    const id = await hedged();
    await world.runtime.until(() => Promise.resolve(quick.submits === 1));
    const beside = await createWorld({
      kv: world.watched.kv,
      providers: [slow, quick],
      env: { MODEL_ROUTES, MAX_TRIES: "1" },
      beside: world,
    });
    const drained = world.darkroom.worker.drain(0);
    await world.runtime.pass(1_000);
    await drained;
    beside.darkroom.worker.start();
    const job = await beside.end(id);
    assertEquals(outcome(job), ["completed", 1, ["cancelled", "done"]]);
    assertEquals([slow.submits, quick.submits], [7, 1]);
    await beside.close();
    assert(beside.darkroom.worker.held === 0);
  }));
