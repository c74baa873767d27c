import { assert, assertEquals } from "../tests/assert.ts";
import { newJob, newTask, paperProvider } from "../tests/jobs.ts";
import { failure } from "../failure.ts";
import { createRegistry } from "../providers/registry.ts";
import { type Job, jobFailure, jobImages, jobStatus, type TaskState } from "./job.ts";
import { jobProgress } from "./progress.ts";
import { dueTasks, jobDueAt, LEASE_MS } from "./schedule.ts";
import {
  beat,
  begin,
  book,
  bookAll,
  type Circumstances,
  expire,
  handBack,
  hear,
  hold,
  settle,
} from "./steps.ts";

const image = {
  blobId: "b",
  mediaType: "image/png",
  sizeBytes: 1,
  widthPx: 1,
  heightPx: 1,
} as const;

function at(now: number, providers = [paperProvider()]): Circumstances {
  const registry = createRegistry({ providers, defaultModel: "sketch" });
  return { now, random: 0, registry, maxTries: 2 };
}

function jobIn(...states: TaskState[]): Job {
  return newJob({
    request: { ...newJob().request, n: states.length },
    tasks: states.map((state, firstImage) => newTask({ state, firstImage, attemptsBegun: 1 })),
  });
}

const waiting = { status: "waiting", runAt: 5_000, lookedAt: 0, handle: "h", misses: 0 } as const;
const done = { status: "done", images: [image] } satisfies TaskState;
const failed = {
  status: "failed",
  failure: { kind: "content_policy", message: "no" },
} satisfies TaskState;

Deno.test("begin() marks what is submitted before anything is sent, and books the attempt", () => {
  const { job, actions } = begin(newJob(), { indices: [0] }, at(100));
  const [task] = job.tasks;
  assertEquals([...actions], [[0, "submit"]]);
  assertEquals([task?.state.status, task?.tries, task?.attemptsBegun], ["submitting", 1, 1]);
  assertEquals(task?.attempts, [
    { provider: "paper", model: "sketch", account: "sole", startedAt: 100, polls: 0, usd: null },
  ]);
  assertEquals(job.startedAt, 100);
});

Deno.test("begin() acts on the tasks that it is told, as their states say", () => {
  const job = jobIn(waiting, waiting, { ...waiting, runAt: 9_000 }, done, waiting);
  assertEquals(dueTasks(job, 5_000), [0, 1, 4]);
  const { actions } = begin(job, { indices: [1, 4] }, at(5_000));
  assertEquals([...actions], [[1, "poll"], [4, "poll"]]);
});

Deno.test("begin() recovers a submit that nobody is making", () => {
  const { actions, job } = begin(
    jobIn({ status: "submitting" }),
    { indices: [0] },
    at(0),
  );
  assertEquals([...actions], [[0, "recover"]]);
  assertEquals(job.tasks[0]?.state.status, "submitting");
});

Deno.test("settle() lets go of a job until its next task is due", () => {
  const job = hold(jobIn(waiting, { ...waiting, runAt: 7_000 }), "me:1", 0);
  assertEquals(job.dueAt, LEASE_MS);
  const settled = settle(job, false, at(1_000));
  assertEquals([settled.holder, settled.dueAt], [undefined, 5_000]);
});

Deno.test("settle() keeps a job whose tasks run or are due", () => {
  const job = hold(jobIn(waiting), "me:1", 0);
  assertEquals(settle(job, true, at(1_000)).holder, "me:1");
  assertEquals(settle(job, false, at(5_000)).holder, "me:1");
});

Deno.test("settle() closes a job once, when its last task has ended", () => {
  const job = hold(jobIn(done, done), "me:1", 0);
  const closed = settle(job, false, at(9_000));
  assertEquals([closed.endedAt, closed.dueAt, closed.holder], [9_000, undefined, undefined]);
  assertEquals(settle(closed, false, at(10_000)), closed);
});

Deno.test("a job with some of its pictures is completed and says how many did not come", () => {
  const closed = settle(jobIn(done, failed), false, at(1));
  assertEquals(jobStatus(closed), "completed");
  assertEquals(closed.warnings, ["1 of 2 images did not come: no"]);
  assertEquals(jobImages(closed), [image]);
});

Deno.test("a job without pictures has failed, or was cancelled", () => {
  assertEquals(jobStatus(jobIn(failed, { status: "cancelled" })), "failed");
  assertEquals(jobStatus(jobIn({ status: "cancelled" })), "cancelled");
  assertEquals(jobFailure(jobIn(failed)), { kind: "content_policy", message: "no" });
  assertEquals(jobFailure(jobIn(done)), undefined);
});

Deno.test("jobStatus() is queued until something was tried", () => {
  assertEquals(jobStatus(newJob()), "queued");
  assertEquals(jobStatus(jobIn(waiting)), "in_progress");
});

Deno.test("book() counts polls and ends the attempt with its failure", () => {
  const begun = begin(newJob(), { indices: [0] }, at(0)).job;
  const accepted =
    book(begun, 0, { type: "accepted", handle: "h", runAt: 1, lookedAt: 0 }, at(10)).job;
  const polled =
    book(accepted, 0, { type: "accepted", handle: "h", runAt: 2, lookedAt: 0 }, at(20)).job;
  assertEquals(polled.tasks[0]?.attempts.at(-1)?.polls, 1);
  const broken = failure("generation_failed", "broke", { detail: "log only" });
  const retried = book(polled, 0, { type: "task_failed", failure: broken }, at(30));
  assertEquals(retried.job.tasks[0]?.state, { status: "queued", runAt: 30 + 500 });
  assertEquals([...retried.abandoned], [[0, "h"]]);
  const attempt = retried.job.tasks[0]?.attempts.at(-1);
  assertEquals([attempt?.endedAt, attempt?.failure?.kind], [30, "generation_failed"]);
  assert(attempt?.failure && !("detail" in attempt.failure));
});

Deno.test("book() starts afresh on the next route", () => {
  const providers = [paperProvider({ id: "paper" }), paperProvider({ id: "other" })];
  const routes = ["paper", "other"].map((provider) => ({ provider, model: "sketch" }));
  const begun = begin(newJob({ routes }), { indices: [0] }, at(0, providers)).job;
  const refused = failure("upstream_auth", "The upstream refused our key");
  const event = { type: "call_failed", failure: refused } as const;
  const [task] = book(begun, 0, event, at(1, providers)).job.tasks;
  assertEquals([task?.route, task?.tries, task?.attemptsBegun], [1, 0, 1]);
});

Deno.test("book() repeats an unknown submit for free providers only, unless told", () => {
  const cut = { type: "call_failed", failure: failure("no_answer", "cut") } as const;
  for (const [paid, status] of [[true, "failed"], [false, "queued"]] as const) {
    const providers = [paperProvider({ paid })];
    const begun = begin(newJob(), { indices: [0] }, at(0, providers)).job;
    assertEquals(book(begun, 0, cut, at(1, providers)).job.tasks[0]?.state.status, status);
    const told = { ...at(1, providers), onUnknownSubmit: paid ? "retry" : "fail" } as const;
    assertEquals(
      book(begun, 0, cut, told).job.tasks[0]?.state.status,
      paid ? "queued" : "failed",
    );
  }
});

Deno.test("bookAll() cancels what is open, and names the handles left behind", () => {
  const { job, abandoned } = bookAll(
    jobIn(done, waiting, { status: "queued", runAt: 0 }),
    { type: "cancel_requested" },
    at(1),
  );
  assertEquals(job.tasks.map(({ state }) => state.status), ["done", "cancelled", "cancelled"]);
  assertEquals([...abandoned], [[1, "h"]]);
});

Deno.test("expire() gives up with the job's own deadline in words", () => {
  const { job } = expire(jobIn(waiting), at(600_000));
  assertEquals(jobFailure(job)?.message, "The job did not end within 600 s");
});

Deno.test("hear() keeps progress within 0 and 1 and the newest three previews", () => {
  const job = hear(jobIn(waiting), 0, { progress: 7, previews: [image, image, image, image] });
  assertEquals(jobProgress(job, 0), 1);
  assertEquals(job.tasks[0]?.previews.length, 3);
  assertEquals(jobProgress(jobIn(done, waiting), 0), 0.5);
});

Deno.test("hear() adds nothing to a task that has ended", () => {
  const job = jobIn(done);
  assertEquals(hear(job, 0, { progress: 0.5 }), job);
});

Deno.test("beat() and handBack() move the due entry and nothing else", () => {
  const job = hold(jobIn(waiting), "me:1", 0);
  assertEquals(beat(job, 5_000), { ...job, dueAt: 5_000 + LEASE_MS });
  const { holder: _, ...free } = job;
  assertEquals(handBack(job, 5_000), { ...free, dueAt: 5_000 });
});

Deno.test("jobDueAt() never lies behind the job's deadline", () => {
  const job = jobIn({ ...waiting, runAt: 9_999_999 });
  assertEquals(jobDueAt(job), job.deadlineAt);
  assertEquals(jobDueAt(jobIn(done, failed)), undefined);
  assertEquals(dueTasks(jobIn(waiting, { status: "submitting" }), 0), [1]);
});

Deno.test("hear() tells of a dropped field once, and only if the caller gave it", () => {
  const job = jobIn(waiting);
  const asked = { ...job, request: { ...job.request, seed: 7 } };
  const news = { dropped: ["seed"] } as const;
  assertEquals(hear(job, 0, news).warnings, []);
  const told = hear(hear(asked, 0, news), 0, news);
  assertEquals(told.warnings, ["seed dropped: sketch does not take it"]);
});
