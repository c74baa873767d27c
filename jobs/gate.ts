/**
 * Whether a task may try its route now: the route's own circuit breaker, then a seat at its provider.
 *
 * @module
 */

import { type Provider, SOLE_ACCOUNT } from "../providers/provider.ts";
import type { RouteChoice } from "../providers/registry.ts";
import type { Runtime } from "../runtime.ts";
import { type HealthBook, isOpen, needsProbe } from "./health.ts";
import type { Job } from "./job.ts";
import { type Seating, seatingAtRest, type Seats } from "./seats.ts";

/** What it takes. */
export interface GateServices {
  readonly seats: Seats;
  readonly health: HealthBook;
  readonly runtime: Runtime;
}

/** When to look again after somebody else went to find out whether the route is well. */
const PROBE_LOOK_MS = 5_000;

/** Lets a task in, or says when it may ask again. */
export async function passGate(
  job: Job,
  index: number,
  { provider, model }: RouteChoice,
  services: GateServices,
): Promise<Seating> {
  const { health, runtime } = services;
  const route = { provider: provider.id, model };
  const found = await health.recent(route);
  const now = runtime.now();
  if (found && !isOpen(found.value, now)) return seatingAtRest(job, index, [found.value], now);
  const seating = await seatAt(provider, job, index, services);
  if (seating.kind !== "seated" || !found || !needsProbe(found.value)) return seating;
  if (await health.takeProbe(route, found)) return seating;
  const task = job.tasks[index];
  if (task) await services.seats.giveBack(task, provider.id, seating);
  return { kind: "waits", runAt: now + PROBE_LOOK_MS };
}

/** A provider without accounts has a seat for everybody. */
async function seatAt(
  provider: Provider,
  job: Job,
  index: number,
  { seats }: GateServices,
): Promise<Seating> {
  if (!provider.accounts) return { kind: "seated", account: SOLE_ACCOUNT.id };
  return await seats.assign(job, index, provider);
}
