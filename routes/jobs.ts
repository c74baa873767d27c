/**
 * Jobs: made, found, listed, ended and made again. Jobs of other callers do not exist here.
 *
 * @module
 */

import { failure, Refusal } from "../failure.ts";
import type { Job } from "../jobs/job.ts";
import { jobStatus } from "../jobs/job.ts";
import type { App, AppContext, Services } from "./context.ts";
import { answerEvents } from "./event_stream.ts";
import { handOver, POLL_AFTER_S } from "./hand_over.ts";
import { type ImageEndpoint, readImageOrder } from "./image_order.ts";
import { jobEvents } from "./job_events.ts";
import { isFinal, viewJob } from "./job_view.ts";
import { parseFields, show } from "./parse.ts";
import { answerPlan, isDryRun, placeOrder } from "./place_order.ts";
import { publicUrl } from "./public_url.ts";
import { JOB_FIELDS, JobBody } from "./schemas/image_request.ts";
import { type JobList, JobListQuery, type JobView } from "./schemas/job.ts";
import { aboutJob } from "./trace.ts";

/** Its body says what is to be done; a prompt is asked for where that needs one. */
export const JOB_ENDPOINT: ImageEndpoint = {
  path: "/v1/jobs",
  schema: JobBody,
  fields: JOB_FIELDS,
  takesForms: true,
  events: "image_generation",
};

/** Adds everything under `/v1/jobs`. */
export function addJobRoutes(app: App, services: Services): void {
  const { config, engine, runtime } = services;

  const view = (c: AppContext, job: Job): JobView =>
    viewJob(job, { base: publicUrl(config, c.req.raw), now: runtime.now() });

  app.post("/v1/jobs", async function createJob(c) {
    const { order } = await readImageOrder(c, services, JOB_ENDPOINT);
    if (isDryRun(c)) return await answerPlan(c, services, order);
    return handOver(c, services, { job: await placeOrder(c, services, order) });
  });

  app.get("/v1/jobs", async function listJobs(c) {
    const query = parseFields(JobListQuery, c.req.query());
    const { jobs, next } = await engine.list(c.get("owner"), {
      limit: query.limit,
      where: (job) => isWanted(job, query),
      ...(query.after === undefined ? {} : { after: query.after }),
      ...(query.created_after === undefined ? {} : { since: query.created_after * 1_000 }),
    });
    c.header("cache-control", "no-store");
    return c.json(listOf(jobs.map((job) => view(c, job)), next));
  });

  app.get("/v1/jobs/:id", async function getJob(c) {
    const job = await findJob(c, services);
    c.header("cache-control", "no-store");
    // 202 lets a poller that knows nothing of our status words wait for 200.
    return isFinal(job)
      ? c.json(view(c, job), 200)
      : c.json(view(c, job), 202, { "retry-after": POLL_AFTER_S });
  });

  app.get("/v1/jobs/:id/events", async function streamJob(c) {
    const job = await findJob(c, services);
    const produce = jobEvents(services, job.id, {
      lastEventId: c.req.header("last-event-id"),
      view: (job) => view(c, job),
      base: publicUrl(config, c.req.raw),
    });
    return answerEvents(c, services, produce);
  });

  app.post("/v1/jobs/:id/cancel", async function cancelJob(c) {
    const id = c.req.param("id");
    const cancellation = await engine.cancel(id, c.get("owner"));
    if (cancellation === undefined) throw unknownJob(id);
    aboutJob(c, id);
    return c.json({ ...view(c, cancellation.job), cancellation: cancellation.outcome });
  });

  app.post("/v1/jobs/:id/retry", async function retryJob(c) {
    const id = c.req.param("id");
    const order = await engine.again(id, c.get("owner"));
    if (order === undefined) throw unknownJob(id);
    return handOver(c, services, { job: await placeOrder(c, services, order) });
  });

  app.delete("/v1/jobs/:id", async function deleteJob(c) {
    const id = c.req.param("id");
    if (!await engine.remove(id, c.get("owner"))) throw unknownJob(id);
    return c.json({ id, object: "image.job.deleted", deleted: true });
  });
}

/** @throws {Refusal} when this caller has no such job */
async function findJob(c: AppContext, { engine }: Pick<Services, "engine">): Promise<Job> {
  const id = c.req.param("id") ?? "";
  const job = await engine.find(id, c.get("owner"));
  if (job === undefined) throw unknownJob(id);
  aboutJob(c, job.id);
  return job;
}

function unknownJob(id: string): Refusal {
  return new Refusal(failure("not_found", `There is no job ${show(id)}`, { param: "id" }));
}

/** Whether a listing of jobs has this one. */
export function isWanted(job: Job, query: JobListQuery): boolean {
  const { status, model, q, created_before: before } = query;
  return (status === undefined || status.includes(jobStatus(job))) &&
    (model === undefined || job.request.model === model) &&
    (before === undefined || job.createdAt < before * 1_000) &&
    (q === undefined || job.request.prompt.toLowerCase().includes(q.toLowerCase()));
}

/** A page that found little may still have a next one. */
function listOf(data: JobView[], next: string | undefined): JobList {
  const first_id = data[0]?.id ?? null;
  const last_id = next ?? data.at(-1)?.id ?? null;
  return { object: "list", data, first_id, last_id, has_more: next !== undefined };
}
