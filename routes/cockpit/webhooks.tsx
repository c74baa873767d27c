/**
 * Webhooks and jobs: who is told of what, what came of it, and a table of all jobs.
 *
 * @module
 */

import { WebhooksPage } from "../../ui/webhooks/webhooks_page.tsx";
import { requireScope } from "../auth.ts";
import type { App } from "../context.ts";
import { addEndpointActions } from "./endpoint_actions.tsx";
import { answerPage, type CockpitServices } from "./page.ts";
import { addRowActions } from "./row_actions.ts";
import { viewWebhooks } from "./webhooks_view.ts";

/** Adds `/webhooks`, and what its forms do. */
export function addWebhookPages(app: App, services: CockpitServices): void {
  app.get("/webhooks", async function getWebhooks(c) {
    const view = await viewWebhooks(c, services);
    if (view.tab !== "jobs") requireScope(c.get("caller"), "webhooks");
    return await answerPage(c, services, <WebhooksPage view={view} />);
  });
  addEndpointActions(app, services);
  addRowActions(app, services);
}
