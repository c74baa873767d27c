import { assert, assertEquals, assertObjectMatch } from "../tests/assert.ts";
import {
  createPendingProvider,
  type PendingProvider,
  type PendingProviderOptions,
} from "../tests/fakes/pending_provider.ts";
import { paperProvider } from "../tests/jobs.ts";
import { countKeys, createWorld, storedJobs, type World } from "../tests/world.ts";
import { failure } from "../failure.ts";
import type { Outcome, Provider } from "../providers/provider.ts";
import { type Job, jobFailure, jobImages, jobStatus } from "./job.ts";
import { jobProgress } from "./progress.ts";

interface Setting {
  readonly world: World;
  readonly provider: PendingProvider;
  readonly kv: Deno.Kv;
}

async function withWorld(
  options: Partial<PendingProviderOptions> & { env?: Record<string, string> },
  test: (setting: Setting) => Promise<void>,
): Promise<void> {
  using kv = await Deno.openKv(":memory:");
  const { env = {}, ...behaviour } = options;
  const provider = createPendingProvider({ polls: 0, pollAfterMs: 1_000, ...behaviour });
  const world = await createWorld({ kv, providers: [provider], fetch: provider.fetch, env });
  world.darkroom.worker.start();
  await test({ world, provider, kv });
  await world.close();
}

/** A call that answers when it is told to, or rejects like `fetch` when it is aborted. */
function gate() {
  const { promise, resolve } = Promise.withResolvers<Outcome | undefined>();
  let aborted = false;
  const wait = (_: number, signal: AbortSignal): Promise<Outcome | undefined> =>
    new Promise((settle) => {
      void promise.then(settle);
      signal.addEventListener("abort", () => {
        aborted = true;
        settle({ kind: "failed", failure: failure("no_answer", "The call was aborted") });
      });
    });
  return { wait, open: resolve, wasAborted: () => aborted };
}

Deno.test("Engine completes a job and keeps its picture", () =>
  withWorld({ polls: 2 }, async ({ world, provider, kv }) => {
    const { id } = await world.accept();
    const job = await world.end(id);
    assertEquals([jobStatus(job), jobImages(job).length], ["completed", 1]);
    assertEquals([provider.submits, provider.polls], [1, 2]);
    assertEquals(job.tasks[0]?.attempts[0]?.polls, 2);
    assertEquals(await countKeys(kv, "due"), 0);
  }));

Deno.test("Engine takes three commits for a picture that comes at once", () =>
  withWorld({}, async ({ world }) => {
    const { id } = await world.accept();
    await world.end(id);
    assertEquals(world.watched.commits, 3);
  }));

Deno.test("Engine refuses an unknown model and starts nothing", () =>
  withWorld({}, async ({ world, kv }) => {
    const accepted = await world.darkroom.services.engine.accept({
      request: { ...(await world.accept()).request, model: "pendign" },
      owner: "me",
      warnings: [],
    });
    assert(!accepted.ok);
    assertEquals([accepted.failure.kind, accepted.failure.param], ["model_not_found", "model"]);
    assert(accepted.failure.message.includes('"pending"'));
    assertEquals((await storedJobs(kv)).length, 1);
  }));

Deno.test("Engine gives the prompt back whole, however long it is", () =>
  withWorld({}, async ({ world }) => {
    const prompt = "灯塔".repeat(16_000);
    const { id } = await world.accept({ prompt });
    assertEquals((await world.end(id)).request.prompt, prompt);
  }));

Deno.test("Engine retries a refused call after a pause, then delivers", () => {
  const refusals = 2;
  const busy: Outcome = { kind: "failed", failure: failure("unavailable", "Overloaded") };
  const onSubmit = (count: number) => Promise.resolve(count <= refusals ? busy : undefined);
  return withWorld({ onSubmit }, async ({ world, provider }) => {
    const job = await world.end((await world.accept()).id);
    assertEquals([jobStatus(job), provider.submits], ["completed", 3]);
    assertEquals(job.tasks[0]?.attempts.map(({ failure }) => failure?.kind), [
      "unavailable",
      "unavailable",
      undefined,
    ]);
    assertEquals(new Set(provider.keys).size, 1, "every try bears the same idempotency key");
  });
});

Deno.test("Engine keeps the handle when polls get no answer", () => {
  const onPoll = (count: number): Promise<Outcome | undefined> =>
    Promise.resolve(
      count <= 4 ? { kind: "failed", failure: failure("unavailable", "Down") } : undefined,
    );
  return withWorld({ polls: 1, onPoll }, async ({ world, provider }) => {
    const job = await world.end((await world.accept()).id);
    assertEquals([jobStatus(job), provider.submits, provider.polls], ["completed", 1, 5]);
  });
});

Deno.test("Engine fails a job for the caller's fault at once", () => {
  const onSubmit = (): Promise<Outcome> =>
    Promise.resolve({ kind: "failed", failure: failure("content_policy", "Not this") });
  return withWorld({ onSubmit }, async ({ world, provider }) => {
    const job = await world.end((await world.accept({ n: 3 })).id);
    assertEquals([jobStatus(job), jobFailure(job)?.kind], ["failed", "content_policy"]);
    assertEquals(provider.submits, 3);
  });
});

Deno.test("Engine turns a provider's bug into a failed job without internals", () => {
  const onSubmit = (): Promise<Outcome> => Promise.reject(new TypeError("secret path"));
  return withWorld({ onSubmit }, async ({ world }) => {
    const job = await world.end((await world.accept()).id);
    assertEquals(jobFailure(job)?.kind, "internal");
    assert(!jobFailure(job)?.message.includes("secret"));
    const bug = world.runtime.events.find(({ event }) => event === "bug");
    assert(bug?.event === "bug" && bug.message.includes("secret path"));
  });
});

Deno.test("Engine gives an attempt up at its deadline and says so", () => {
  const { wait } = gate();
  return withWorld({ onSubmit: wait, attemptTimeoutMs: 30_000 }, async ({ world }) => {
    const job = await world.end((await world.accept()).id);
    assertEquals(jobFailure(job)?.kind, "timed_out");
    assert(jobFailure(job)?.message.includes("30 s"), jobFailure(job)?.message);
  });
});

Deno.test("Engine gives a job up at its deadline and cancels it upstream", () =>
  withWorld({ polls: 1_000, env: { JOB_TIMEOUT_SECONDS: "30" } }, async ({ world, provider }) => {
    const job = await world.end((await world.accept()).id);
    assertEquals(jobFailure(job)?.message, "The job did not end within 30 s");
    await world.runtime.until(() => provider.cancels.length > 0);
  }));

Deno.test("Engine holds a lease through a call that is longer than the lease", () => {
  const { wait, open } = gate();
  return withWorld({ onSubmit: wait, attemptTimeoutMs: 3_600_000 }, async ({ world, provider }) => {
    const { id } = await world.accept();
    await world.runtime.pass(300_000);
    open(undefined);
    assertEquals(jobStatus(await world.end(id)), "completed");
    assertEquals(provider.submits, 1);
  });
});

Deno.test("Engine runs no more actions at a time than there are slots", () => {
  const { wait, open } = gate();
  const env = { MAX_STEPS: "4" };
  return withWorld({ onSubmit: wait, env }, async ({ world, provider }) => {
    const jobs = [await world.accept({ n: 3 }), await world.accept({ n: 3 }), await world.accept()];
    await world.runtime.pass(15_000);
    assertEquals(provider.submits, 4);
    open(undefined);
    for (const { id } of jobs) assertEquals(jobStatus(await world.end(id)), "completed");
    assertEquals([provider.submits, world.darkroom.worker.held], [7, 0]);
  });
});

Deno.test("cancel() ends what is queued upstream, and the upstream is told", () =>
  withWorld({ polls: 100 }, async ({ world, provider }) => {
    const { id } = await world.accept();
    await world.runtime.pass(5_000);
    const cancelled = await world.darkroom.services.engine.cancel(id, "me");
    assertEquals(cancelled && jobStatus(cancelled.job), "cancelled");
    await world.runtime.until(() => provider.cancels.length === 1);
    const { polls } = provider;
    await world.runtime.pass(60_000);
    assertEquals(provider.polls, polls);
  }));

Deno.test("cancel() during a submit is honoured once its handle is known", () => {
  const { wait, open, wasAborted } = gate();
  return withWorld({ polls: 5, onSubmit: wait }, async ({ world, provider }) => {
    const { id } = await world.accept();
    await world.runtime.pass(1_000);
    await world.darkroom.services.engine.cancel(id, "me");
    assertEquals([wasAborted(), provider.cancels.length], [false, 0]);
    open(undefined);
    await world.runtime.until(() => provider.cancels.length === 1);
    assertEquals(jobStatus(await world.find(id)), "cancelled");
  });
});

Deno.test("cancel() is another caller's 404 and changes nothing that has ended", () =>
  withWorld({}, async ({ world }) => {
    const { engine } = world.darkroom.services;
    const ended = await world.end((await world.accept()).id);
    assertEquals(await engine.cancel(ended.id, "somebody else"), undefined);
    assertEquals(await engine.find(ended.id, "somebody else"), undefined);
    assertEquals(await engine.cancel(ended.id, "me"), { job: ended, outcome: "too_late" });
  }));

/** The first submit's answer is lost. */
const lost = (count: number): Promise<Outcome | undefined> =>
  Promise.resolve(
    count > 1 ? undefined : {
      kind: "failed",
      failure: failure("no_answer", "The connection to the upstream was cut"),
    },
  );

Deno.test("a lost answer is asked after where the work has our name, not sent again", () =>
  withWorld({ polls: 2, named: true, arrives: true, onSubmit: lost }, async (setting) => {
    const { world, provider } = setting;
    const job = await world.end((await world.accept()).id);
    assertEquals([jobStatus(job), provider.submits], ["completed", 1]);
    assertEquals(job.tasks[0]?.attemptsBegun, 1);
    const told = world.runtime.events.find(({ event }) => event === "submit_lost");
    assertObjectMatch(told ?? {}, { jobId: job.id, failure: "no_answer" });
  }));

Deno.test("a submit that never arrived is sent again under another name", () =>
  withWorld({ polls: 2, named: true, onSubmit: lost }, async ({ world, provider }) => {
    const job = await world.end((await world.accept()).id);
    assertEquals([jobStatus(job), provider.submits], ["completed", 2]);
    assertEquals(job.tasks[0]?.attempts[0]?.failure?.kind, "generation_failed");
  }));

Deno.test("a lost submit whose job was cancelled is cancelled by its name", () => {
  const { wait, open } = gate();
  return withWorld({ polls: 2, named: true, arrives: true, onSubmit: wait }, async (setting) => {
    const { world, provider } = setting;
    const { id } = await world.accept();
    await world.runtime.pass(0);
    await world.darkroom.services.engine.cancel(id, "me");
    open(await lost(1));
    await world.runtime.until(() => provider.cancels.length === 1);
    assertEquals(jobStatus(await world.find(id)), "cancelled");
  });
});

Deno.test("a holder that was paused past its lease writes nothing", async () => {
  using kv = await Deno.openKv(":memory:");
  const { wait, open } = gate();
  const provider = createPendingProvider({ polls: 0, pollAfterMs: 1_000, onSubmit: wait });
  const paused = await createWorld({ kv, providers: [provider] });
  const { id } = await paused.accept();
  await paused.runtime.pass(0);
  const other = await createWorld({ kv, providers: [provider], startAt: paused.runtime.now() + 1 });
  other.darkroom.worker.start();
  const ended = await other.end(id);
  assertEquals(jobFailure(ended)?.kind, "submission_unknown");
  const before = await storedJobs(kv);
  open(undefined);
  await paused.runtime.until(() =>
    paused.runtime.events.some(({ event }) => event === "lease_lost")
  );
  assertEquals(await storedJobs(kv), before);
  await paused.close();
  await other.close();
});

/** The same upstream as a process finds it that has just started: nothing is listed yet. */
function unlisted(provider: PendingProvider): Provider {
  return { ...provider, models: {}, listModels: () => Promise.resolve(provider.models) };
}

async function restart(
  { first, kv, provider }: { first: World; kv: Deno.Kv; provider: PendingProvider },
): Promise<World> {
  await first.close();
  const providers = [paperProvider({ id: "paper" }), unlisted(provider)];
  const env = { DEFAULT_MODEL: "paper" };
  const second = await createWorld({ kv, providers, env, startAt: first.runtime.now() + 10_000 });
  second.darkroom.worker.start();
  return second;
}

Deno.test("work under way is polled by a process that has no list of models yet", async () => {
  using kv = await Deno.openKv(":memory:");
  const provider = createPendingProvider({ polls: 3, pollAfterMs: 1_000 });
  const first = await createWorld({ kv, providers: [provider] });
  const { id } = await first.accept();
  await first.runtime.pass(0);
  const second = await restart({ first, kv, provider });
  assertEquals([jobStatus(await second.end(id)), provider.submits], ["completed", 1]);
  await second.close();
});

Deno.test("a submit waits for the list of models that a restarted process asks for", async () => {
  using kv = await Deno.openKv(":memory:");
  const busy: Outcome = { kind: "failed", failure: failure("unavailable", "It is busy") };
  const onSubmit = (count: number) => Promise.resolve(count === 1 ? busy : undefined);
  const provider = createPendingProvider({ polls: 1, pollAfterMs: 1_000, onSubmit });
  const first = await createWorld({ kv, providers: [provider] });
  const { id } = await first.accept();
  await first.runtime.pass(0);
  const second = await restart({ first, kv, provider });
  await second.runtime.pass(100);
  void second.darkroom.refreshModels();
  assertEquals([jobStatus(await second.end(id)), provider.submits], ["completed", 2]);
  await second.close();
});

Deno.test("two engines on one database never run one step twice", async () => {
  using kv = await Deno.openKv(":memory:");
  const provider = createPendingProvider({ polls: 3, pollAfterMs: 1_000 });
  const one = await createWorld({ kv, providers: [provider] });
  const two = await createWorld({ kv, providers: [provider], beside: one });
  one.darkroom.worker.start();
  two.darkroom.worker.start();
  const jobs: Job[] = [];
  for (let count = 0; count < 20; count++) {
    jobs.push(await (count % 2 ? one : two).accept({ n: 2 }));
  }
  for (const { id } of jobs) assertEquals(jobStatus(await one.end(id)), "completed");
  assertEquals([provider.submits, provider.polls], [40, 120]);
  await one.close();
  await two.close();
});

Deno.test("drain() lets running steps end, and starts nothing more", () => {
  const { wait, open } = gate();
  return withWorld({ onSubmit: wait }, async ({ world }) => {
    const { id } = await world.accept();
    let left: number | undefined;
    void world.darkroom.worker.drain(4_000).then((jobs) => left = jobs);
    await world.runtime.pass(1_000);
    open(undefined);
    await world.runtime.until(() => left !== undefined);
    assertEquals([left, jobStatus(await world.find(id))], [0, "completed"]);
    const refused = await world.darkroom.services.engine.accept({
      request: (await world.find(id)).request,
      owner: "me",
      warnings: [],
    });
    assertEquals(!refused.ok && refused.failure.kind, "draining");
  });
});

Deno.test("drain() hands back what does not end, for another process to take at once", async () => {
  using kv = await Deno.openKv(":memory:");
  const { wait } = gate();
  const provider = createPendingProvider({ polls: 1, pollAfterMs: 1_000, onPoll: wait });
  const first = await createWorld({ kv, providers: [provider] });
  first.darkroom.worker.start();
  const { id } = await first.accept();
  await first.runtime.until(() => provider.polls === 1);
  let left: number | undefined;
  void first.darkroom.worker.drain(4_000).then((jobs) => left = jobs);
  await first.runtime.until(() => left !== undefined);
  const [stored] = await storedJobs(kv);
  assertEquals([left, stored?.job.holder], [1, undefined]);
  assertEquals(stored?.job.tasks[0]?.state.status, "waiting", "the handle is kept");

  const healthy = createPendingProvider({ polls: 1, pollAfterMs: 1_000 });
  const second = await createWorld({ kv, providers: [healthy], startAt: first.runtime.now() });
  second.darkroom.worker.start();
  assertEquals(jobStatus(await second.end(id)), "completed");
  assertEquals([provider.submits, healthy.submits], [1, 0]);
  await first.close();
  await second.close();
});

Deno.test("freeOrphans() gives the jobs of dead holders to a process that knows to be alone", async () => {
  using kv = await Deno.openKv(":memory:");
  const { wait } = gate();
  const dying = createPendingProvider({ polls: 1, pollAfterMs: 1_000, onPoll: wait });
  const first = await createWorld({ kv, providers: [dying] });
  first.darkroom.worker.start();
  const { id } = await first.accept();
  await first.runtime.until(() => dying.polls === 1);

  const provider = createPendingProvider({ polls: 1, pollAfterMs: 1_000 });
  const second = await createWorld({ kv, providers: [provider], startAt: first.runtime.now() });
  assertEquals(await second.darkroom.worker.freeOrphans(), 1);
  second.darkroom.worker.start();
  await second.runtime.pass(0);
  assertEquals(provider.polls, 1, "it did not have to wait for the lease to run out");
  assertEquals(jobStatus(await second.find(id)), "completed");
  await second.close();
});

Deno.test("list() gives a caller's jobs, newest first, page by page", () =>
  withWorld({}, async ({ world }) => {
    const { engine } = world.darkroom.services;
    const ids: string[] = [];
    for (let count = 0; count < 3; count++) ids.unshift((await world.accept()).id);
    const page = await engine.list("me", { limit: 2 });
    assertEquals([page.jobs.map(({ id }) => id), page.next], [ids.slice(0, 2), ids[1]]);
    const rest = await engine.list("me", { limit: 2, after: page.next ?? "" });
    assertEquals([rest.jobs.map(({ id }) => id), rest.next], [ids.slice(2), undefined]);
    assertEquals(await engine.list("nobody", { limit: 2 }), { jobs: [] });
  }));

Deno.test("a job and its picture vanish together when their time is up", () =>
  withWorld({ env: { JOB_TTL_HOURS: "0.1" } }, async ({ world }) => {
    const { engine, blobs } = world.darkroom.services;
    const job = await world.end((await world.accept()).id);
    const [image] = jobImages(job);
    assert(image && await blobs.head(image.blobId));
    await world.runtime.pass(1_800_000 + 360_000);
    assertEquals(await engine.find(job.id, "me"), undefined);
    assertEquals(await blobs.head(image.blobId), undefined);
    assertEquals(await engine.list("me", { limit: 2 }), { jobs: [] });
  }));

Deno.test("Engine polls by what it has learnt, and tells how far a silent upstream probably is", async () => {
  using kv = await Deno.openKv(":memory:");
  const tookMs = 20_000;
  const upstream = createPendingProvider({ polls: 1, pollAfterMs: 3_000 });
  let startedAt = 0;
  const provider: PendingProvider = {
    ...upstream,
    submit(request, context) {
      startedAt = context.now();
      return upstream.submit(request, context);
    },
    poll(handle, context) {
      const isDone = context.now() - startedAt >= tookMs;
      const pending = { kind: "pending", handle, pollAfterMs: 3_000 } as const;
      return isDone
        ? upstream.poll?.(handle, context) ?? Promise.resolve(pending)
        : Promise.resolve(pending);
    },
  };
  const world = await createWorld({ kv, providers: [provider] });
  world.darkroom.worker.start();
  const first = await world.end((await world.accept()).id);
  for (let count = 0; count < 20; count++) await world.end((await world.accept()).id);
  const { id } = await world.accept();
  await world.runtime.pass(19_500);
  const progress = jobProgress(await world.find(id), world.runtime.now());
  const last = await world.end(id);
  const polls = (job: Job) => job.tasks[0]?.attempts[0]?.polls ?? 0;
  assert(polls(last) < polls(first), `${polls(last)} polls, at first ${polls(first)}`);
  assert(progress > 0.5 && progress < 1, `${progress}`);
  await world.close();
});

Deno.test("Engine gives its slots back whichever commit the database refuses", async () => {
  const env = { MAX_STEPS: "3" };
  for (let atCommit = 1; atCommit <= 8; atCommit++) {
    using kv = await Deno.openKv(":memory:");
    const held = gate();
    let isHeld = false;
    const provider = createPendingProvider({
      polls: 1,
      pollAfterMs: 1_000,
      idempotentSubmit: true,
      onSubmit: (count, signal) => isHeld ? held.wait(count, signal) : Promise.resolve(undefined),
    });
    const crash = { atCommit, when: "fails" } as const;
    const world = await createWorld({ kv, providers: [provider], env, crash });
    world.darkroom.worker.start();
    await world.accept({ n: 3 }).catch(() => "refused");
    await world.runtime.pass(120_000);
    assertEquals(world.darkroom.worker.held, 0, `commit ${atCommit}`);
    isHeld = true;
    const before = provider.submits;
    const { id } = await world.accept({ n: 3 });
    await world.runtime.pass(5_000);
    assertEquals(provider.submits - before, 3, `all slots are free after commit ${atCommit}`);
    held.open(undefined);
    assertEquals(jobStatus(await world.end(id)), "completed");
    await world.close();
  }
});
