/**
 * From a job to everything that its page shows. Pure.
 *
 * @module
 */

import type { Operation, StoredImage } from "../../images/request.ts";
import { type Attempt, type Job, jobFailure, type Task } from "../../jobs/job.ts";
import { SEEDS } from "../../jobs/plan.ts";
import { pictureUsd } from "../../providers/price.ts";
import { AUTO, type Registry } from "../../providers/registry.ts";
import type { AttemptView, JobView, PictureView, ResultView } from "../../ui/views/job_page.ts";
import { fileUrl } from "../public_url.ts";
import { codeFor, wireBody } from "./job_code.ts";
import { viewLog } from "./job_log.ts";
import { viewState } from "./job_state.ts";

/** What the page depends on beside the job. */
export interface JobViewContext {
  readonly registry: Pick<Registry, "route" | "model">;
  /** Our address, for links that leave this page. */
  readonly base: string;
  readonly needsKey: boolean;
  /** Epoch milliseconds. */
  readonly now: number;
  /** The place of the picture to show; another is taken where there is none. */
  readonly chosen: number;
}

/** What stands in a section of its own, and not among the settings. */
const SAID_ELSEWHERE = new Set([
  "model",
  "prompt",
  "negative_prompt",
  "n",
  "size",
  "seed",
  "image",
  "mask",
  "response_format",
]);

/** The view. */
export function viewJobPage(job: Job, context: JobViewContext): JobView {
  const { request, createdAt, endedAt, expiresAt } = job;
  const results = resultsOf(job, context);
  const failure = jobFailure(job);
  const costUsd = costOf(job, context);
  return {
    state: viewState(job, context),
    prompt: request.prompt,
    ...(request.negativePrompt === undefined ? {} : { negativePrompt: request.negativePrompt }),
    model: request.model,
    operation: request.operation,
    asked: request.n,
    results,
    chosen: Math.max(0, Math.min(results.length - 1, context.chosen)),
    inputs: request.inputs.map(viewPicture),
    settings: Object.entries(wireBody(request, context.base))
      .filter(([name]) => !SAID_ELSEWHERE.has(name))
      .map(([name, value]) => ({ name, value: String(value) })),
    attempts: job.tasks.flatMap(({ attempts }) => attempts.map(viewAttempt)),
    warnings: job.warnings,
    ...(failure === undefined ? {} : { failure: { kind: failure.kind, message: failure.message } }),
    createdAt,
    ...(endedAt === undefined ? {} : { endedAt }),
    expiresAt,
    now: context.now,
    ...(costUsd === undefined ? {} : { costUsd }),
    variation: variationBy(request.model, context.registry).way,
    code: codeFor(request, context),
    log: viewLog(job),
  };
}

/** How a picture of a model can be varied, and which model does it. */
export function variationBy(model: string, registry: Pick<Registry, "model">): {
  readonly way: JobView["variation"];
  readonly model: string;
  readonly operation: Operation;
} {
  const routes = registry.model(model)?.routes ?? [];
  const can = (operation: Operation) =>
    routes.some(({ card }) => card.capabilities.operations.includes(operation));
  if (can("variation")) return { way: "variation", model, operation: "variation" };
  if (can("edit")) return { way: "edit", model, operation: "edit" };
  return { way: "elsewhere", model: AUTO, operation: "variation" };
}

/** A picture of ours by its paths. */
export function viewPicture(image: StoredImage): PictureView {
  const url = fileUrl("", image);
  return {
    url,
    thumbUrl: url.replace("/files/", "/ui/thumbs/"),
    widthPx: image.widthPx,
    heightPx: image.heightPx,
  };
}

function resultsOf(job: Job, context: JobViewContext): ResultView[] {
  const tasks = job.tasks.toSorted((a, b) => a.firstImage - b.firstImage);
  return tasks.flatMap((task) =>
    task.state.status !== "done" ? [] : task.state.images.map((image, index): ResultView => ({
      ...viewPicture(image),
      link: fileUrl(context.base, image),
      bytes: image.sizeBytes,
      mediaType: image.mediaType,
      ...drawing(task, index, context),
      ...(image.revisedPrompt === undefined ? {} : { revisedPrompt: image.revisedPrompt }),
    }))
  );
}

/** Who drew a picture of a task; and with which seed, where that makes a difference. */
function drawing(task: Task, index: number, { registry }: JobViewContext) {
  const attempt = task.attempts.at(-1);
  if (attempt === undefined) return {};
  const card = registry.route(attempt.provider, attempt.model)?.card;
  const isSeeded = card?.capabilities.honours.includes("seed") ?? false;
  return {
    route: `${attempt.provider}/${attempt.model}`,
    ...(isSeeded ? { seed: (task.seed + index) % SEEDS } : {}),
  };
}

/** Of the pictures that came; undefined where a price is not known. */
function costOf(job: Job, { registry }: JobViewContext): number | undefined {
  const costs = job.tasks.flatMap((task) => {
    const attempt = task.attempts.at(-1);
    const price = attempt && registry.route(attempt.provider, attempt.model)?.card.price;
    const images = task.state.status === "done" ? task.state.images : [];
    return images.map((image) => price && pictureUsd(price, image));
  });
  if (costs.length === 0) return undefined;
  return costs.reduce(
    (sum, cost) => sum === undefined || cost === undefined ? undefined : sum + cost,
    0,
  );
}

function viewAttempt(
  { provider, model, startedAt, endedAt, polls, failure }: Attempt,
): AttemptView {
  return {
    provider,
    model,
    startedAt,
    polls,
    ...(endedAt === undefined ? {} : { tookMs: endedAt - startedAt }),
    ...(failure === undefined ? {} : { failure: { kind: failure.kind, message: failure.message } }),
  };
}
