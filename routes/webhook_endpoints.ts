/**
 * Registered receivers of webhooks, as OpenAI's API manages them. Those of other callers do not exist
 * here.
 *
 * @module
 */

import type { z } from "zod";
import { failure, Refusal } from "../failure.ts";
import type { Endpoint } from "../hooks/endpoint.ts";
import { EVENT_TYPES } from "../hooks/event.ts";
import { readJsonFields } from "./body.ts";
import type { App, AppContext, Services } from "./context.ts";
import { parseFields } from "./parse.ts";
import {
  type DeletedEndpoint,
  EndpointBody,
  EndpointChanges,
  type EndpointList,
  EndpointListQuery,
  type EventTypeList,
  RotateBody,
  TestBody,
  type TestResult,
} from "./schemas/webhook.ts";
import { tidyFields } from "./tidy.ts";
import { setWarnings } from "./warnings.ts";
import {
  changeEndpoint,
  createEndpoint,
  deleteEndpoint,
  findEndpoint,
  refuseUnknown,
  rotateSecret,
  testEndpoint,
  type Which,
} from "./webhook_changes.ts";
import { viewEndpoint, viewWithSecret } from "./webhook_view.ts";

const PATH = "/v1/webhook_endpoints";

/** Adds `/v1/webhook_endpoints`, what is below it, and `/v1/webhook_event_types`. */
export function addWebhookEndpointRoutes(app: App, services: Services): void {
  const { endpoints } = services.hooks;

  app.use(`${PATH}/*`, async function keepSecret(c, next) {
    await next();
    c.res.headers.set("cache-control", "no-store");
  });

  app.post(PATH, async function postEndpoint(c) {
    const fields = await readFields(c, EndpointBody);
    return c.json(viewWithSecret(await createEndpoint(c.get("owner"), fields, services)));
  });

  app.get(PATH, async function listEndpoints(c) {
    const { limit, after } = parseFields(EndpointListQuery, c.req.query());
    const all = await endpoints.list(c.get("owner"));
    const start = after === undefined ? 0 : all.findIndex(({ id }) => id === after) + 1;
    if (after !== undefined && start === 0) refuseUnknown(after, "after");
    const page = all.slice(start, start + limit);
    return c.json(listOf(page, start + limit < all.length));
  });

  app.get(`${PATH}/:id`, async function getEndpoint(c) {
    return c.json(viewEndpoint(await findEndpoint(which(c), services)));
  });

  app.post(`${PATH}/:id`, async function updateEndpoint(c) {
    await findEndpoint(which(c), services);
    const changes = await readFields(c, EndpointChanges);
    return c.json(viewEndpoint(await changeEndpoint(which(c), changes, services)));
  });

  app.delete(`${PATH}/:id`, async function removeEndpoint(c) {
    const { id } = which(c);
    await deleteEndpoint(which(c), services);
    return c.json(
      { id, object: "webhook_endpoint.deleted", deleted: true } satisfies DeletedEndpoint,
    );
  });

  app.post(`${PATH}/:id/rotate_secret`, async function postRotation(c) {
    await findEndpoint(which(c), services);
    const { keep_old_secret_active_for_24_hours: keepOld } = await readFields(c, RotateBody);
    return c.json(viewWithSecret(await rotateSecret({ ...which(c), keepOld }, services)));
  });

  app.post(`${PATH}/:id/test`, async function postTest(c) {
    const { id } = await findEndpoint(which(c), services);
    const { event_type } = await readFields(c, TestBody);
    const { status, error } = await testEndpoint({ ...which(c), type: event_type }, services);
    if (status === undefined) {
      const more = { param: "url", code: "endpoint_unreachable" };
      throw new Refusal(failure("invalid_request", error ?? "There was no answer", more));
    }
    return c.json(
      {
        object: "webhook_endpoint.test",
        success: true,
        status_code: status,
        event_type,
        webhook_endpoint_id: id,
      } satisfies TestResult,
    );
  });

  app.get("/v1/webhook_event_types", function listEventTypes(c) {
    return c.json({ object: "list", data: [...EVENT_TYPES] } satisfies EventTypeList);
  });
}

/** Of a missing body every field is absent. */
async function readFields<T>(c: AppContext, schema: z.ZodType<T> & z.ZodObject): Promise<T> {
  const raw = c.req.raw.body === null ? {} : await readJsonFields(c);
  const { fields, spelling, unknown } = tidyFields(raw, Object.keys(schema.shape));
  setWarnings(c, unknown.map((name) => `${name} ignored: no such field`));
  return parseFields(schema, fields, { spelling });
}

function which(c: AppContext): Which {
  return { owner: c.get("owner"), id: c.req.param("id") ?? "" };
}

function listOf(page: readonly Endpoint[], has_more: boolean): EndpointList {
  const data = page.map(viewEndpoint);
  const first_id = data[0]?.id ?? null;
  const last_id = data.at(-1)?.id ?? null;
  return { object: "list", data, first_id, last_id, has_more };
}
