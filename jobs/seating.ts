/**
 * Between the engine and the accounts: seats for the tasks that are about to submit, and what their
 * attempts say about an account's health.
 *
 * @module
 */

import type { Registry } from "../providers/registry.ts";
import { routeOf } from "./action.ts";
import { type HealthBook, isAboutAccount } from "./health.ts";
import type { Job, Task } from "./job.ts";
import type { TaskEvent } from "./machine.ts";
import type { Seating, Seats } from "./seats.ts";

/** What it takes to seat tasks. */
export interface SeatingServices {
  readonly registry: Registry;
  readonly seats: Seats;
  readonly health: HealthBook;
}

/** A seating for each of the tasks that would submit at a provider with accounts. */
export async function assignSeats(
  job: Job,
  indices: readonly number[],
  { registry, seats }: SeatingServices,
): Promise<ReadonlyMap<number, Seating>> {
  const seatings = new Map<number, Seating>();
  for (const index of indices) {
    const task = job.tasks[index];
    const provider = task && routeOf(job, task, registry)?.provider;
    if (task?.state.status !== "queued" || !provider?.accounts) continue;
    seatings.set(index, await seats.assign(job, index, provider));
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

/** Books what a submit came to for the account that made it. */
export async function bookHealth(
  job: Job,
  before: Task,
  event: TaskEvent,
  { registry, health }: SeatingServices,
): Promise<void> {
  const provider = routeOf(job, before, registry)?.provider;
  const { account } = before;
  if (before.state.status !== "submitting" || !provider?.accounts || !account) return;
  if (!("failure" in event)) return await health.book(provider.id, account, undefined);
  if (isAboutAccount(event.failure)) await health.book(provider.id, account, event.failure);
}
