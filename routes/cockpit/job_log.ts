/**
 * From a job's record to its log. Everything that is told follows from the record, so a log is the
 * same after a reload, in another tab and by another instance. Pure.
 *
 * @module
 */

import {
  type Attempt,
  hasEnded,
  type Job,
  jobFailure,
  jobImages,
  jobStatus,
  type Task,
} from "../../jobs/job.ts";
import type { LogLineView, LogView } from "../../ui/views/job.ts";

/** A line with the time that it is put in order by, which is not always known exactly. */
interface Entry {
  readonly at: number;
  readonly line: LogLineView;
}

/** What has happened to a job so far. */
export function viewLog(job: Job): LogView {
  const happened = [
    ...job.tasks.flatMap((task, index) => taskEntries(job, task, index)),
    ...(job.cancelRequestedAt === undefined ? [] : [
      entry(job, job.cancelRequestedAt, { key: "cancel", tone: "plain", word: "cancelAsked" }),
    ]),
  ].toSorted((a, b) => a.at - b.at);
  const entries = [...opening(job), ...happened, ...ending(job)];
  return { id: job.id, createdAt: job.createdAt, lines: entries.map(({ line }) => line) };
}

function opening(job: Job): Entry[] {
  const { request, warnings, createdAt } = job;
  const values = { n: request.n, model: request.model };
  return [
    entry(job, createdAt, { key: "accepted", tone: "plain", word: "accepted", values }),
    ...warnings.map((text, index) =>
      entry(job, createdAt, {
        key: `warning-${index}`,
        tone: "plain",
        word: "warning",
        values: { text },
      })
    ),
  ];
}

function ending(job: Job): Entry[] {
  const { endedAt, createdAt, request } = job;
  const word = jobStatus(job);
  if (endedAt === undefined || word === "queued" || word === "in_progress") return [];
  const failure = word === "failed" ? jobFailure(job) : undefined;
  return [entry(job, endedAt, {
    key: "end",
    tone: word === "completed" ? "good" : word === "failed" ? "bad" : "plain",
    word,
    values: { n: request.n, count: jobImages(job).length, time: endedAt - createdAt },
    ...(failure === undefined ? {} : { failure }),
  })];
}

function taskEntries(job: Job, task: Task, index: number): Entry[] {
  const { attempts, attemptsBegun } = task;
  const first = attemptsBegun - attempts.length + 1;
  return [
    ...attempts.flatMap((attempt, place) => [
      startOf(job, task, { attempt, number: first + place, index }),
      ...endOf(job, task, { attempt, number: first + place, index }),
    ]),
    ...sketches(job, task, index),
  ];
}

interface Try {
  readonly attempt: Attempt;
  /** Among all tries of the task, from 1. */
  readonly number: number;
  /** The task's place in the job. */
  readonly index: number;
}

function startOf(job: Job, task: Task, { attempt, number, index }: Try): Entry {
  const { provider, model, startedAt } = attempt;
  const isHedge = task.hedgeOf !== undefined && number === 1;
  return entry(job, startedAt, {
    key: `start-${index}-${number}`,
    tone: "plain",
    word: isHedge ? "hedged" : "started",
    values: { picture: picturesOf(task), provider, model, attempt: number },
  });
}

function endOf(job: Job, task: Task, { attempt, number, index }: Try): Entry[] {
  const { provider, startedAt, endedAt, failure } = attempt;
  if (endedAt === undefined) return [];
  const isLast = attempt === task.attempts.at(-1) && hasEnded(task.state);
  if (failure === undefined && !(isLast && task.state.status === "done")) return [];
  const values = { picture: picturesOf(task), provider, time: endedAt - startedAt };
  return [entry(job, endedAt, {
    key: `end-${index}-${number}`,
    tone: failure === undefined ? "good" : "bad",
    word: failure === undefined ? "drawn" : "attemptFailed",
    values,
    ...(failure === undefined ? {} : { failure }),
  })];
}

/** When a sketch came is not on record: it stands after the beginning of the newest try. */
function sketches(job: Job, task: Task, index: number): Entry[] {
  const at = task.attempts.at(-1)?.startedAt ?? job.createdAt;
  return task.previews.map((_, place) => ({
    at,
    line: {
      key: `sketch-${index}-${place}`,
      tone: "plain",
      word: "preview",
      values: { picture: task.firstImage + 1, index: place + 1 },
    },
  }));
}

/** Such as `2`, or `1–4` where one call makes several. */
function picturesOf({ firstImage, n }: Task): string {
  const first = firstImage + 1;
  return n === 1 ? String(first) : `${first}–${first + n - 1}`;
}

interface Told extends Omit<LogLineView, "values" | "failure" | "afterMs"> {
  readonly values?: LogLineView["values"];
  readonly failure?: { readonly kind: string; readonly message: string };
}

function entry({ createdAt }: Job, at: number, { values = {}, failure, ...told }: Told): Entry {
  const { kind = "", message = "" } = failure ?? {};
  return {
    at,
    line: {
      ...told,
      values,
      afterMs: Math.max(0, at - createdAt),
      ...(failure === undefined ? {} : { failure: { kind, message } }),
    },
  };
}
