/**
 * What can be done to a caller's endpoints, whoever asks: the API, or the cockpit's page.
 *
 * @module
 */

import type { z } from "zod";
import { failure, Refusal } from "../failure.ts";
import type { Attempt } from "../hooks/delivery.ts";
import { disable, enable, type Endpoint, rotate } from "../hooks/endpoint.ts";
import { MAX_ENDPOINTS } from "../hooks/endpoint_book.ts";
import type { EventType } from "../hooks/event.ts";
import { newSecret } from "../hooks/signature.ts";
import type { Services } from "./context.ts";
import { show } from "./parse.ts";
import type { EndpointBody, EndpointChanges } from "./schemas/webhook.ts";
import { readHookUrl } from "./webhook_url.ts";

/** What is changed with. */
export type HookServices = Pick<Services, "hooks" | "runtime">;

/** One endpoint of one caller; those of others do not exist here. */
export interface Which {
  readonly owner: string;
  readonly id: string;
}

/**
 * Registers an endpoint.
 *
 * @throws {Refusal} when its address may not be called, or there are too many
 */
export async function createEndpoint(
  owner: string,
  { url: given, name, event_types }: z.infer<typeof EndpointBody>,
  services: HookServices,
): Promise<Endpoint> {
  const { hooks, runtime } = services;
  const url = await readHookUrl(given, "url", services);
  const now = runtime.now();
  const endpoint: Endpoint = {
    id: `whe_${runtime.uuid()}`,
    name: name ?? new URL(url).host,
    url,
    eventTypes: [...new Set(event_types)],
    secret: newSecret(),
    createdAt: now,
    updatedAt: now,
  };
  if (await hooks.endpoints.add(owner, endpoint)) return endpoint;
  const message = `There are ${MAX_ENDPOINTS} webhook endpoints already: delete one first`;
  throw new Refusal(failure("invalid_request", message));
}

/** @throws {Refusal} when there is none */
export async function findEndpoint(
  { owner, id }: Which,
  { hooks }: HookServices,
): Promise<Endpoint> {
  return await hooks.endpoints.find(owner, id) ?? refuseUnknown(id);
}

/**
 * Changes what is given, and leaves the rest.
 *
 * @throws {Refusal} when there is none, or its new address may not be called
 */
export async function changeEndpoint(
  which: Which,
  changes: z.infer<typeof EndpointChanges>,
  services: HookServices,
): Promise<Endpoint> {
  const { url: given } = changes;
  const url = given === undefined ? undefined : await readHookUrl(given, "url", services);
  const now = services.runtime.now();
  return await update(which, services, (endpoint) => changed(endpoint, { ...changes, url }, now));
}

/**
 * Gives it a new secret; `keepOld`: the old one signs too for a day.
 *
 * @throws {Refusal} when there is none
 */
export async function rotateSecret(
  { keepOld, ...which }: Which & { readonly keepOld: boolean },
  services: HookServices,
): Promise<Endpoint> {
  const options = { secret: newSecret(), keepOld, now: services.runtime.now() };
  return await update(which, services, (endpoint) => rotate(endpoint, options));
}

/**
 * Sends it a made-up event, and says how it was answered.
 *
 * @throws {Refusal} when there is none
 */
export async function testEndpoint(
  { type, ...which }: Which & { readonly type: EventType },
  services: HookServices,
): Promise<Attempt> {
  return await services.hooks.test(await findEndpoint(which, services), type);
}

/** @throws {Refusal} when there is none */
export async function deleteEndpoint({ owner, id }: Which, { hooks }: HookServices): Promise<void> {
  if (!await hooks.endpoints.remove(owner, id)) refuseUnknown(id);
}

/** @throws {Refusal} always */
export function refuseUnknown(id: string, param = "id"): never {
  throw new Refusal(failure("not_found", `There is no webhook endpoint ${show(id)}`, { param }));
}

async function update(
  { owner, id }: Which,
  { hooks }: HookServices,
  next: (endpoint: Endpoint) => Endpoint,
): Promise<Endpoint> {
  return await hooks.endpoints.update(owner, id, next) ?? refuseUnknown(id);
}

type Changes = Omit<z.infer<typeof EndpointChanges>, "url"> & { readonly url: string | undefined };

/** Changes nothing, not even the time of the last change, where all is as it was. */
function changed(endpoint: Endpoint, changes: Changes, now: number): Endpoint {
  const { url = endpoint.url, name = endpoint.name, status } = changes;
  const eventTypes = changes.event_types ?? endpoint.eventTypes;
  const isSame = url === endpoint.url && name === endpoint.name &&
    eventTypes.join() === endpoint.eventTypes.join();
  const next = isSame ? endpoint : { ...endpoint, url, name, eventTypes, updatedAt: now };
  if (status === "disabled") return disable(next, now);
  return status === "active" || url !== endpoint.url ? enable(next, now) : next;
}
