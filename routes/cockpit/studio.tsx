/**
 * The studio: where pictures are asked for.
 *
 * @module
 */

import { StudioPage } from "../../ui/studio/studio_page.tsx";
import type { App } from "../context.ts";
import { answerPage, type CockpitServices, frameFor } from "./page.ts";

/** Adds `/`. */
export function addStudioRoutes(app: App, services: CockpitServices): void {
  app.get("/", async function getStudio(c) {
    const view = await frameFor(c, services);
    return await answerPage(c, services, <StudioPage view={view} />);
  });
}
