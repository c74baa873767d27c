/**
 * What the forms about endpoints do: the same as the API, held against the same schemas.
 *
 * @module
 */

import { FAILURES } from "../../failure.ts";
import type { Endpoint } from "../../hooks/endpoint.ts";
import { TryLine } from "../../ui/webhooks/try_line.tsx";
import { WebhooksPage } from "../../ui/webhooks/webhooks_page.tsx";
import { requireScope } from "../auth.ts";
import type { App, AppContext } from "../context.ts";
import { parseFields } from "../parse.ts";
import { EndpointBody, TestBody } from "../schemas/webhook.ts";
import {
  changeEndpoint,
  createEndpoint,
  deleteEndpoint,
  rotateSecret,
  testEndpoint,
  type Which,
} from "../webhook_changes.ts";
import { answerPage, answerPart, type CockpitServices, isNavigation } from "./page.ts";
import { readPageForm } from "./page_form.ts";
import { lookOf } from "./visitor.ts";
import { type Shown, viewTry, viewWebhooks } from "./webhooks_view.ts";

const PATH = "/ui/webhooks/endpoints";

/** Where an endpoint is seen. */
const PAGE = "/webhooks";

/** Adds them under `/ui/webhooks/endpoints`. */
export function addEndpointActions(app: App, services: CockpitServices): void {
  const answer = async (c: AppContext, shown: Shown): Promise<Response> => {
    const view = await viewWebhooks(c, services, { tab: "endpoints", path: PAGE, ...shown });
    return await answerPage(c, services, <WebhooksPage view={view} />);
  };
  const answerMade = (c: AppContext, { name, secret }: Endpoint) =>
    answer(c, { made: { name, secret } });

  app.use(`${PATH}/*`, async function tellOnWebhooks(c, next) {
    requireScope(c.get("caller"), "webhooks");
    if (isNavigation(c)) tellOnPage(c);
    await next();
  });

  /** Shows what goes wrong above the forms, with what was typed still in them. */
  function tellOnPage(c: AppContext, given?: Shown["given"]): void {
    c.set("tellFailure", ({ kind, message }) => {
      c.status(FAILURES[kind].status);
      return answer(c, { refusal: message, given });
    });
  }

  app.post(PATH, async function registerEndpoint(c) {
    const given = await readPageForm(c);
    tellOnPage(c, given);
    const fields = parseFields(EndpointBody, fieldsOf(given));
    return await answerMade(c, await createEndpoint(c.get("owner"), fields, services));
  });

  app.post(`${PATH}/:id/rotate`, async function newSecret(c) {
    const keepOld = (await readPageForm(c))["keep_old"] !== undefined;
    return await answerMade(c, await rotateSecret({ ...which(c), keepOld }, services));
  });

  app.post(`${PATH}/:id/test`, async function sendTest(c) {
    const { event_type: type } = parseFields(TestBody, await readPageForm(c));
    const attempt = viewTry(await testEndpoint({ ...which(c), type }, services));
    if (isNavigation(c)) return await answer(c, { test: { id: which(c).id, attempt } });
    const now = services.runtime.now();
    const line = <TryLine attempt={attempt} now={now} lang={lookOf(c).lang} />;
    return await answerPart(c, services, line);
  });

  app.post(`${PATH}/:id/enable`, async function enable(c) {
    await changeEndpoint(which(c), { status: "active" }, services);
    return c.redirect(PAGE, 303);
  });

  app.post(`${PATH}/:id/disable`, async function disable(c) {
    await changeEndpoint(which(c), { status: "disabled" }, services);
    return c.redirect(PAGE, 303);
  });

  app.post(`${PATH}/:id/delete`, async function remove(c) {
    await deleteEndpoint(which(c), services);
    return c.redirect(PAGE, 303);
  });
}

function which(c: AppContext): Which {
  return { owner: c.get("owner"), id: c.req.param("id") ?? "" };
}

/** As the API names them: a form has a box for each event, and empty texts for what is left out. */
function fieldsOf({ url, name, ...boxes }: Readonly<Record<string, string>>) {
  const types = Object.keys(boxes).filter((box) => box.startsWith("event:"));
  return {
    ...(url ? { url } : {}),
    ...(name ? { name } : {}),
    event_types: types.map((box) => box.slice("event:".length)),
  };
}
