/**
 * Jobs told live to the page that shows them: parts of the page as server-sent events, one stream
 * for all jobs of a page, because a browser keeps few connections to one server.
 *
 * `put` replaces the elements whose ids it has, `add` is a new line at the end of the log that it
 * names, `ended` names a job that has ended, and `done` is the last.
 *
 * @module
 */

import type { Child } from "hono/jsx";
import { failure, Refusal } from "../../failure.ts";
import type { Job } from "../../jobs/job.ts";
import { JobLogLine, JobLogLines } from "../../ui/job/log.tsx";
import { JobProgress, JobSlots } from "../../ui/job/state.tsx";
import type { Lang } from "../../ui/words.ts";
import type { App } from "../context.ts";
import { answerEvents, type Send } from "../event_stream.ts";
import { watchWithTicks } from "../ticks.ts";
import { viewLog } from "./job_log.ts";
import { viewState } from "./job_state.ts";
import type { CockpitServices } from "./page.ts";
import { lookOf } from "./visitor.ts";

/** Jobs that one page follows; a page with more follows the newest. */
const MAX_JOBS = 20;

/** Progress that comes of time alone is looked at this often. */
const TICK_MS = 1_000;

/** Adds `GET /ui/live?job=…&job=…`. Jobs that are not the visitor's are left out. */
export function addJobLiveRoute(app: App, services: CockpitServices): void {
  app.get("/ui/live", async function streamJobs(c) {
    const ids = [...new Set(c.req.queries("job") ?? [])];
    if (ids.length > MAX_JOBS) {
      const message = `job is given ${ids.length} times: use at most ${MAX_JOBS}`;
      throw new Refusal(failure("invalid_request", message, { param: "job" }));
    }
    const found = await Promise.all(ids.map((id) => services.engine.find(id, c.get("owner"))));
    const jobs = found.filter((job) => job !== undefined);
    const { lang } = lookOf(c);
    return answerEvents(c, services, async (send, signal) => {
      const ends = await Promise.all(
        jobs.map((job) => tellJob(services, job, { lang, send, signal })),
      );
      // Otherwise this process stops: the browser comes back, and another one goes on.
      if (ends.every((isOver) => isOver)) sendEvent(send, "done", "");
    });
  });
}

interface Telling {
  readonly lang: Lang;
  readonly send: Send;
  readonly signal: AbortSignal;
}

/** True when there is nothing more to tell: the job has ended, or was forgotten. */
async function tellJob(
  services: CockpitServices,
  { id, owner }: Job,
  { lang, send, signal }: Telling,
): Promise<boolean> {
  const teller = createTeller(services, lang, send);
  let isOver = false;
  for await (const job of watchWithTicks(services, id, { signal, everyMs: TICK_MS })) {
    await teller(job);
    isOver = job.endedAt !== undefined;
  }
  isOver ||= !signal.aborted && await services.engine.find(id, owner) === undefined;
  if (isOver) sendEvent(send, "ended", id);
  return isOver;
}

/** Tells what differs from what it has told before; at first, everything. */
function createTeller({ registry, runtime }: CockpitServices, lang: Lang, send: Send) {
  const told = new Set<string>();
  const shown = new Map<string, string>();

  async function put(name: string, part: Child): Promise<void> {
    const html = String(await part);
    if (shown.get(name) !== html) sendEvent(send, "put", html);
    shown.set(name, html);
  }

  return async function tell(job: Job): Promise<void> {
    const state = viewState(job, { registry, now: runtime.now() });
    await put("progress", <JobProgress view={state} lang={lang} />);
    await put("slots", <JobSlots view={state} lang={lang} />);
    const log = viewLog(job);
    const isFirst = told.size === 0;
    if (isFirst) await put("log", <JobLogLines view={log} lang={lang} />);
    for (const line of log.lines.filter(({ key }) => !told.has(key))) {
      told.add(line.key);
      if (isFirst) continue;
      sendEvent(send, "add", `log-${job.id}\n${await <JobLogLine line={line} lang={lang} />}`);
    }
  };
}

/** A text of several lines is several `data` fields. */
function sendEvent(send: Send, name: string, text: string): void {
  const data = text.split(/\r\n|\r|\n/).map((line) => `data: ${line}\n`).join("");
  send([{ text: `event: ${name}\n${data}\n` }]);
}
