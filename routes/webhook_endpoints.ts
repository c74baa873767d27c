/**
 * Registered receivers of webhooks, as OpenAI's API manages them. Those of other callers do not exist
 * here.
 *
 * @module
 */

import type { z } from "zod";
import { failure, Refusal } from "../failure.ts";
import { disable, enable, type Endpoint, rotate } from "../hooks/endpoint.ts";
import { MAX_ENDPOINTS } from "../hooks/endpoint_book.ts";
import { EVENT_TYPES } from "../hooks/event.ts";
import { newSecret } from "../hooks/signature.ts";
import { readJsonFields } from "./body.ts";
import type { App, AppContext, Services } from "./context.ts";
import { parseFields, show } from "./parse.ts";
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
import { viewEndpoint, viewWithSecret } from "./webhook_view.ts";
import { readHookUrl } from "./webhook_url.ts";

const PATH = "/v1/webhook_endpoints";

/** Adds `/v1/webhook_endpoints`, what is below it, and `/v1/webhook_event_types`. */
export function addWebhookEndpointRoutes(app: App, services: Services): void {
  const { hooks } = services;
  const { endpoints } = hooks;

  app.use(`${PATH}/*`, async function keepSecret(c, next) {
    await next();
    c.res.headers.set("cache-control", "no-store");
  });

  app.post(PATH, async function createEndpoint(c) {
    const endpoint = await newEndpoint(await readFields(c, EndpointBody), services);
    if (!await endpoints.add(c.get("owner"), endpoint)) {
      const message = `There are ${MAX_ENDPOINTS} webhook endpoints already: delete one first`;
      throw new Refusal(failure("invalid_request", message));
    }
    return c.json(viewWithSecret(endpoint));
  });

  app.get(PATH, async function listEndpoints(c) {
    const { limit, after } = parseFields(EndpointListQuery, c.req.query());
    const all = await endpoints.list(c.get("owner"));
    const start = after === undefined ? 0 : all.findIndex(({ id }) => id === after) + 1;
    if (after !== undefined && start === 0) throw notFound(after, "after");
    const page = all.slice(start, start + limit);
    return c.json(listOf(page, start + limit < all.length));
  });

  app.get(`${PATH}/:id`, async function getEndpoint(c) {
    return c.json(viewEndpoint(await find(c, services)));
  });

  app.post(`${PATH}/:id`, async function updateEndpoint(c) {
    const { id } = await find(c, services);
    const body = await readFields(c, EndpointChanges);
    const { url: given } = body;
    const url = given === undefined ? undefined : await readHookUrl(given, "url", services);
    const now = services.runtime.now();
    return c.json(viewEndpoint(
      await change(c, services, {
        id,
        next: (endpoint) => changed(endpoint, { ...body, url }, now),
      }),
    ));
  });

  app.delete(`${PATH}/:id`, async function deleteEndpoint(c) {
    const id = c.req.param("id");
    if (!await endpoints.remove(c.get("owner"), id)) throw notFound(id, "id");
    return c.json(
      { id, object: "webhook_endpoint.deleted", deleted: true } satisfies DeletedEndpoint,
    );
  });

  app.post(`${PATH}/:id/rotate_secret`, async function rotateSecret(c) {
    const { id } = await find(c, services);
    const body = await readFields(c, RotateBody);
    const options = {
      secret: newSecret(),
      keepOld: body.keep_old_secret_active_for_24_hours,
      now: services.runtime.now(),
    };
    const next = (endpoint: Endpoint) => rotate(endpoint, options);
    return c.json(viewWithSecret(await change(c, services, { id, next })));
  });

  app.post(`${PATH}/:id/test`, async function testEndpoint(c) {
    const endpoint = await find(c, services);
    const { event_type } = await readFields(c, TestBody);
    const { status, error } = await hooks.test(endpoint, event_type);
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
        webhook_endpoint_id: endpoint.id,
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

async function newEndpoint(
  { url: given, name, event_types }: z.infer<typeof EndpointBody>,
  services: Services,
): Promise<Endpoint> {
  const url = await readHookUrl(given, "url", services);
  const now = services.runtime.now();
  return {
    id: `whe_${services.runtime.uuid()}`,
    name: name ?? new URL(url).host,
    url,
    eventTypes: [...new Set(event_types)],
    secret: newSecret(),
    createdAt: now,
    updatedAt: now,
  };
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

async function find(c: AppContext, { hooks }: Services): Promise<Endpoint> {
  const id = c.req.param("id") ?? "";
  const endpoint = await hooks.endpoints.find(c.get("owner"), id);
  if (endpoint === undefined) throw notFound(id, "id");
  return endpoint;
}

async function change(
  c: AppContext,
  { hooks }: Services,
  { id, next }: { readonly id: string; readonly next: (endpoint: Endpoint) => Endpoint },
): Promise<Endpoint> {
  const endpoint = await hooks.endpoints.update(c.get("owner"), id, next);
  if (endpoint === undefined) throw notFound(id, "id");
  return endpoint;
}

function listOf(page: readonly Endpoint[], has_more: boolean): EndpointList {
  const data = page.map(viewEndpoint);
  const first_id = data[0]?.id ?? null;
  const last_id = data.at(-1)?.id ?? null;
  return { object: "list", data, first_id, last_id, has_more };
}

function notFound(id: string, param: string): Refusal {
  return new Refusal(failure("not_found", `There is no webhook endpoint ${show(id)}`, { param }));
}
