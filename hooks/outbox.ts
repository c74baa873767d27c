/**
 * Putting events on their way inside the operation that makes them true. The deliveries themselves
 * are the outbox: there is nothing between the commit and the sender that could be lost.
 *
 * @module
 */

import type { Announcement } from "../jobs/repo.ts";
import type { Runtime } from "../runtime.ts";
import { type Delivery, newDelivery } from "./delivery.ts";
import type { DeliveryRepo } from "./delivery_repo.ts";
import { wants } from "./endpoint.ts";
import type { EndpointBook } from "./endpoint_book.ts";
import { bodyOf, type Event } from "./event.ts";

/** An event that is about to happen. */
export interface NewEvent extends Pick<Event, "type" | "data"> {
  readonly owner: string;
  /** The receiver that the request itself named. */
  readonly webhook?: { readonly url: string };
}

/** Takes events. */
export interface Outbox {
  /**
   * What to add to the operation that makes the event true, and to call once that is committed;
   * undefined when nobody wants to hear of it. Costs one read.
   *
   * @throws {RangeError} when the event holds more than a webhook should carry
   */
  prepare(event: NewEvent): Promise<Announcement | undefined>;
}

/** What the outbox needs. */
export interface OutboxOptions {
  readonly runtime: Runtime;
  readonly endpoints: EndpointBook;
  readonly deliveries: DeliveryRepo;
  /** Told of deliveries that are committed and due. */
  readonly wake: (ids: readonly string[]) => void;
}

/** Creates the outbox. */
export function createOutbox(options: OutboxOptions): Outbox {
  const { runtime, endpoints, deliveries, wake } = options;

  function toDeliveries(
    { owner, type, data }: NewEvent,
    receivers: readonly Pick<Delivery, "endpoint" | "url">[],
  ): Delivery[] {
    const now = runtime.now();
    const event: Event = { id: `evt_${runtime.uuid()}`, type, createdAt: now, data };
    bodyOf(event); // too large an event is found here, not when it is sent
    return receivers.map((receiver) =>
      newDelivery({ id: `whd_${runtime.uuid()}`, owner, event, ...receiver }, now)
    );
  }

  return {
    async prepare(event) {
      const registered = (await endpoints.list(event.owner))
        .filter((endpoint) => wants(endpoint, event.type))
        .map(({ id, url }) => ({ endpoint: id, url }));
      const receivers = [...registered, ...(event.webhook ? [{ url: event.webhook.url }] : [])];
      if (receivers.length === 0) return undefined;
      const made = toDeliveries(event, receivers);
      return {
        add(operation) {
          for (const delivery of made) deliveries.add(operation, delivery);
        },
        committed: () => wake(made.map(({ id }) => id)),
      };
    },
  };
}
