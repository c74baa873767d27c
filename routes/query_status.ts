/**
 * Jobs as clients of aiimagetoimage look at them.
 *
 * @module
 */

import { type Failure, failure, FAILURES } from "../failure.ts";
import { type Job, jobImages, jobStatus } from "../jobs/job.ts";
import type { App, Services } from "./context.ts";
import { fatalFailure } from "./image_answer.ts";
import { isFinal } from "./job_view.ts";
import { parseFields, show } from "./parse.ts";
import { fileUrl, publicUrl } from "./public_url.ts";
import { StatusQuery, type StatusView } from "./schemas/query_status.ts";
import { aboutJob } from "./trace.ts";

/** Adds `GET /v1/query/status`. As at that service, HTTP says 200, and the body's `code` the rest. */
export function addQueryStatusRoute(app: App, { config, engine }: Services): void {
  app.get("/v1/query/status", async function queryStatus(c) {
    const { job_id } = parseFields(StatusQuery, c.req.query());
    const id = job_id.startsWith("job_") ? job_id : `job_${job_id}`;
    const job = await engine.find(id, c.get("owner"));
    c.header("cache-control", "no-store");
    if (job === undefined) return c.json(unknownJob(job_id));
    aboutJob(c, job.id);
    return c.json(viewStatus(job, publicUrl(config, c.req.raw)));
  });
}

function viewStatus(job: Job, base: string): StatusView {
  const fatal = isFinal(job) ? fatalFailure(job) : undefined;
  return {
    ...(fatal === undefined ? { code: isFinal(job) ? 200 : 202 } : verdict(fatal)),
    result: {
      job_id: job.id,
      status: jobStatus(job),
      // Those that have come are told when all have: a client takes the first list for the last.
      image_url: isFinal(job) ? jobImages(job).map((image) => fileUrl(base, image)) : [],
    },
  };
}

function unknownJob(job_id: string): StatusView {
  const reason = failure("not_found", `There is no job ${show(job_id)}`);
  return { ...verdict(reason), result: { job_id, status: "unknown", image_url: [] } };
}

function verdict({ kind, message }: Failure): Pick<StatusView, "code" | "message"> {
  return { code: FAILURES[kind].status, message };
}
