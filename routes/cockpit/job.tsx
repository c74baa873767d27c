/**
 * A job's own page.
 *
 * @module
 */

import type { Job } from "../../jobs/job.ts";
import { JobPage, JobParts } from "../../ui/job/job_page.tsx";
import type { JobView } from "../../ui/views/job_page.ts";
import type { App, AppContext } from "../context.ts";
import { publicUrl } from "../public_url.ts";
import { findPageJob } from "./find_job.ts";
import { viewJobPage } from "./job_view.ts";
import { answerPage, answerPart, type CockpitServices, frameFor } from "./page.ts";
import { lookOf } from "./visitor.ts";

/** Adds `/jobs/{id}`, and the parts of it that change under `/ui/jobs/{id}`. */
export function addJobPageRoutes(app: App, services: CockpitServices): void {
  const { config, registry, runtime } = services;

  const view = (c: AppContext, job: Job): JobView =>
    viewJobPage(job, {
      registry,
      base: publicUrl(config, c.req.raw),
      needsKey: config.masterKey !== undefined,
      now: runtime.now(),
      chosen: Math.trunc(Number(c.req.query("image") ?? 1)) - 1 || 0,
    });

  app.get("/jobs/:id", async function getJobPage(c) {
    const job = view(c, await findPageJob(c, services));
    const frame = await frameFor(c, services);
    return await answerPage(c, services, <JobPage view={{ ...frame, job }} />);
  });

  app.get("/ui/jobs/:id", async function getJobParts(c) {
    const job = view(c, await findPageJob(c, services));
    return await answerPart(c, services, <JobParts job={job} lang={lookOf(c).lang} />);
  });
}
