import fc from "fast-check";
import type { StoredImage } from "../../images/request.ts";
import type { Job, Task, TaskState } from "../../jobs/job.ts";
import { applyNews } from "../../jobs/task.ts";
import { assertEquals } from "../../tests/assert.ts";
import { imageRequest, newJob, newTask } from "../../tests/jobs.ts";
import { responseEvents } from "./events.ts";
import type { ResponseDialect } from "./stored.ts";

const dialect: ResponseDialect = {
  api: "responses",
  model: "gpt-4.1",
  background: false,
  store: true,
  tools: [],
  toolChoice: "auto",
  echoed: {},
};
const done: TaskState = { status: "done", images: [picture("final")] };
const failed: TaskState = { status: "failed", failure: { kind: "internal", message: "no" } };

function picture(blobId: string): StoredImage {
  return { blobId, mediaType: "image/png", sizeBytes: 1, widthPx: 8, heightPx: 8 };
}

function jobOf(task: Partial<Task>, partialImages = 3): Job {
  const ended = task.state === done || task.state === failed ||
    task.state?.status === "cancelled";
  return newJob({
    request: imageRequest({ partialImages }),
    tasks: [newTask(task)],
    ...(ended ? { endedAt: 9 } : {}),
  });
}

function typesOf(job: Job, background = false): string[] {
  return responseEvents({ job, dialect: { ...dialect, background } })
    .map(({ type }) => type.replace("response.", ""));
}

Deno.test("responseEvents() tells a whole response in OpenAI's order", () => {
  const job = jobOf({ attemptsBegun: 1, state: done, previews: [picture("a"), picture("b")] });
  assertEquals(typesOf(job), [
    "created",
    "in_progress",
    "output_item.added",
    "image_generation_call.in_progress",
    "image_generation_call.generating",
    "image_generation_call.partial_image",
    "image_generation_call.partial_image",
    "image_generation_call.completed",
    "output_item.done",
    "completed",
  ]);
  assertEquals(typesOf(job, true).slice(0, 3), ["created", "queued", "in_progress"]);
});

Deno.test("responseEvents() sends no more pictures under way than asked for", () => {
  const task = { attemptsBegun: 1, previews: [picture("a"), picture("b")] };
  const count = (wanted: number) =>
    typesOf(jobOf(task, wanted)).filter((type) => type.endsWith("partial_image")).length;
  assertEquals([0, 1, 3].map(count), [0, 1, 2]);
});

Deno.test("responseEvents() ends a failed response with its item, if there is one", () => {
  const tail = (task: Partial<Task>) => typesOf(jobOf(task)).slice(-2);
  assertEquals(tail({ attemptsBegun: 1, state: failed }), ["output_item.done", "failed"]);
  assertEquals(tail({ state: { status: "cancelled" } }), ["created", "failed"]);
});

Deno.test("responseEvents() only ever adds to its list, through retries too", () => {
  const step = fc.constantFrom("try", "preview", "wait");
  const end = fc.constantFrom(done, failed, { status: "cancelled" } as const);
  const partials = fc.integer({ min: 0, max: 3 });
  fc.assert(
    fc.property(fc.array(step, { maxLength: 12 }), end, partials, (steps, end, wanted) => {
      let task = newTask();
      let before = typesOf(jobOf(task, wanted));
      for (const [index, step] of [...steps, "end"].entries()) {
        if (step === "try") task = { ...task, attemptsBegun: task.attemptsBegun + 1 };
        if (step === "preview" && task.attemptsBegun > 0) {
          task = applyNews(task, { previews: [picture(`p${index}`)] });
        }
        if (step === "end") task = { ...task, state: end };
        const now = typesOf(jobOf(task, wanted));
        assertEquals(now.slice(0, before.length), before);
        before = now;
      }
    }),
  );
});
