/**
 * What a task's state calls for, and on which route. Pure.
 *
 * @module
 */

import type { Provider } from "../providers/provider.ts";
import type { Registry, RouteChoice } from "../providers/registry.ts";
import type { Job, Task, TaskStatus } from "./job.ts";

/** What can be done with a task. `recover`: its submit was begun by a holder that is no more. */
export type Action = "submit" | "poll" | "save" | "recover";

/** The action for a task that is due and that nobody works on. */
export function actionOn(status: TaskStatus | undefined): Action {
  switch (status) {
    case "queued":
      return "submit";
    case "waiting":
      return "poll";
    case "saving":
      return "save";
    default:
      return "recover";
  }
}

/** The route that a task is on; undefined when its provider no longer offers it. */
export function routeOf(
  job: Pick<Job, "routes">,
  task: Pick<Task, "route">,
  registry: Registry,
): RouteChoice | undefined {
  const route = job.routes[task.route];
  return route && registry.route(route.provider, route.model);
}

/** Whose route a task is on, whether or not it still offers the model; undefined: it is off. */
export function providerOf(
  job: Pick<Job, "routes">,
  task: Pick<Task, "route">,
  registry: Registry,
): Provider | undefined {
  return registry.provider(job.routes[task.route]?.provider ?? "");
}
