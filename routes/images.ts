/**
 * The endpoints that make pictures: accept the request as a job, then wait for it or stream it.
 *
 * @module
 */

import { failure, Refusal } from "../failure.ts";
import type { ImageRequest } from "../images/request.ts";
import type { Job } from "../jobs/job.ts";
import type { App, AppContext, Services } from "./context.ts";
import { answerFailure } from "./errors.ts";
import { answerEvents } from "./event_stream.ts";
import { fatalFailure, imagesResponse } from "./image_answer.ts";
import { type ImageEndpoint, type ImageOrder, readImageOrder } from "./image_order.ts";
import { imageEvents } from "./image_stream.ts";
import { publicUrl } from "./public_url.ts";
import type { PlanView } from "./schemas/plan.ts";
import { EditBody, GenerationBody, VariationBody } from "./schemas/image_request.ts";
import { aboutJob } from "./trace.ts";
import { waitForEnd } from "./wait.ts";
import { setWarnings } from "./warnings.ts";

/** See OpenAI's reference for each path. */
const ENDPOINTS: readonly ImageEndpoint[] = [
  {
    path: "/v1/images/generations",
    operation: "generate",
    schema: GenerationBody,
    takesForms: false,
    events: "image_generation",
  },
  {
    path: "/v1/images/edits",
    operation: "edit",
    schema: EditBody,
    takesForms: true,
    events: "image_edit",
  },
  {
    path: "/v1/images/variations",
    operation: "variation",
    schema: VariationBody,
    takesForms: true,
    events: "image_edit",
  },
];

/** How long a client should wait before it asks again for what is still under way. */
const ASK_AGAIN_MS = 500;

/** Adds `POST /v1/images/generations`, `/edits` and `/variations`. */
export function addImageRoutes(app: App, services: Services): void {
  for (const endpoint of ENDPOINTS) {
    app.post(endpoint.path, async function makeImages(c) {
      const asked = await readImageOrder(c, services, endpoint);
      if (isDryRun(c)) return await answerPlan(c, services, asked);
      const job = await accept(c, services, asked);
      if (!asked.stream) return await answerWhenDone(c, services, { job, asked });
      setWarnings(c, job.warnings);
      const { safetyIdentifier } = asked;
      const produce = imageEvents(services, job, { events: endpoint.events, safetyIdentifier });
      return answerEvents(c, services, produce);
    });
  }
}

/** From here on the job goes on by itself, whatever becomes of the caller. */
async function accept(
  c: AppContext,
  { engine, blobs }: Services,
  { order }: ImageOrder,
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
function isDryRun(c: AppContext): boolean {
  return /^(true|1)$/i.test(c.req.query("dry_run") ?? "");
}

/** What would be done, with nothing started and nothing kept. */
async function answerPlan(
  c: AppContext,
  { engine, blobs }: Services,
  { order }: ImageOrder,
): Promise<Response> {
  await forgetInputs(order.request, blobs);
  const planning = engine.plan(order);
  if (!planning.ok) throw new Refusal(planning.failure);
  const { routes, tasks, warnings } = planning.plan;
  const view: PlanView = {
    object: "image.plan",
    model: order.request.model,
    operation: order.request.operation,
    routes: routes.map(({ provider, model }) => ({ provider, model })),
    calls: tasks.map(({ n }) => n),
    warnings: [...order.warnings, ...warnings],
  };
  return c.json(view);
}

interface Waiting {
  readonly job: Job;
  readonly asked: ImageOrder;
}

async function answerWhenDone(
  c: AppContext,
  services: Services,
  { job, asked }: Waiting,
): Promise<Response> {
  const { config, blobs } = services;
  const { signal } = c.req.raw;
  const ended = await waitForEnd(services, job.id, { signal, waitMs: config.waitMs });
  if (ended === undefined) return answerFailure(c, stillRunning(job));
  setWarnings(c, ended.warnings);
  const fatal = fatalFailure(ended);
  if (fatal !== undefined) return answerFailure(c, fatal);
  const body = await imagesResponse(ended, {
    responseField: asked.responseField,
    base: publicUrl(config, c.req.raw),
    blobs,
    safetyIdentifier: asked.safetyIdentifier,
  });
  return c.body(body, 200, { "content-type": "application/json" });
}

function stillRunning({ id }: Job) {
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
