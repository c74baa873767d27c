import { assertEquals } from "../tests/assert.ts";
import { newTask } from "../tests/jobs.ts";
import type { Attempt, Task } from "./job.ts";
import { jobProgress, jobRemainingMs } from "./progress.ts";

const attempt: Attempt = { provider: "paper", model: "sketch", startedAt: 1_000, polls: 0 };

function taskOf(more: Partial<Task>): Task {
  return newTask({ state: { status: "submitting" }, attempts: [attempt], ...more });
}

const ended = taskOf({ state: { status: "cancelled" } });

Deno.test("jobRemainingMs() goes by the upstream's word before the usual time", () => {
  const tasks = [taskOf({ usualMs: 20_000, progress: 0.25 })];
  assertEquals(jobRemainingMs({ tasks }, 6_000), 15_000);
  assertEquals(jobRemainingMs({ tasks: [taskOf({ usualMs: 20_000 })] }, 6_000), 15_000);
});

Deno.test("jobRemainingMs() is that of the slowest task, and 0 when all have ended", () => {
  const tasks = [taskOf({ usualMs: 10_000 }), taskOf({ usualMs: 30_000 }), ended];
  assertEquals(jobRemainingMs({ tasks }, 1_000), 30_000);
  assertEquals(jobRemainingMs({ tasks: [ended] }, 1_000), 0);
});

Deno.test("jobRemainingMs() knows nothing of a task that waits for its turn", () => {
  const waiting = newTask({ state: { status: "queued", runAt: 0 }, attempts: [] });
  assertEquals(jobRemainingMs({ tasks: [taskOf({ usualMs: 10_000 }), waiting] }, 1_000), undefined);
  assertEquals(jobRemainingMs({ tasks: [taskOf({})] }, 1_000), undefined);
});

Deno.test("jobRemainingMs() is never negative, and jobProgress() never whole, when it takes longer", () => {
  const tasks = [taskOf({ usualMs: 1_000 })];
  assertEquals(jobRemainingMs({ tasks }, 90_000), 0);
  assertEquals(jobProgress({ tasks }, 90_000), 0.95);
});
