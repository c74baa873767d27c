/**
 * From a job to what its card shows. Pure.
 *
 * @module
 */

import type { ImageRequest, Size } from "../../images/request.ts";
import { type Job, jobFailure, jobImages, jobStatus } from "../../jobs/job.ts";
import { jobProgress } from "../../jobs/progress.ts";
import type { JobCardView, ProgressView } from "../../ui/views/job_card.ts";
import { etaSeconds, isFinal, queuePosition } from "../job_view.ts";
import { fileUrl } from "../public_url.ts";

/** A square, where nobody has said what it will be. */
const UNKNOWN = { width: 1, height: 1 };

/** The card of a job. Addresses are paths: the page is ours. */
export function viewJobCard(job: Job, now: number): JobCardView {
  const failure = jobFailure(job);
  const images = jobImages(job);
  const [first] = images;
  return {
    id: job.id,
    status: jobStatus(job),
    prompt: job.request.prompt,
    model: job.request.model,
    n: job.request.n,
    shape: first === undefined ? shapeOf(job.request) : asShape(first),
    images: images.map((image) => ({
      src: fileUrl("", image),
      widthPx: image.widthPx,
      heightPx: image.heightPx,
    })),
    providers: isFinal(job) ? [] : providersOf(job),
    preview: previewOf(job),
    progress: viewProgress(job, now),
    setbacks: isFinal(job) ? [] : setbacksOf(job),
    warnings: job.warnings,
    ...(failure === undefined || images.length > 0 ? {} : { error: failure }),
    ...(job.endedAt === undefined ? {} : { tookMs: job.endedAt - job.createdAt }),
  };
}

/** How far a job is. */
export function viewProgress(job: Job, now: number): ProgressView {
  return {
    percent: Math.floor(jobProgress(job, now) * 100),
    etaSeconds: etaSeconds(job, now),
    queuePosition: queuePosition(job),
  };
}

function providersOf({ tasks }: Job): string[] {
  const atWork = tasks.flatMap(({ attempts }) => attempts.slice(-1))
    .filter(({ endedAt }) => endedAt === undefined);
  return [...new Set(atWork.map(({ provider }) => provider))];
}

function previewOf({ tasks }: Job): string | undefined {
  const newest = tasks.flatMap(({ previews }) => previews.slice(-1)).at(-1);
  return newest === undefined ? undefined : fileUrl("", newest);
}

function setbacksOf({ tasks }: Job): JobCardView["setbacks"] {
  return tasks.flatMap(({ attempts }) =>
    attempts.flatMap(({ provider, failure }) =>
      failure === undefined ? [] : [{ provider, message: failure.message }]
    )
  );
}

function shapeOf({ size, aspectRatio, inputs: [input] }: ImageRequest): JobCardView["shape"] {
  if (size !== undefined) return asShape(size);
  const [width = 0, height = 0] = (aspectRatio ?? "").split(":").map(Number);
  if (width > 0 && height > 0) return { width, height };
  return input === undefined ? UNKNOWN : asShape(input);
}

function asShape({ widthPx, heightPx }: Size): JobCardView["shape"] {
  return { width: widthPx, height: heightPx };
}
