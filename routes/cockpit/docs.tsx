/**
 * The API's documentation, for people and for programs.
 *
 * @module
 */

import { ApiPage } from "../../ui/api_page.tsx";
import { viewApi } from "../api_view.ts";
import type { App } from "../context.ts";
import { publicUrl } from "../public_url.ts";
import { answerPage, type CockpitServices, frameFor } from "./page.ts";

/** Adds `/docs` and `/openapi.json`. They need no key. */
export function addDocsRoutes(app: App, services: CockpitServices): void {
  const { config } = services;

  app.get("/docs", async function getDocumentation(c) {
    const view = viewApi(await openApi(), publicUrl(config, c.req.raw));
    const frame = await frameFor(c, services);
    return await answerPage(c, services, <ApiPage view={view} frame={frame} />);
  });

  app.get("/openapi.json", async function getOpenApi(c) {
    const servers = [{ url: publicUrl(config, c.req.raw) }];
    return c.json({ ...await openApi(), servers });
  });
}

/** Loaded when first asked for: the generator takes longer to start than all of our routes. */
async function openApi() {
  const { buildOpenApi } = await import("../openapi.ts");
  return buildOpenApi();
}
