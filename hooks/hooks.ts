/**
 * Webhooks put together: endpoints, outbox, dispatcher.
 *
 * @module
 */

import type { Outside, UrlGuard } from "../net/guard.ts";
import type { Runtime } from "../runtime.ts";
import type { Attempt } from "./delivery.ts";
import { createDeliveryRepo, type DeliveryRepo } from "./delivery_repo.ts";
import { createDispatcher, type Dispatcher } from "./dispatcher.ts";
import { type Endpoint, secretsOf } from "./endpoint.ts";
import { createEndpointBook, type EndpointBook } from "./endpoint_book.ts";
import type { EventType } from "./event.ts";
import { createOutbox, type Outbox } from "./outbox.ts";
import { send } from "./send.ts";

/** Everything about webhooks. */
export interface Hooks {
  readonly endpoints: EndpointBook;
  readonly deliveries: DeliveryRepo;
  readonly outbox: Outbox;
  readonly dispatcher: Dispatcher;
  /** Why an address may not be called, or undefined. */
  readonly guard: UrlGuard;
  /** Sends a made-up event to an endpoint, once; nothing of it is kept. */
  test(endpoint: Endpoint, type: EventType): Promise<Attempt>;
}

/** What they need. */
export interface HooksOptions {
  readonly kv: Deno.Kv;
  readonly runtime: Runtime;
  /** Where receivers are. */
  readonly outside: Outside;
  /** Signs for receivers that requests name; absent: there are none. */
  readonly secret?: string;
}

/** Puts them together; nothing is looked for before the dispatcher is started. */
export function createHooks(options: HooksOptions): Hooks {
  const { kv, runtime, outside } = options;
  const endpoints = createEndpointBook(kv, runtime);
  const deliveries = createDeliveryRepo(kv, runtime);
  const dispatcher = createDispatcher({ ...options, endpoints, deliveries });
  const outbox = createOutbox({ runtime, endpoints, deliveries, wake: dispatcher.wake });
  return {
    endpoints,
    deliveries,
    outbox,
    dispatcher,
    guard: outside.guard,

    async test(endpoint, type) {
      const createdAt = runtime.now();
      const id = type.startsWith("batch.") ? "batch_test" : "job_test";
      const event = { id: `evt_${runtime.uuid()}`, type, createdAt, data: { id } };
      const message = { url: endpoint.url, event, secrets: secretsOf(endpoint, createdAt) };
      const { signal } = new AbortController();
      return (await send(message, { runtime, outside, signal })).attempt;
    },
  };
}
