/**
 * Where a delivery goes at this moment, and who signs it.
 *
 * @module
 */

import type { Delivery } from "./delivery.ts";
import { secretsOf } from "./endpoint.ts";
import type { EndpointBook } from "./endpoint_book.ts";

/** A receiver; or why there is none any more. */
export type Receiver =
  | { readonly kind: "ready"; readonly url: string; readonly secrets: readonly string[] }
  | { readonly kind: "gone"; readonly reason: string };

/** What finding it needs. */
export interface ReceiverOptions {
  readonly endpoints: EndpointBook;
  /** Signs for receivers that requests name. */
  readonly secret?: string;
  /** Epoch milliseconds. */
  readonly now: number;
}

/** Looks it up: address and secrets of an endpoint may have changed since the event. */
export async function receiverOf(
  { owner, endpoint: id, url }: Pick<Delivery, "owner" | "endpoint" | "url">,
  { endpoints, secret, now }: ReceiverOptions,
): Promise<Receiver> {
  if (id === undefined) {
    if (secret === undefined) {
      return gone("WEBHOOK_SECRET is not set any more: nothing can sign it");
    }
    return { kind: "ready", url, secrets: [secret] };
  }
  const endpoint = await endpoints.find(owner, id);
  if (endpoint === undefined) return gone("The endpoint was deleted");
  if (endpoint.disabledAt !== undefined) return gone("The endpoint is disabled");
  return { kind: "ready", url: endpoint.url, secrets: secretsOf(endpoint, now) };
}

function gone(reason: string): Receiver {
  return { kind: "gone", reason };
}
