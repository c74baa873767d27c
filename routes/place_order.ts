/**
 * Handing an order to the engine, or showing what would become of it.
 *
 * @module
 */

import { type Failure, failure, Refusal } from "../failure.ts";
import type { ImageRequest } from "../images/request.ts";
import type { Order } from "../jobs/engine.ts";
import type { Job } from "../jobs/job.ts";
import type { AppContext, Services } from "./context.ts";
import type { PlanView } from "./schemas/plan.ts";
import { aboutJob } from "./trace.ts";

/** How long a client should wait before it asks again for what is still under way. */
const ASK_AGAIN_MS = 500;

/**
 * Makes a job of an order. From here on it goes on by itself, whatever becomes of the caller.
 *
 * @throws {Refusal} when no model can do it; its stored pictures are forgotten then
 */
export async function placeOrder(
  c: AppContext,
  { engine, blobs }: Pick<Services, "engine" | "blobs">,
  order: Order,
): Promise<Job> {
  const acceptance = await engine.accept(order);
  if (acceptance.ok) {
    aboutJob(c, acceptance.job.id);
    return acceptance.job;
  }
  await forgetInputs(order.request, blobs);
  throw new Refusal(acceptance.failure);
}

/** Whether only the plan is asked for. */
export function isDryRun(c: AppContext): boolean {
  return /^(true|1)$/i.test(c.req.query("dry_run") ?? "");
}

/** What would be done, with nothing started and nothing kept. */
export async function answerPlan(
  c: AppContext,
  { engine, blobs }: Pick<Services, "engine" | "blobs">,
  order: Order,
): Promise<Response> {
  await forgetInputs(order.request, blobs);
  const planning = await engine.plan(order);
  if (!planning.ok) throw new Refusal(planning.failure);
  const { routes, tasks, warnings } = planning.plan;
  const { waitMs, costUsd } = planning.outlook;
  const view: PlanView = {
    object: "image.plan",
    model: order.request.model,
    operation: order.request.operation,
    routes: routes.map(({ provider, model }) => ({ provider, model })),
    calls: tasks.map(({ n }) => n),
    expected_wait_seconds: waitMs === undefined ? null : Math.ceil(waitMs / 1_000),
    cost_usd: costUsd ?? null,
    warnings: [...order.warnings, ...warnings],
  };
  return c.json(view);
}

/** Why a caller who waited long enough gets no pictures yet. */
export function stillRunning({ id }: Job): Failure {
  return failure(
    "still_running",
    `The pictures are not ready yet: job ${id} goes on, see GET /v1/jobs/${id}`,
    { retryAfterMs: ASK_AGAIN_MS },
  );
}

async function forgetInputs({ inputs, mask }: ImageRequest, blobs: Services["blobs"]) {
  const images = [...inputs, ...(mask ? [mask] : [])];
  await Promise.all(images.map(({ blobId }) => blobs.delete(blobId)));
}
