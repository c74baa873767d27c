import { assertEquals } from "../../tests/assert.ts";
import { imageRequest, newJob, newTask } from "../../tests/jobs.ts";
import { viewLog } from "./job_log.ts";

const PAPER = { provider: "paper", model: "sketch", polls: 0 };
const LOST = { kind: "no_answer", message: "The connection was cut" } as const;

function told(job: Parameters<typeof viewLog>[0]): string[] {
  return viewLog(job).lines.map(({ word, afterMs, failure }) =>
    [word, afterMs, failure?.kind].filter((part) => part !== undefined).join(" ")
  );
}

Deno.test("viewLog() tells a job's tries in the order of time, over all of its tasks", () => {
  const job = newJob({
    createdAt: 1_000,
    endedAt: 9_000,
    request: imageRequest({ n: 2 }),
    warnings: ["style dropped: paper does not take it"],
    tasks: [
      newTask({
        attemptsBegun: 2,
        attempts: [
          { ...PAPER, startedAt: 1_100, endedAt: 3_000, failure: LOST },
          { ...PAPER, startedAt: 4_000, endedAt: 8_000 },
        ],
        state: { status: "done", images: [] },
      }),
      newTask({
        firstImage: 1,
        attemptsBegun: 1,
        attempts: [{ ...PAPER, startedAt: 1_200, endedAt: 2_000, failure: LOST }],
        state: { status: "failed", failure: LOST },
      }),
    ],
  });
  assertEquals(told(job), [
    "accepted 0",
    "warning 0",
    "started 100",
    "started 200",
    "attemptFailed 1000 no_answer",
    "attemptFailed 2000 no_answer",
    "started 3000",
    "drawn 7000",
    "completed 8000",
  ]);
});

Deno.test("viewLog() gives a line the same key after older tries have left the record", () => {
  const attempt = { ...PAPER, startedAt: 1_000 };
  const before = newJob({ tasks: [newTask({ attemptsBegun: 5, attempts: [attempt] })] });
  const keys = viewLog(before).lines.map(({ key }) => key);
  assertEquals(keys, ["accepted", "start-0-5"]);
});

Deno.test("viewLog() tells why a job failed, and that one was cancelled", () => {
  const failed = newTask({ state: { status: "failed", failure: LOST } });
  assertEquals(told(newJob({ endedAt: 50, tasks: [failed] })).at(-1), "failed 50 no_answer");
  const cancelled = newTask({ state: { status: "cancelled" } });
  assertEquals(told(newJob({ endedAt: 50, cancelRequestedAt: 40, tasks: [cancelled] })), [
    "accepted 0",
    "cancelAsked 40",
    "cancelled 50",
  ]);
});
