import type { Attempt, Task } from "../../jobs/job.ts";
import { assertEquals } from "../../tests/assert.ts";
import { newJob, newTask } from "../../tests/jobs.ts";
import { progressWords } from "./progress_words.ts";

const attempt: Attempt = { provider: "paper", model: "sketch", startedAt: 0, polls: 0 };
const begun: Partial<Task> = {
  attempts: [attempt],
  attemptsBegun: 1,
  state: { status: "submitting" },
};

/** Where a task stands after ten seconds, and what is told of it. */
const CASES: readonly (readonly [task: Partial<Task>, text: string])[] = [
  [{}, "Waiting to begin.\n"],
  [{ queuePosition: 3 }, "In line, 3 before this one.\n"],
  [{ ...begun, queuePosition: 0 }, "Next in line.\n"],
  [begun, "Drawing.\n"],
  [{ ...begun, progress: 0.43 }, "Drawing: 40 %, about 15 s to go.\n"],
  [{ ...begun, progress: 0.9 }, "Drawing: 90 %, about 2 s to go.\n"],
  [{ ...begun, usualMs: 310_000 }, "Drawing, about 5 min to go.\n"],
];

for (const [task, text] of CASES) {
  Deno.test(`progressWords() says ${text.trim()}`, () => {
    assertEquals(progressWords(newJob({ tasks: [newTask(task)] }), 10_000).text, text);
  });
}

Deno.test("progressWords() takes the passing of time for news only when it shows", () => {
  const job = newJob({ tasks: [newTask({ ...begun, usualMs: 100_000 })] });
  const news = (now: number) => progressWords(job, now).news;
  assertEquals(news(10_000), news(14_000));
  assertEquals(news(10_000) === news(15_000), false);
});
