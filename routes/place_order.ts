/**
 * Handing an order to the engine, or showing what would become of it.
 *
 * @module
 */

import { type Failure, failure, Refusal } from "../failure.ts";
import type { ImageRequest } from "../images/request.ts";
import type { Order } from "../jobs/order.ts";
import type { Job } from "../jobs/job.ts";
import type { JoinedBy } from "../jobs/joins.ts";
import type { AppContext, Services } from "./context.ts";
import { readIdentity } from "./identity.ts";
import { lineOrder } from "./line_call.ts";
import { tellStanding } from "./rate_headers.ts";
import type { PlanView } from "./schemas/plan.ts";
import { aboutJob } from "./trace.ts";
import { boundWarnings } from "./warnings.ts";

/** How long a client should wait before it asks again for what is still under way. */
const ASK_AGAIN_MS = 500;

/**
 * Makes a job of an order, or finds the one that the same request has already. From here on it goes
 * on by itself, whatever becomes of the caller.
 *
 * @throws {Refusal} when no model can do it; its stored pictures are forgotten then
 */
export async function placeOrder(
  c: AppContext,
  { engine, blobs, config }: Pick<Services, "engine" | "blobs" | "config">,
  given: Order,
): Promise<Job> {
  const line = c.env?.line;
  if (line?.job !== undefined) {
    aboutJob(c, line.job.id);
    return line.job;
  }
  const order = line === undefined ? given : lineOrder(given, line);
  const identity = order.identity ?? readIdentity(c.req.raw.headers, order, config);
  const warnings = boundWarnings(order.warnings);
  const acceptance = await engine.accept({ ...order, warnings, identity });
  tellStanding(c, acceptance.standing);
  if (acceptance.ok) {
    const { job, joinedBy } = acceptance;
    if (joinedBy !== undefined) await forgetInputs(order.request, blobs);
    c.set("isRepeat", joinedBy === "repeat");
    c.set("isShared", joinedBy === "cache");
    tellOrigin(c, { job, joinedBy, isCached: identity.cache !== undefined });
    // Another caller's job is nobody's business, though its picture may be the same.
    if (job.owner === order.owner) aboutJob(c, job.id);
    return job;
  }
  await forgetInputs(order.request, blobs);
  throw new Refusal(acceptance.failure);
}

interface Origin {
  readonly job: Job;
  readonly joinedBy: JoinedBy | undefined;
  /** Whether answers that exist were looked for. */
  readonly isCached: boolean;
}

/** Says in headers whether the answer was made for this request. */
function tellOrigin(c: AppContext, { job, joinedBy, isCached }: Origin): void {
  const hasEnded = job.endedAt !== undefined;
  if (joinedBy === "idempotency" && hasEnded) c.header("idempotent-replayed", "true");
  if (joinedBy === "cache") c.header("x-cache", hasEnded ? "HIT" : "COALESCED");
  else if (isCached && joinedBy === undefined) c.header("x-cache", "MISS");
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
    warnings: [...planning.warnings, ...warnings],
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

/** Forgets a job that its caller did not want kept, once its pictures have been handed over. */
export async function forgetUnstored(
  { engine }: Pick<Services, "engine">,
  { id, owner, store }: Job,
): Promise<void> {
  if (store === false) await engine.remove(id, owner);
}

/** Forgets the stored pictures of a request that comes to nothing. */
export async function forgetInputs(
  { inputs, mask }: ImageRequest,
  blobs: Services["blobs"],
): Promise<void> {
  const images = [...inputs, ...(mask ? [mask] : [])];
  await Promise.all(images.map(({ blobId }) => blobs.delete(blobId)));
}
