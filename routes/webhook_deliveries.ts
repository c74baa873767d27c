/**
 * Looking at deliveries of webhooks, and sending them again.
 *
 * @module
 */

import { failure, Refusal } from "../failure.ts";
import type { Delivery } from "../hooks/delivery.ts";
import type { App, Services } from "./context.ts";
import { parseFields, show } from "./parse.ts";
import { type DeliveryList, DeliveryListQuery } from "./schemas/webhook.ts";
import { viewDelivery } from "./webhook_view.ts";

const PATH = "/v1/webhook_deliveries";

/** Adds `/v1/webhook_deliveries` and what is below it. Those of other callers do not exist here. */
export function addWebhookDeliveryRoutes(app: App, { hooks }: Services): void {
  const { deliveries, dispatcher } = hooks;

  app.get(PATH, async function listDeliveries(c) {
    const { limit, after, endpoint, status } = parseFields(DeliveryListQuery, c.req.query());
    const found = await deliveries.list(c.get("owner"), {
      limit: limit + 1,
      ...(after === undefined ? {} : { after }),
      ...(endpoint === undefined ? {} : { endpoint }),
      ...(status === undefined ? {} : { status }),
    });
    c.header("cache-control", "no-store");
    return c.json(listOf(found.slice(0, limit), found.length > limit));
  });

  app.get(`${PATH}/:id`, async function getDelivery(c) {
    const id = c.req.param("id");
    const stored = await deliveries.load(id);
    if (stored?.value.owner !== c.get("owner")) throw notFound(id);
    c.header("cache-control", "no-store");
    return c.json(viewDelivery(stored.value));
  });

  app.post(`${PATH}/:id/replay`, async function replayDelivery(c) {
    const id = c.req.param("id");
    const delivery = await dispatcher.replay(id, c.get("owner"));
    if (delivery === undefined) throw notFound(id);
    return c.json(viewDelivery(delivery));
  });
}

function listOf(page: readonly Delivery[], has_more: boolean): DeliveryList {
  const data = page.map(viewDelivery);
  const first_id = data[0]?.id ?? null;
  const last_id = data.at(-1)?.id ?? null;
  return { object: "list", data, first_id, last_id, has_more };
}

function notFound(id: string): Refusal {
  return new Refusal(
    failure("not_found", `There is no webhook delivery ${show(id)}`, { param: "id" }),
  );
}
