import type { StoredImage } from "../images/request.ts";
import type { Job, Task, TaskState } from "../jobs/job.ts";
import { assertEquals } from "../tests/assert.ts";
import { newPictures } from "./image_stream.ts";

const WORKING: TaskState = { status: "waiting", runAt: 0, lookedAt: 0, handle: null, misses: 0 };

Deno.test("newPictures() tells each picture once, however many changes fell together", () => {
  const states = [
    job([task([], WORKING)]),
    job([task(["a"], WORKING)]),
    job([task(["a", "b"], done("end"))]),
    job([task(["a", "b"], done("end"))]),
  ];
  assertEquals(tell(states), ["", "partial 0 a", "partial 1 b, completed end", ""]);
  assertEquals(tell(states.slice(2, 3)), ["partial 0 a, partial 1 b, completed end"]);
});

Deno.test("newPictures() shows no more pictures under way than were asked for", () => {
  const previews = ["a", "b", "c"];
  assertEquals(tell([job([task(previews, WORKING)])]), ["partial 0 a, partial 1 b"]);
});

Deno.test("newPictures() counts each task's pictures for itself", () => {
  const states = [
    job([task(["a"], WORKING), task([], WORKING)]),
    job([task(["a"], done("one")), task(["b"], WORKING)]),
  ];
  assertEquals(tell(states), ["partial 0 a", "partial 0 b, completed one"]);
});

function tell(states: readonly Job[]): string[] {
  return states.map((state, index) =>
    newPictures(states[index - 1], state).map((picture) =>
      picture.kind === "partial"
        ? `partial ${picture.index} ${picture.image.blobId}`
        : `completed ${picture.image.blobId}`
    ).join(", ")
  );
}

function done(blobId: string): TaskState {
  return { status: "done", images: [image(blobId)] };
}

function image(blobId: string): StoredImage {
  return { blobId, mediaType: "image/png", sizeBytes: 1, widthPx: 8, heightPx: 8 };
}

function task(previews: readonly string[], state: TaskState): Task {
  return {
    n: 1,
    firstImage: 0,
    seed: 0,
    route: 0,
    tries: 1,
    attempts: [],
    attemptsBegun: 1,
    state,
    previews: previews.map(image),
  };
}

function job(tasks: Task[]): Job {
  return {
    v: 1,
    id: "job_1",
    owner: "operator",
    secret: "",
    priority: 0,
    revision: 0,
    createdAt: 0,
    updatedAt: 0,
    deadlineAt: 1,
    expiresAt: 1,
    request: {
      operation: "generate",
      model: "easel",
      prompt: "a pear",
      n: tasks.length,
      outputFormat: "png",
      partialImages: 2,
      inputs: [],
    },
    routes: [],
    tasks,
    warnings: [],
  };
}
