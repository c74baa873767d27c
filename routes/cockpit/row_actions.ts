/**
 * What is done to rows of the page about webhooks and jobs: deliveries are sent again, jobs are
 * ended or made again.
 *
 * @module
 */

import { failure, Refusal } from "../../failure.ts";
import { requireScope } from "../auth.ts";
import type { App, AppContext } from "../context.ts";
import { show } from "../parse.ts";
import { placeOrder } from "../place_order.ts";
import type { CockpitServices } from "./page.ts";
import { readPageForm } from "./page_form.ts";
import { localPath } from "./sign_in.tsx";

/** Most deliveries that are sent again at once. */
const MOST_REPLAYED = 100;

/** Adds them under `/ui/webhooks`. */
export function addRowActions(app: App, services: CockpitServices): void {
  const { engine, hooks } = services;

  app.post("/ui/webhooks/replay", async function replayDeliveries(c) {
    requireScope(c.get("caller"), "webhooks");
    const form = await readPageForm(c);
    for (const id of await pickedOf(c, services, form)) {
      await hooks.dispatcher.replay(id, c.get("owner"));
    }
    return c.redirect(localPath(form["back"]), 303);
  });

  app.post("/ui/webhooks/jobs/:id/cancel", async function cancelJob(c) {
    requireScope(c.get("caller"), "jobs:write");
    const id = c.req.param("id");
    if (await engine.cancel(id, c.get("owner")) === undefined) throw unknownJob(id);
    return c.redirect(localPath((await readPageForm(c))["back"]), 303);
  });

  app.post("/ui/webhooks/jobs/:id/retry", async function retryJob(c) {
    const id = c.req.param("id");
    const order = await engine.again(id, c.get("owner"));
    if (order === undefined) throw unknownJob(id);
    await placeOrder(c, services, order);
    return c.redirect(localPath((await readPageForm(c))["back"]), 303);
  });
}

/** One by its button, all that were given up, or those that were picked. */
async function pickedOf(
  c: AppContext,
  { hooks }: CockpitServices,
  form: Readonly<Record<string, string>>,
): Promise<readonly string[]> {
  const { one, all, endpoint } = form;
  if (one !== undefined) return [one];
  if (all === undefined) {
    return Object.keys(form).filter((name) => name.startsWith("id:")).map((name) => name.slice(3));
  }
  const given = await hooks.deliveries.list(c.get("owner"), {
    limit: MOST_REPLAYED,
    status: "dead",
    ...(endpoint ? { endpoint } : {}),
  });
  // In the order in which it happened.
  return given.map(({ id }) => id).toReversed();
}

function unknownJob(id: string): Refusal {
  return new Refusal(failure("not_found", `There is no job ${show(id)}`, { param: "id" }));
}
