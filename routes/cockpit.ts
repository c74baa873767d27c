/**
 * The cockpit: Darkroom for people.
 *
 * @module
 */

import { compress } from "hono/compress";
import { addAssetRoutes, createAssets } from "./cockpit/assets.ts";
import { addConnectRoutes } from "./cockpit/connect.tsx";
import { addDashboardRoutes } from "./cockpit/dashboard.tsx";
import { addDocsRoutes } from "./cockpit/docs.tsx";
import { tellOnPage } from "./cockpit/error_page.tsx";
import { addGalleryRoutes } from "./cockpit/gallery.tsx";
import { addGalleryActionRoutes } from "./cockpit/gallery_actions.ts";
import { addJobPageRoutes } from "./cockpit/job.tsx";
import { addJobActionRoutes } from "./cockpit/job_actions.ts";
import { addJobDownloadRoute } from "./cockpit/job_download.ts";
import { addJobLiveRoute } from "./cockpit/job_live.tsx";
import { addLookRoute } from "./cockpit/look.ts";
import { onReads, requireOurPage, requireVisitor } from "./cockpit/guard.ts";
import { addKeyPages } from "./cockpit/keys.tsx";
import type { CockpitServices } from "./cockpit/page.ts";
import { addSettingsRoutes } from "./cockpit/settings.tsx";
import { addSignInRoutes } from "./cockpit/sign_in.tsx";
import { addStudioRoutes } from "./cockpit/studio.tsx";
import { addThumbRoute } from "./cockpit/thumbs.ts";
import { addWebhookPages } from "./cockpit/webhooks.tsx";
import type { App, Services } from "./context.ts";

/** Pages that only signed-in visitors get. */
const LOCKED = [
  "/",
  "/gallery",
  "/jobs/*",
  "/dashboard",
  "/connect",
  "/webhooks",
  "/keys",
  "/settings",
] as const;

/** What those pages load in parts, and ask for. */
const PARTS = "/ui/*";

/** Pages that tell their failures as pages. */
const PAGES = [...LOCKED, PARTS, "/docs", "/sign-in", "/sign-out", "/look"] as const;

/** Adds the pages, what they are made of, and signing in. */
export function addCockpitRoutes(app: App, services: Services): void {
  const cockpit: CockpitServices = { ...services, assets: createAssets() };
  addAssetRoutes(app, cockpit.assets);
  for (const path of PAGES) app.use(path, compress(), tellOnPage(cockpit));
  for (const path of LOCKED) app.use(path, onReads(requireVisitor(cockpit)));
  app.use(PARTS, requireVisitor(cockpit), requireOurPage(cockpit));
  addSignInRoutes(app, cockpit);
  addLookRoute(app, cockpit);
  addDocsRoutes(app, cockpit);
  addStudioRoutes(app, cockpit);
  addGalleryRoutes(app, cockpit);
  addGalleryActionRoutes(app, cockpit);
  addJobPageRoutes(app, cockpit);
  addJobActionRoutes(app, cockpit);
  addJobDownloadRoute(app, cockpit);
  addJobLiveRoute(app, cockpit);
  addThumbRoute(app, cockpit);
  addConnectRoutes(app, cockpit);
  addWebhookPages(app, cockpit);
  addKeyPages(app, cockpit);
  addSettingsRoutes(app, cockpit);
  addDashboardRoutes(app, cockpit);
}
