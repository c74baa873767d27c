/**
 * From a job to where it stands, as the cockpit draws it. Pure.
 *
 * @module
 */

import type { Size } from "../../images/request.ts";
import { hasEnded, type Job, jobStatus, type Task } from "../../jobs/job.ts";
import { jobProgress } from "../../jobs/progress.ts";
import { targetSize } from "../../jobs/target_size.ts";
import type { Registry } from "../../providers/registry.ts";
import type { JobStateView, SlotView } from "../../ui/views/job.ts";
import { etaSeconds, queuePosition } from "../job_view.ts";
import { fileUrl } from "../public_url.ts";

/** What a state depends on beside the job. */
export interface StateContext {
  readonly registry: Pick<Registry, "route">;
  /** Epoch milliseconds: progress may go by the time that has passed. */
  readonly now: number;
}

/** Where a job stands; the addresses of its pictures are paths. */
export function viewState(job: Job, { registry, now }: StateContext): JobStateView {
  const places = job.tasks.filter(({ hedgeOf }) => hedgeOf === undefined)
    .toSorted((a, b) => a.firstImage - b.firstImage);
  return {
    id: job.id,
    status: jobStatus(job),
    progress: Math.floor(jobProgress(job, now) * 100),
    etaSeconds: etaSeconds(job, now),
    queuePosition: queuePosition(job),
    slots: places.flatMap((task) => slotsOf(job, task, expectedSize(job, registry))),
  };
}

/** The size that the first route will be asked for. */
function expectedSize({ request, routes }: Job, registry: StateContext["registry"]): Size {
  const [first] = routes;
  const route = first && registry.route(first.provider, first.model);
  if (route === undefined) return request.size ?? SQUARE;
  return targetSize(request, route.card.capabilities.sizes).size;
}

const SQUARE: Size = { widthPx: 1, heightPx: 1 };

/** An upstream shows sketches of a call's first picture. */
function slotsOf(job: Job, task: Task, size: Size): SlotView[] {
  const images = doneOf(job, task);
  if (hasEnded(task.state) && images.length === 0) return [];
  const sketch = task.previews.at(-1);
  return Array.from({ length: task.n }, (_, index) => {
    const image = images[index] ?? (index === 0 ? sketch : undefined);
    const { widthPx: width, heightPx: height } = images[index] ?? size;
    return {
      ratio: { width, height },
      isFinal: images[index] !== undefined,
      ...(image === undefined ? {} : { url: fileUrl("", image) }),
    };
  });
}

/** The pictures of a task, or of one that was begun beside it. */
function doneOf({ tasks }: Job, task: Task) {
  const pair = [task, ...tasks.filter(({ hedgeOf }) => hedgeOf === tasks.indexOf(task))];
  return pair.flatMap(({ state }) => state.status === "done" ? state.images : []);
}
