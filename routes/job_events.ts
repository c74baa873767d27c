/**
 * A job told as server-sent events. What is told follows from the job's record alone, and an event's
 * id says how much of it has been told: any instance can go on where another has stopped.
 *
 * @module
 */

import { type Job, jobStatus, type Task } from "../jobs/job.ts";
import type { Services } from "./context.ts";
import type { Produce } from "./event_stream.ts";
import { fileUrl } from "./public_url.ts";
import type { JobEvent, JobView } from "./schemas/job.ts";
import { watchWithTicks } from "./ticks.ts";

/** What events are made of, beside the job. */
export interface EventContext {
  readonly view: (job: Job) => JobView;
  /** Our address, for URLs. */
  readonly base: string;
}

/** How a stream speaks. */
export interface JobEventsOptions extends EventContext {
  /** The header of a listener who comes back. */
  readonly lastEventId?: string | undefined;
}

/** How much has been told. */
export interface Told {
  readonly queued: boolean;
  readonly started: boolean;
  /** By task: attempts that failed. */
  readonly failed: readonly number[];
  /** By task: pictures under way. */
  readonly previews: readonly number[];
  /** The last numbers, which need not be told again. */
  readonly numbers?: string;
}

const NOTHING: Told = { queued: false, started: false, failed: [], previews: [] };

/** Progress that comes of time alone is looked at this often. */
const TICK_MS = 1_000;

/** Writes a job's events until it has ended. */
export function jobEvents(
  services: Pick<Services, "engine" | "runtime">,
  id: string,
  options: JobEventsOptions,
): Produce {
  return async function produceJobEvents(send, signal) {
    let told = readEventId(options.lastEventId);
    for await (const job of watchWithTicks(services, id, { signal, everyMs: TICK_MS })) {
      for (const { event, after } of eventsOf(job, told, options)) {
        const head = `id: ${writeEventId(after)}\nevent: ${event.type}\n`;
        send([{ text: `${head}data: ${JSON.stringify(event)}\n\n` }]);
        told = after;
      }
    }
  };
}

/** An event, and how much has been told with it. */
export interface ToldEvent {
  readonly event: JobEvent;
  readonly after: Told;
}

/** What a job's state adds to what has been told, in the order in which it came about. */
export function eventsOf(
  job: Job,
  before: Told,
  { view: viewOf, base }: EventContext,
): ToldEvent[] {
  const view = viewOf(job);
  const events: ToldEvent[] = [];
  let told = before;
  function tell(event: JobEvent, change: Partial<Told>): void {
    told = { ...told, ...change };
    events.push({ event, after: told });
  }
  const { progress, eta_seconds, queue_position } = view;
  if (!told.queued) tell({ type: "queued", queue_position }, { queued: true });
  if (!told.started && job.startedAt !== undefined) tell({ type: "started" }, { started: true });
  for (const [task, { previews, ...rest }] of job.tasks.entries()) {
    for (const { count, attempt } of failuresOf(view, rest, task)) {
      if (count <= (told.failed[task] ?? 0)) continue;
      tell({ type: "attempt_failed", attempt }, { failed: withCount(told.failed, task, count) });
    }
    for (const [index, image] of previews.entries()) {
      if (index < (told.previews[task] ?? 0)) continue;
      const event = { type: "partial_image", task, index, url: fileUrl(base, image) } as const;
      tell(event, { previews: withCount(told.previews, task, index + 1) });
    }
  }
  const status = jobStatus(job);
  if (status === "completed" || status === "failed" || status === "cancelled") {
    tell({ type: status, job: view }, {});
    return events;
  }
  const numbers = [progress, eta_seconds, queue_position].join();
  if (told.started && numbers !== told.numbers) {
    tell({ type: "progress", progress, eta_seconds, queue_position }, { numbers });
  }
  return events;
}

/** Attempts of a task that failed and are still on record, each with its place among all of them. */
function failuresOf(
  { attempts }: JobView,
  { attemptsBegun }: Pick<Task, "attemptsBegun">,
  task: number,
): { count: number; attempt: JobView["attempts"][number] }[] {
  const kept = attempts.filter((attempt) => attempt.task === task);
  return kept.map((attempt, index) => ({
    count: attemptsBegun - kept.length + index + 1,
    attempt,
  })).filter(({ attempt }) => attempt.error !== null);
}

function withCount(counts: readonly number[], task: number, count: number): number[] {
  const length = Math.max(counts.length, task + 1);
  return Array.from({ length }, (_, index) => counts[index] ?? 0).with(task, count);
}

/** Such as `1.1.0-2.3`: queued, started, failures and pictures by task. */
export function writeEventId({ queued, started, failed, previews }: Told): string {
  return [Number(queued), Number(started), failed.join("-"), previews.join("-")].join(".");
}

/** Everything is told again to a listener whose id makes no sense. */
export function readEventId(id: string | undefined): Told {
  const [, queued, started, failed, previews] =
    /^([01])\.([01])\.([\d-]{0,100})\.([\d-]{0,100})$/.exec(id?.trim() ?? "") ?? [];
  if (queued === undefined) return NOTHING;
  const counts = (text = "") => text.split("-").filter((count) => count !== "").map(Number);
  return {
    queued: queued === "1",
    started: started === "1",
    failed: counts(failed),
    previews: counts(previews),
  };
}
