/**
 * The wire shape of webhooks: endpoints as in OpenAI's API, deliveries of our own.
 *
 * @module
 */

import { z } from "zod";
import { STATUSES } from "../../hooks/delivery.ts";
import { EVENT_TYPES } from "../../hooks/event.ts";
import { ErrorBody } from "./error.ts";
import { flag, integer, oneOf, text } from "./fields.ts";

const seconds = z.int().meta({ description: "Unix seconds.", example: 1_763_683_200 });

const url = text(2_048).meta({
  description: "http or https, public, without a password in it.",
  example: "https://example.com/hooks",
});
const eventTypes = z.array(oneOf(EVENT_TYPES), { error: "use a list of event types" }).meta({
  description: "What is sent there; empty: everything. See `GET /v1/webhook_event_types`.",
  example: ["image.generation.completed"],
});

/** The field `webhook` of a request. */
export const WebhookField = z.union([text(2_048), z.object({ url: text(2_048) })], {
  error: "use a URL, or an object with url",
}).meta({
  description: "Where the end of this job is told, signed with the server's `WEBHOOK_SECRET`: a " +
    "URL, or an object with `url`.",
  example: "https://example.com/hooks",
});
/** See {@linkcode WebhookField}. */
export type WebhookField = z.infer<typeof WebhookField>;

/** The body of `POST /v1/webhook_endpoints`. */
export const EndpointBody = z.object({
  url,
  name: text(200).optional().meta({ description: "For people. Absent: the address's host." }),
  event_types: eventTypes.default([]),
}).meta({ id: "CreateWebhookEndpointRequest", description: "A receiver to be registered." });

/** The body of `POST /v1/webhook_endpoints/{id}`. */
export const EndpointChanges = z.object({
  url: url.optional(),
  name: text(200).optional(),
  event_types: eventTypes.optional(),
  status: oneOf(["active", "disabled"]).optional().meta({
    description: "`disabled`: nothing is sent. A new `url` makes it `active` too.",
  }),
}).meta({ id: "UpdateWebhookEndpointRequest", description: "What is to be changed." });

/** The body of `POST /v1/webhook_endpoints/{id}/rotate_secret`. */
export const RotateBody = z.object({
  keep_old_secret_active_for_24_hours: flag().default(false).meta({
    description: "Whether the old secret signs too for a day.",
  }),
}).meta({ id: "RotateWebhookSecretRequest", description: "How to change the secret." });

/** The body of `POST /v1/webhook_endpoints/{id}/test`. */
export const TestBody = z.object({ event_type: oneOf(EVENT_TYPES) })
  .meta({ id: "TestWebhookEndpointRequest", description: "Which event to make up." });

/** An endpoint, without its secret. */
export const EndpointView = z.object({
  id: z.string().meta({ example: "whe_019a9f3c6d5e7c3f8a1b2c3d4e5f6071" }),
  object: z.literal("webhook_endpoint"),
  name: z.string(),
  url: z.string(),
  event_types: z.array(z.string()),
  signing_secret_hint: z.string().nullable(),
  created_at: seconds,
  updated_at: seconds,
  status: z.enum(["active", "disabled"]).meta({
    description: "An endpoint that answers 410 is disabled.",
  }),
  disabled_at: seconds.nullable(),
}).meta({ id: "WebhookEndpoint", description: "A registered receiver." });
/** See {@linkcode EndpointView}. */
export type EndpointView = z.infer<typeof EndpointView>;

/** An endpoint with its secret, which is shown this once. */
export const EndpointWithSecret = EndpointView.extend({
  signing_secret: z.string().meta({ description: "Shown now and never again." }),
}).meta({ id: "WebhookEndpointWithSecret", description: "A receiver and its new secret." });
/** See {@linkcode EndpointWithSecret}. */
export type EndpointWithSecret = z.infer<typeof EndpointWithSecret>;

/** One page of endpoints. */
export const EndpointList = z.object({
  object: z.literal("list"),
  data: z.array(EndpointView),
  first_id: z.string().nullable(),
  last_id: z.string().nullable(),
  has_more: z.boolean(),
}).meta({ id: "WebhookEndpointList", description: "One page of receivers, newest first." });
/** See {@linkcode EndpointList}. */
export type EndpointList = z.infer<typeof EndpointList>;

/** The answer to a deletion. */
export const DeletedEndpoint = z.object({
  id: z.string(),
  object: z.literal("webhook_endpoint.deleted"),
  deleted: z.boolean(),
}).meta({ id: "DeletedWebhookEndpoint", description: "It is gone, with its secret." });
/** See {@linkcode DeletedEndpoint}. */
export type DeletedEndpoint = z.infer<typeof DeletedEndpoint>;

/** What came of a test. */
export const TestResult = z.object({
  object: z.literal("webhook_endpoint.test"),
  success: z.literal(true).meta({ description: "It answered; `status_code` says how." }),
  status_code: z.int(),
  event_type: z.string(),
  webhook_endpoint_id: z.string(),
}).meta({ id: "WebhookEndpointTest", description: "How the receiver answered." });
/** See {@linkcode TestResult}. */
export type TestResult = z.infer<typeof TestResult>;

/** All types of events. */
export const EventTypeList = z.object({
  object: z.literal("list"),
  data: z.array(z.string()),
}).meta({ id: "WebhookEventTypeList", description: "All types of events." });
/** See {@linkcode EventTypeList}. */
export type EventTypeList = z.infer<typeof EventTypeList>;

/** The query of a listing of endpoints. */
export const EndpointListQuery = z.object({
  limit: integer({ min: 1, max: 100 }).default(20),
  after: text(100).optional().meta({ description: "The `last_id` of the page before." }),
});

/** What a job's events say of it. */
export const JobEventData = z.object({
  id: z.string(),
  status: z.enum(["completed", "failed", "cancelled"]),
  url: z.string().meta({ description: "Where the job is found; a key is needed." }),
  images: z.array(z.object({ url: z.string(), media_type: z.string(), size: z.string() })),
  error: ErrorBody.shape.error.nullable(),
});
/** See {@linkcode JobEventData}. */
export type JobEventData = z.infer<typeof JobEventData>;

/** A delivery and its log. */
export const DeliveryView = z.object({
  id: z.string().meta({ example: "whd_019a9f3c6d5e7c3f8a1b2c3d4e5f6071" }),
  object: z.literal("webhook_delivery"),
  status: z.enum(STATUSES).meta({ description: "`dead`: it was given up." }),
  endpoint: z.string().nullable().meta({ description: "Null: the request named its receiver." }),
  url: z.string(),
  webhook_id: z.string().meta({
    description: "The header of that name, the same at every try: receivers tell doubles by it.",
  }),
  event: z.object({
    id: z.string(),
    type: z.string(),
    created_at: seconds,
    data: z.looseObject({ id: z.string() }),
  }),
  attempts: z.array(z.object({
    at: seconds,
    duration_ms: z.int(),
    status_code: z.int().nullable().meta({ description: "Null: there was no answer." }),
    response_excerpt: z.string().nullable(),
    error: z.string().nullable(),
  })).meta({ description: "The newest tries, oldest first." }),
  created_at: seconds,
  next_attempt_at: seconds.nullable(),
  completed_at: seconds.nullable().meta({ description: "When it arrived or was given up." }),
  expires_at: seconds,
}).meta({ id: "WebhookDelivery", description: "An event on its way to one receiver." });
/** See {@linkcode DeliveryView}. */
export type DeliveryView = z.infer<typeof DeliveryView>;

/** One page of deliveries. */
export const DeliveryList = z.object({
  ...EndpointList.shape,
  data: z.array(DeliveryView),
}).meta({ id: "WebhookDeliveryList", description: "One page of deliveries, newest first." });
/** See {@linkcode DeliveryList}. */
export type DeliveryList = z.infer<typeof DeliveryList>;

/** The query of a listing of deliveries. */
export const DeliveryListQuery = z.object({
  endpoint: text(100).optional().meta({ description: "Only those to this endpoint." }),
  status: oneOf(STATUSES).optional().meta({ description: "Only those that stand so." }),
  limit: integer({ min: 1, max: 100 }).default(20),
  after: text(100).optional().meta({ description: "The `last_id` of the page before." }),
});
