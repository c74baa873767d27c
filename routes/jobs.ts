/**
 * Looking at jobs: one, or a page of them.
 *
 * @module
 */

import { failure, Refusal } from "../failure.ts";
import type { App, Services } from "./context.ts";
import { isFinal, viewJob } from "./job_view.ts";
import { parseFields, show } from "./parse.ts";
import { publicUrl } from "./public_url.ts";
import { type JobList, JobListQuery, type JobView } from "./schemas/job.ts";
import { aboutJob } from "./trace.ts";

/** How long a poller should wait, in seconds. */
const POLL_AFTER_S = "1";

/** Adds `GET /v1/jobs` and `GET /v1/jobs/{id}`. Jobs of other callers do not exist here. */
export function addJobRoutes(app: App, { config, engine, runtime }: Services): void {
  app.get("/v1/jobs", async function listJobs(c) {
    const { limit, after } = parseFields(JobListQuery, c.req.query());
    const page = { limit, ...(after === undefined ? {} : { after }) };
    const { jobs, hasMore } = await engine.list(c.get("owner"), page);
    const base = publicUrl(config, c.req.raw);
    c.header("cache-control", "no-store");
    return c.json(listOf(jobs.map((job) => viewJob(job, { base, now: runtime.now() })), hasMore));
  });

  app.get("/v1/jobs/:id", async function getJob(c) {
    const id = c.req.param("id");
    const job = await engine.find(id, c.get("owner"));
    if (job === undefined) {
      throw new Refusal(failure("not_found", `There is no job ${show(id)}`, { param: "id" }));
    }
    aboutJob(c, job.id);
    c.header("cache-control", "no-store");
    const view = viewJob(job, { base: publicUrl(config, c.req.raw), now: runtime.now() });
    // 202 lets a poller that knows nothing of our status words wait for 200.
    return isFinal(job) ? c.json(view, 200) : c.json(view, 202, { "retry-after": POLL_AFTER_S });
  });
}

function listOf(data: JobView[], has_more: boolean): JobList {
  const first_id = data[0]?.id ?? null;
  const last_id = data.at(-1)?.id ?? null;
  return { object: "list", data, first_id, last_id, has_more };
}
