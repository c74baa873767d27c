/**
 * Between the engine and the upstreams: seats for the tasks that are about to submit, and what their
 * attempts say about the health of accounts and routes.
 *
 * @module
 */

import type { Registry } from "../providers/registry.ts";
import { routeOf } from "./action.ts";
import { type GateServices, passGate } from "./gate.ts";
import { isAboutAccount, isAboutUpstream } from "./health.ts";
import type { Job, Task } from "./job.ts";
import type { TaskEvent } from "./machine.ts";
import type { Seating } from "./seats.ts";

/** What it takes to seat tasks. */
export interface SeatingServices extends GateServices {
  readonly registry: Registry;
}

/** A seating for each of the tasks that would submit. */
export async function assignSeats(
  job: Job,
  indices: readonly number[],
  services: SeatingServices,
): Promise<ReadonlyMap<number, Seating>> {
  const seatings = new Map<number, Seating>();
  for (const index of indices) {
    const task = job.tasks[index];
    const route = task && routeOf(job, task, services.registry);
    if (task?.state.status !== "queued" || !route) continue;
    seatings.set(index, await passGate(job, index, route, services));
  }
  return seatings;
}

/** Takes back the seats of tasks whose commit did not come about. */
export async function returnSeats(
  job: Job,
  seatings: ReadonlyMap<number, Seating>,
  { registry, seats }: SeatingServices,
): Promise<void> {
  for (const [index, seating] of seatings) {
    const task = job.tasks[index];
    const provider = task && routeOf(job, task, registry)?.provider;
    if (task && provider) await seats.giveBack(task, provider.id, seating);
  }
}

/** Books what a submit came to for the account that made it and the route that it took. */
export async function bookHealth(
  job: Job,
  before: Task,
  event: TaskEvent,
  { registry, health }: SeatingServices,
): Promise<void> {
  const route = routeOf(job, before, registry);
  if (before.state.status !== "submitting" || !route) return;
  const { provider, model } = route;
  const path = { provider: provider.id, model };
  const account = provider.accounts && before.account !== undefined
    ? { provider: provider.id, account: before.account }
    : undefined;
  const failure = "failure" in event ? event.failure : undefined;
  if (!failure) {
    if (account) await health.book(account, undefined);
    await health.book(path, undefined);
  } else if (isAboutUpstream(failure)) {
    await health.book(account && isAboutAccount(failure) ? account : path, failure);
  }
}
