/**
 * How far a caller's drawing is, and how to stop it.
 *
 * @module
 */

import { hasEnded, type Job } from "../../jobs/job.ts";
import { jobProgress, jobRemainingMs } from "../../jobs/progress.ts";
import type { StoredImage } from "../../images/request.ts";
import { formatDataUrl } from "../../images/base64.ts";
import { readJsonFields } from "../body.ts";
import type { App, AppContext, Services } from "../context.ts";
import { readBase64 } from "../image_answer.ts";
import { queuePosition } from "../job_view.ts";
import { parseFields } from "../parse.ts";
import { type ProgressAnswer, ProgressQuery, TaskProgressBody } from "../schemas/sdapi.ts";
import { tidyFields } from "../tidy.ts";
import { jobTimestamp } from "./answer.ts";
import { readDialect, runningJobs } from "./running.ts";

/** Clients take 0 for "nothing is drawn". */
const LEAST_PROGRESS = 0.01;

/** Ended drawings among which a task is looked for. */
const RECENT_JOBS = 10;

const IDLE: ProgressAnswer = {
  progress: 0,
  eta_relative: 0,
  state: {
    skipped: false,
    interrupted: false,
    stopping_generation: false,
    job: "",
    job_count: 0,
    job_timestamp: "0",
    job_no: 0,
    sampling_step: 0,
    sampling_steps: 0,
  },
  current_image: null,
  textinfo: null,
};

/** Adds progress, interrupt and skip, and the same for tasks as the WebUI's own pages ask. */
export function addProgressRoutes(app: App, services: Services): void {
  const { engine, blobs, runtime } = services;

  app.get("/sdapi/v1/progress", async function getProgress(c) {
    const { skip_current_image: skip } = parseFields(ProgressQuery, c.req.query());
    const [job] = await runningJobs(c, services);
    if (job === undefined) return c.json(IDLE);
    const preview = skip ? undefined : newestPreview(job);
    const image = preview === undefined ? null : await readBase64(blobs, preview);
    return c.json(viewProgress(job, { now: runtime.now(), image }));
  });

  app.post("/sdapi/v1/interrupt", async (c) => c.json(await stopAll(c, services, {})));
  // A1111 goes on with the next of n_iter; here all of them are drawn side by side.
  app.post("/sdapi/v1/skip", async (c) => c.json(await stopAll(c, services, null)));

  app.post("/internal/progress", async function getTaskProgress(c) {
    const { fields, spelling } = tidyFields(await readJsonFields(c), [
      ...TaskProgressBody.keyof().options,
    ]);
    const asked = parseFields(TaskProgressBody, fields, { spelling });
    const running = await runningJobs(c, services);
    const job = running.find((job) => readDialect(job)?.task === asked.id_task);
    if (job === undefined || asked.id_task === undefined) {
      return c.json(notRunning(await hasRun(asked.id_task, { engine, owner: c.get("owner") })));
    }
    const preview = asked.live_preview === false ? undefined : newestPreview(job);
    const bytes = preview && await blobs.read(preview.blobId);
    const url = preview && bytes ? formatDataUrl(bytes, preview.mediaType) : null;
    return c.json(viewTask(job, { now: runtime.now(), image: url }));
  });

  app.get("/internal/pending-tasks", async function listTasks(c) {
    const running = await runningJobs(c, services);
    const tasks = running.flatMap((job) => readDialect(job)?.task ?? []);
    return c.json({ size: tasks.length, tasks });
  });
}

/** The machine is ours alone to each caller: only their own drawings end. */
async function stopAll<T>(
  c: AppContext,
  services: Pick<Services, "engine" | "started">,
  answer: T,
): Promise<T> {
  const running = await runningJobs(c, services);
  await Promise.all(running.map(({ id, owner }) => services.engine.cancel(id, owner)));
  return answer;
}

interface ViewOptions {
  /** Epoch milliseconds. */
  readonly now: number;
  readonly image: string | null;
}

function viewProgress(job: Job, { now, image }: ViewOptions): ProgressAnswer {
  const progress = progressOf(job, now);
  const { call, steps } = readDialect(job) ?? { call: "txt2img", steps: 1 };
  return {
    progress,
    eta_relative: (jobRemainingMs(job, now) ?? 0) / 1_000,
    state: {
      ...IDLE.state,
      job: `scripts_${call}`,
      job_count: job.tasks.length,
      job_timestamp: jobTimestamp(job.createdAt),
      job_no: Math.min(
        job.tasks.length - 1,
        job.tasks.filter(({ state }) => hasEnded(state)).length,
      ),
      sampling_step: Math.floor(progress * steps),
      sampling_steps: steps,
    },
    current_image: image,
    textinfo: lineText(job),
  };
}

function viewTask(job: Job, { now, image }: ViewOptions) {
  const position = queuePosition(job);
  return {
    active: true,
    queued: position !== null && position > 0,
    completed: false,
    progress: progressOf(job, now),
    eta: (jobRemainingMs(job, now) ?? 0) / 1_000,
    live_preview: image,
    id_live_preview: job.tasks.reduce((sum, { previews }) => sum + previews.length, 0),
    textinfo: lineText(job),
  };
}

function notRunning(completed: boolean) {
  return {
    active: false,
    queued: false,
    completed,
    progress: null,
    eta: null,
    live_preview: null,
    id_live_preview: -1,
    textinfo: completed ? null : "Waiting...",
  };
}

async function hasRun(
  task: string | undefined,
  { engine, owner }: { readonly engine: Services["engine"]; readonly owner: string },
): Promise<boolean> {
  if (task === undefined) return false;
  const { jobs } = await engine.list(owner, { limit: RECENT_JOBS });
  return jobs.some((job) => readDialect(job)?.task === task && job.endedAt !== undefined);
}

function progressOf(job: Job, now: number): number {
  return Math.max(LEAST_PROGRESS, jobProgress(job, now));
}

/** Of tasks that run side by side the last one's: it is the one that others wait for. */
function newestPreview({ tasks }: Job): StoredImage | undefined {
  return tasks.findLast(({ previews }) => previews.length > 0)?.previews.at(-1);
}

function lineText(job: Job): string | null {
  const position = queuePosition(job);
  return position === null ? null : `Waiting in line: ${position} before this one`;
}
