import { bodyOf } from "../hooks/event.ts";
import type { NewEvent } from "../hooks/outbox.ts";
import type { Job, TaskState } from "../jobs/job.ts";
import { assert, assertEquals, assertThrows } from "../tests/assert.ts";
import { newJob, newTask } from "../tests/jobs.ts";
import { jobEvent } from "./job_event.ts";

const image = {
  blobId: "ab".repeat(16),
  mediaType: "image/png",
  widthPx: 64,
  heightPx: 32,
  sizeBytes: 5,
} as const;

function ended(state: TaskState, more: Partial<Job> = {}): Job {
  const { dueAt: _, ...job } = newJob({ tasks: [newTask({ state })], endedAt: 5_000, ...more });
  return job;
}

function sizeOf({ type, data }: NewEvent): number {
  return new TextEncoder().encode(bodyOf({ id: "evt_1", type, createdAt: 0, data })).length;
}

Deno.test("jobEvent() tells of a completed job where its pictures are", () => {
  const job = ended({ status: "done", images: [image] });
  assertEquals(jobEvent(job, "https://pics.test"), {
    owner: "me",
    type: "image.generation.completed",
    data: {
      id: "job_1",
      status: "completed",
      url: "https://pics.test/v1/jobs/job_1",
      images: [{
        url: `https://pics.test/files/${image.blobId}.png`,
        media_type: "image/png",
        size: "64x32",
      }],
      error: null,
    },
  });
});

Deno.test("jobEvent() tells of a failed job why, and of a cancelled one that it was", () => {
  const failure = { kind: "content_policy", message: "No" } as const;
  const failed = jobEvent(ended({ status: "failed", failure }), undefined);
  assertEquals(failed.type, "image.generation.failed");
  assertEquals(failed.data.error, {
    message: "No",
    type: "image_generation_user_error",
    param: null,
    code: "moderation_blocked",
  });
  const cancelled = jobEvent(ended({ status: "cancelled" }), undefined);
  assertEquals([cancelled.type, cancelled.data.error], ["image.generation.cancelled", null]);
});

Deno.test("jobEvent() takes our address from the settings, then from the caller, then none", () => {
  const webhook = { url: "https://own.test/", base: "http://seen.test" };
  const job = ended({ status: "cancelled" }, { webhook });
  const urlOf = ({ data }: NewEvent) => data.url;
  assertEquals(urlOf(jobEvent(job, "https://set.test")), "https://set.test/v1/jobs/job_1");
  assertEquals(urlOf(jobEvent(job, undefined)), "http://seen.test/v1/jobs/job_1");
  assertEquals(urlOf(jobEvent(ended({ status: "cancelled" }), undefined)), "/v1/jobs/job_1");
  assertEquals(jobEvent(job, undefined).webhook, webhook);
});

Deno.test("jobEvent() fits in a webhook, whatever the job came to", () => {
  const long = "\0".repeat(50_000);
  const failure = { kind: "generation_failed", message: long, param: long, code: long } as const;
  const state: TaskState = { status: "done", images: [image] };
  const tasks = [...Array.from({ length: 9 }, () => newTask({ state }))];
  tasks.push(newTask({ state: { status: "failed", failure } }));
  const event = jobEvent(ended(state, { tasks }), `https://${"x".repeat(292)}`);
  assert(sizeOf(event) < 20_000, `${sizeOf(event)} bytes`);
});

Deno.test("jobEvent() has nothing to tell of a job that goes on", () => {
  assertThrows(() => jobEvent(newJob(), undefined), RangeError, "job_1 is queued");
});
