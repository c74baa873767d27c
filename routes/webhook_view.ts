/**
 * From records of webhooks to what their owner sees of them. Pure; secrets stay behind.
 *
 * @module
 */

import type { Attempt, Delivery } from "../hooks/delivery.ts";
import type { Endpoint } from "../hooks/endpoint.ts";
import { hintOf } from "../hooks/signature.ts";
import { unixSeconds } from "./image_answer.ts";
import type { DeliveryView, EndpointView, EndpointWithSecret } from "./schemas/webhook.ts";

/** An endpoint as it is listed. */
export function viewEndpoint(endpoint: Endpoint): EndpointView {
  const { id, name, url, disabledAt } = endpoint;
  return {
    id,
    object: "webhook_endpoint",
    name,
    url,
    event_types: endpoint.eventTypes,
    signing_secret_hint: hintOf(endpoint.secret),
    created_at: unixSeconds(endpoint.createdAt),
    updated_at: unixSeconds(endpoint.updatedAt),
    status: disabledAt === undefined ? "active" : "disabled",
    disabled_at: secondsOrNull(disabledAt),
  };
}

/** An endpoint whose secret is new: the only time that it is shown. */
export function viewWithSecret(endpoint: Endpoint): EndpointWithSecret {
  return { ...viewEndpoint(endpoint), signing_secret: endpoint.secret };
}

/** A delivery with its log. */
export function viewDelivery(delivery: Delivery): DeliveryView {
  const { id, event, holder, dueAt } = delivery;
  return {
    id,
    object: "webhook_delivery",
    status: delivery.status,
    endpoint: delivery.endpoint ?? null,
    url: delivery.url,
    webhook_id: event.id,
    event: {
      id: event.id,
      type: event.type,
      created_at: unixSeconds(event.createdAt),
      data: event.data,
    },
    attempts: delivery.attempts.map(viewAttempt),
    created_at: unixSeconds(delivery.createdAt),
    next_attempt_at: holder === undefined ? secondsOrNull(dueAt) : null,
    completed_at: secondsOrNull(delivery.endedAt),
    expires_at: unixSeconds(delivery.expiresAt),
  };
}

function viewAttempt(attempt: Attempt): DeliveryView["attempts"][number] {
  return {
    at: unixSeconds(attempt.at),
    duration_ms: Math.round(attempt.durationMs),
    status_code: attempt.status ?? null,
    response_excerpt: attempt.excerpt ?? null,
    error: attempt.error ?? null,
  };
}

function secondsOrNull(epochMs: number | undefined): number | null {
  return epochMs === undefined ? null : unixSeconds(epochMs);
}
