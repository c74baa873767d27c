/**
 * Jobs, requests and providers for tests that decide about values.
 *
 * @module
 */

import type { ImageRequest } from "../images/request.ts";
import type { Job, Task } from "../jobs/job.ts";
import type { Capabilities, Provider } from "../providers/provider.ts";

/** A plain request for one picture. */
export function imageRequest(more: Partial<ImageRequest> = {}): ImageRequest {
  return {
    operation: "generate",
    model: "sketch",
    prompt: "a lighthouse at dusk",
    n: 1,
    outputFormat: "png",
    partialImages: 0,
    inputs: [],
    ...more,
  };
}

/** A provider that is only asked what it can do. */
export function paperProvider(
  { id = "paper", capabilities = {}, ...more }:
    & { readonly capabilities?: Partial<Capabilities> }
    & Partial<Pick<Provider, "id" | "paid" | "idempotentSubmit">> = {},
): Provider {
  return {
    id,
    title: "Paper",
    models: {
      sketch: {
        title: "Sketch",
        description: "Draws nothing",
        createdAt: 0,
        capabilities: {
          operations: ["generate"],
          maxImages: 1,
          maxInputImages: 0,
          sizes: {
            kind: "range",
            minPx: 64,
            maxPx: 1_024,
            stepPx: 64,
            default: { widthPx: 512, heightPx: 512 },
          },
          honours: ["seed"],
          ...capabilities,
        },
      },
    },
    idempotentSubmit: false,
    paid: true,
    attemptTimeoutMs: 60_000,
    submit: () => Promise.reject(new Error("Paper is not called")),
    ...more,
  };
}

/** A queued task. */
export function newTask(more: Partial<Task> = {}): Task {
  return {
    n: 1,
    firstImage: 0,
    seed: 0,
    route: 0,
    tries: 0,
    attempts: [],
    attemptsBegun: 0,
    state: { status: "queued", runAt: 0 },
    previews: [],
    ...more,
  };
}

/** A job that nobody holds, created at 0. */
export function newJob(more: Partial<Job> = {}): Job {
  return {
    v: 1,
    id: "job_1",
    owner: "me",
    secret: "secret",
    priority: 0,
    revision: 0,
    createdAt: 0,
    updatedAt: 0,
    deadlineAt: 600_000,
    expiresAt: 4_200_000,
    request: imageRequest(),
    routes: [{ provider: "paper", model: "sketch" }],
    tasks: [newTask()],
    warnings: [],
    dueAt: 0,
    ...more,
  };
}
