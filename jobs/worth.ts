/**
 * What pictures cost at the route that makes them. Pure.
 *
 * @module
 */

import { pictureUsd } from "../providers/price.ts";
import type { Registry } from "../providers/registry.ts";
import type { Worth } from "../stats/fact.ts";
import type { Job, Route, Task } from "./job.ts";
import { targetSize } from "./target_size.ts";

/** Where a task is made, or was: that of its newest attempt. */
export function placeOf(job: Pick<Job, "routes">, task: Task): Route {
  const { provider, model } = task.attempts.at(-1) ?? job.routes[task.route] ?? NOWHERE;
  return { provider, model };
}

const NOWHERE: Route = { provider: "", model: "" };

/** What a task's pictures cost; undefined: nothing. Those that did not come count as they were wanted. */
export function worthOf(
  job: Pick<Job, "routes" | "request">,
  task: Task,
  registry: Registry,
): Worth | undefined {
  const { provider, model } = placeOf(job, task);
  if (registry.provider(provider)?.paid === false) return undefined;
  const images = task.state.status === "done" ? task.state.images.length : task.n;
  const { price, capabilities } = registry.route(provider, model)?.card ?? {};
  if (!price || !capabilities) return { images };
  const sizes = task.state.status === "done"
    ? task.state.images
    : Array.from({ length: images }, () => targetSize(job.request, capabilities.sizes).size);
  return { images, usd: sizes.reduce((sum, size) => sum + pictureUsd(price, size), 0) };
}

/** What two things cost together; without one price there is no sum. */
export function bothWorths(a: Worth | undefined, b: Worth | undefined): Worth | undefined {
  if (!a || !b) return a ?? b;
  const images = a.images + b.images;
  return a.usd === undefined || b.usd === undefined ? { images } : { images, usd: a.usd + b.usd };
}
