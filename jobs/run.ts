/**
 * One action on a task: submit, poll, save, or find out what became of a submit whose holder died.
 * Each ends as one event for the machine.
 *
 * @module
 */

import { type Failure, failure, FAILURES, type Json } from "../failure.ts";
import { type Outcome, type Provider, SOLE_ACCOUNT } from "../providers/provider.ts";
import type { Registry } from "../providers/registry.ts";
import { BlobError } from "../store/blobs.ts";
import { type Action, providerOf, routeOf } from "./action.ts";
import { callContext, type CallServices, type RunContext } from "./call_context.ts";
import type { Job, Task } from "./job.ts";
import { expectedWork, orExpected } from "./lost_submit.ts";
import type { TaskEvent } from "./machine.ts";
import { USUAL_SHARE } from "./forecast.ts";
import { type Hints, nextPollMs, NO_TIMING, quantileMs } from "./timing.ts";
import type { TimingBook } from "./timing_book.ts";
import { upstreamRequest } from "./upstream_request.ts";
import {
  findPictures,
  keepPictures,
  type Pictures,
  type PictureServices,
  type Place,
  savePictures,
} from "./pictures.ts";

/** What an action may use. */
export interface RunServices extends PictureServices, CallServices {
  readonly registry: Registry;
  readonly timing: TimingBook;
}

/** A context that remembers what the upstream said of this call. */
interface HeardContext extends RunContext {
  readonly heard: Hints;
}

/** Handles live in the job record: the largest that leaves room for nine more. */
const MAX_HANDLE_BYTES = 3_000;

/** An upstream that asks to be polled sooner is polled this often. */
const MIN_POLL_MS = 50;

/** Performs an action on task `index` of a job that has its full texts. */
export async function act(
  ...[action, job, index, context, services]: Parameters<typeof perform>
): Promise<TaskEvent> {
  try {
    return await perform(action, job, index, context, services);
  } catch (error) {
    // The upstream still has what our store did not take: waiting loses nothing.
    const isStillThere = action === "poll" || action === "save";
    if (!isStillThere || !(error instanceof BlobError && error.isPassing)) throw error;
    const detail = { error: error.message };
    const message = "The pictures cannot be stored just now";
    return { type: "call_failed", failure: failure("unavailable", message, { detail }) };
  }
}

async function perform(
  action: Action,
  job: Job,
  index: number,
  context: RunContext,
  services: RunServices,
): Promise<TaskEvent> {
  const task = job.tasks[index];
  if (!task) throw new RangeError(`Job ${job.id} has no task ${index}`);
  const provider = providerOf(job, task, services.registry);
  if (!provider || !hasAccount(provider, task)) return gone(job, task);
  const place = { job, task: index, attempt: task.attemptsBegun };
  const heard = listening(context);
  switch (action) {
    case "submit":
      return await submit(task, place, heard, services);
    case "poll":
      return await poll(task, provider, place, heard, services);
    case "save":
      return await save(task, provider, place, context, services);
    case "recover":
      return await recover(provider, place, heard, services);
  }
}

async function submit(
  task: Task,
  place: Place,
  context: HeardContext,
  services: RunServices,
): Promise<TaskEvent> {
  const { job } = place;
  const route = routeOf(job, task, services.registry);
  if (!route) return unlisted(job, task, services.registry);
  const { signal } = context;
  const request = await upstreamRequest(job, task, { ...services, route, signal });
  const call = callContext(place, context, services);
  const outcome = await route.provider.submit(request, call);
  const submitted = orExpected(outcome, { ...services, ...route, call, place });
  return await toEvent(submitted, place, context, services);
}

function listening(context: RunContext): HeardContext {
  let heard: Hints = {};
  return {
    signal: context.signal,
    until: context.until,
    report(news) {
      const { progress, queuePosition } = news;
      heard = {
        ...heard,
        ...(progress === undefined ? {} : { progress }),
        ...(queuePosition === undefined ? {} : { queuePosition }),
      };
      context.report(news);
    },
    get heard() {
      return heard;
    },
  };
}

/**
 * Tells the upstream that nobody waits for this any more; its failures change nothing for us.
 * Resolves to whether it says that it has stopped.
 */
export async function abandon(
  job: Job,
  index: number,
  handle: Json,
  context: RunContext,
  services: RunServices,
): Promise<boolean> {
  const task = job.tasks[index];
  const provider = task && providerOf(job, task, services.registry);
  if (!task || !provider?.cancel) return false;
  const place = { job, task: index, attempt: task.attemptsBegun };
  return await provider.cancel(handle, callContext(place, context, services));
}

async function poll(
  task: Task,
  provider: Provider,
  place: Place,
  context: HeardContext,
  services: RunServices,
): Promise<TaskEvent> {
  if (task.state.status !== "waiting") throw new RangeError(`Cannot poll a ${task.state.status}`);
  if (!provider.poll) {
    return taskFailed(failure("internal", `Provider ${provider.id} left work that it cannot poll`));
  }
  const call = callContext(place, context, services);
  const outcome = await provider.poll(task.state.handle, call);
  return await toEvent(outcome, place, context, services);
}

async function save(
  task: Task,
  provider: Provider,
  place: Place,
  { signal }: RunContext,
  services: RunServices,
): Promise<TaskEvent> {
  if (task.state.status !== "saving") throw new RangeError(`Cannot save a ${task.state.status}`);
  const where = { ...place, providerId: provider.id, signal };
  const pictures = await savePictures(task.state.sources, where, services);
  // What is no picture, or points where we must not go, will not become one by waiting.
  const isFinal = pictures.kind === "failed" && pictures.failure.kind === "bad_response";
  return isFinal ? taskFailed(pictures.failure) : picturesEvent(pictures);
}

/**
 * The holder died between its submit and its commit. What it had stored by then still counts, and
 * work that has the name we gave it can be asked after.
 */
async function recover(
  provider: Provider,
  place: Place,
  context: HeardContext,
  services: RunServices,
): Promise<TaskEvent> {
  const found = await findPictures(place, services);
  if (found) return picturesEvent(found);
  const expected = expectedWork({ provider, call: callContext(place, context, services), place });
  if (expected) return await toEvent(expected, place, context, services);
  const message = "The process stopped while the request was on its way to the upstream";
  return taskFailed(failure("submission_unknown", message));
}

async function toEvent(
  outcome: Outcome,
  place: Place,
  context: HeardContext,
  services: RunServices,
): Promise<TaskEvent> {
  switch (outcome.kind) {
    case "done": {
      const cameAt = services.runtime.now();
      const pictures = await keepPictures(outcome.images, place, services);
      // What the pictures cost comes first; what we learn of them may be lost.
      await learnTime(place, cameAt, services);
      return picturesEvent(pictures);
    }
    case "failed":
      return failedEvent(outcome.failure);
    case "pending":
      if (JSON.stringify(outcome.handle).length > MAX_HANDLE_BYTES) {
        return taskFailed(
          failure("bad_response", "The upstream's job handle is too large to keep"),
        );
      }
      return await stillPending(outcome, place, context, services);
  }
}

/** Sets the next poll by what is known of the route, and tells how long its pictures take. */
async function stillPending(
  { handle, pollAfterMs, retryAfterMs }: Outcome & { readonly kind: "pending" },
  { job, task: index }: Place,
  { until, report, heard }: HeardContext,
  { runtime, timing }: RunServices,
): Promise<TaskEvent> {
  const task = job.tasks[index];
  const route = task && job.routes[task.route];
  const known = route ? await timing.read(route) : NO_TIMING;
  const lookedAt = runtime.now();
  const elapsedMs = lookedAt - (task?.attempts.at(-1)?.startedAt ?? lookedAt);
  const usualMs = quantileMs(known, USUAL_SHARE);
  if (usualMs !== undefined) report({ usualMs });
  const hints = { ...heard, ...(retryAfterMs === undefined ? {} : { retryAfterMs }) };
  const pause = Math.max(
    MIN_POLL_MS,
    nextPollMs(known, { elapsedMs, usualMs: pollAfterMs, hints }),
  );
  return { type: "accepted", handle, lookedAt, runAt: Math.min(lookedAt + pause, until) };
}

/** Of a polled one, the picture came somewhere between the last look and this one. */
async function learnTime(
  { job, task: index }: Place,
  cameAt: number,
  { timing }: RunServices,
): Promise<void> {
  const task = job.tasks[index];
  const route = task && job.routes[task.route];
  const startedAt = task?.attempts.at(-1)?.startedAt;
  if (!route || startedAt === undefined) return;
  const lookedAt = task.state.status === "waiting" ? task.state.lookedAt : cameAt;
  await timing.learn(route, (lookedAt + cameAt) / 2 - startedAt);
}

function picturesEvent(pictures: Pictures): TaskEvent {
  switch (pictures.kind) {
    case "saved":
      return { type: "saved", images: pictures.images };
    case "produced":
      return { type: "produced", sources: pictures.sources };
    case "failed":
      return failedEvent(pictures.failure);
  }
}

function failedEvent(failure: Failure): TaskEvent {
  return FAILURES[failure.kind].scope === "call"
    ? { type: "call_failed", failure }
    : taskFailed(failure);
}

function taskFailed(failure: Failure): TaskEvent {
  return { type: "task_failed", failure };
}

/** Whether the account that a task uses is still configured. */
function hasAccount({ accounts = [SOLE_ACCOUNT] }: Provider, task: Task): boolean {
  return accounts.some(({ id }) => id === (task.account ?? SOLE_ACCOUNT.id));
}

/** The provider or its account was switched off, or it no longer offers the model. */
function gone(job: Job, task: Task): TaskEvent {
  const route = job.routes[task.route];
  const message = `${route?.provider}/${route?.model} is not offered any more, or not to us`;
  return taskFailed(failure("upstream_auth", message));
}

/** After a start some models are known only once their upstream has listed them. */
function unlisted(job: Job, task: Task, registry: Registry): TaskEvent {
  if (!providerOf(job, task, registry)?.listModels) return gone(job, task);
  const route = job.routes[task.route];
  const message = `${route?.provider}/${route?.model} is not among the models that are listed now`;
  return { type: "call_failed", failure: failure("unavailable", message) };
}
