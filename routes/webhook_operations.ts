/**
 * The documented operations of webhooks.
 *
 * @module
 */

import type { z } from "zod";
import { AT_EVERY_DOOR, id, type Operation } from "./operation.ts";
import {
  DeletedEndpoint,
  DeliveryList,
  DeliveryListQuery,
  DeliveryView,
  EndpointBody,
  EndpointChanges,
  EndpointList,
  EndpointListQuery,
  EndpointView,
  EndpointWithSecret,
  EventTypeList,
  RotateBody,
  TestBody,
  TestResult,
} from "./schemas/webhook.ts";

const ENDPOINTS = "/v1/webhook_endpoints";
const DELIVERIES = "/v1/webhook_deliveries";

const endpointId = id("The endpoint's id.");
const deliveryId = id("The delivery's id.");

/** A JSON body, taken or given. */
const json = (schema: z.ZodType) => ({ "application/json": schema });
const answer = (description: string, schema: z.ZodType) => ({
  200: { description, content: json(schema) },
});

const OF_BODIES = ["invalid_request", "body_too_large", "unsupported_content_type"] as const;

/** In the order of the documentation. */
export const WEBHOOK_OPERATIONS: readonly Operation[] = [
  {
    method: "post",
    path: ENDPOINTS,
    tag: "Webhooks",
    summary: "Register a receiver",
    description: "Requests are signed as in Standard Webhooks, with the secret that this answer " +
      "shows once: `webhooks.unwrap` of OpenAI's SDKs verifies them.",
    body: json(EndpointBody),
    answers: answer("The receiver and its secret.", EndpointWithSecret),
    refusals: [...AT_EVERY_DOOR, ...OF_BODIES],
  },
  {
    method: "get",
    path: ENDPOINTS,
    tag: "Webhooks",
    summary: "List receivers, newest first",
    query: EndpointListQuery,
    answers: answer("One page.", EndpointList),
    refusals: [...AT_EVERY_DOOR, "invalid_request", "not_found"],
  },
  {
    method: "get",
    path: `${ENDPOINTS}/{id}`,
    tag: "Webhooks",
    summary: "Look at a receiver",
    params: endpointId,
    answers: answer("The receiver.", EndpointView),
    refusals: [...AT_EVERY_DOOR, "not_found"],
  },
  {
    method: "post",
    path: `${ENDPOINTS}/{id}`,
    tag: "Webhooks",
    summary: "Change a receiver",
    params: endpointId,
    body: json(EndpointChanges),
    answers: answer("The receiver as it is now.", EndpointView),
    refusals: [...AT_EVERY_DOOR, ...OF_BODIES, "not_found"],
  },
  {
    method: "delete",
    path: `${ENDPOINTS}/{id}`,
    tag: "Webhooks",
    summary: "Delete a receiver",
    description: "What is on its way there is given up.",
    params: endpointId,
    answers: answer("It is gone.", DeletedEndpoint),
    refusals: [...AT_EVERY_DOOR, "not_found"],
  },
  {
    method: "post",
    path: `${ENDPOINTS}/{id}/rotate_secret`,
    tag: "Webhooks",
    summary: "Give a receiver a new secret",
    params: endpointId,
    body: json(RotateBody),
    answers: answer("The receiver and its new secret.", EndpointWithSecret),
    refusals: [...AT_EVERY_DOOR, ...OF_BODIES, "not_found"],
  },
  {
    method: "post",
    path: `${ENDPOINTS}/{id}/test`,
    tag: "Webhooks",
    summary: "Send a made-up event",
    params: endpointId,
    body: json(TestBody),
    answers: answer("The receiver answered.", TestResult),
    refusals: [...AT_EVERY_DOOR, ...OF_BODIES, "not_found"],
  },
  {
    method: "get",
    path: "/v1/webhook_event_types",
    tag: "Webhooks",
    summary: "List the types of events",
    answers: answer("All of them.", EventTypeList),
    refusals: AT_EVERY_DOOR,
  },
  {
    method: "get",
    path: DELIVERIES,
    tag: "Webhooks",
    summary: "List deliveries, newest first",
    description: "With `status=dead`, those that were given up.",
    query: DeliveryListQuery,
    answers: answer("One page.", DeliveryList),
    refusals: [...AT_EVERY_DOOR, "invalid_request"],
  },
  {
    method: "get",
    path: `${DELIVERIES}/{id}`,
    tag: "Webhooks",
    summary: "Look at a delivery and its tries",
    params: deliveryId,
    answers: answer("The delivery.", DeliveryView),
    refusals: [...AT_EVERY_DOOR, "not_found"],
  },
  {
    method: "post",
    path: `${DELIVERIES}/{id}/replay`,
    tag: "Webhooks",
    summary: "Send a delivery again",
    description: "At once, and then as often as a new one; `webhook-id` stays the same.",
    params: deliveryId,
    answers: answer("The delivery, on its way.", DeliveryView),
    refusals: [...AT_EVERY_DOOR, "not_found"],
  },
];
