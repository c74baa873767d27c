/**
 * The dashboard.
 *
 * @module
 */

import { RANGE_NAMES, type RangeName } from "../../stats/summary.ts";
import { Dashboard, DashboardPage } from "../../ui/dashboard/dashboard_page.tsx";
import { requireScope } from "../auth.ts";
import type { App, AppContext } from "../context.ts";
import { overlook } from "../overview.ts";
import { viewDashboard } from "./dashboard_view.ts";
import { knownZone } from "./moments.ts";
import { answerPage, answerPart, type CockpitServices, frameFor } from "./page.ts";
import { lookOf } from "./visitor.ts";

/**
 * Adds `/dashboard`, and its part that is renewed while it is open; both take a `range`. They tell of
 * what all callers do, so they are for who has the scope `admin`.
 */
export function addDashboardRoutes(app: App, services: CockpitServices): void {
  app.get("/dashboard", async function getDashboard(c) {
    const [frame, view] = await Promise.all([frameFor(c, services), viewFor(c, services)]);
    return await answerPage(c, services, <DashboardPage view={view} frame={frame} />);
  });

  app.get("/ui/dashboard", async function getDashboardPart(c) {
    return await answerPart(c, services, <Dashboard view={await viewFor(c, services)} />);
  });
}

async function viewFor(c: AppContext, services: CockpitServices) {
  requireScope(c.get("caller"), "admin");
  const overview = await overlook(rangeOf(c.req.query("range")), services);
  return viewDashboard(overview, { lang: lookOf(c).lang, zone: knownZone(c.req.query("zone")) });
}

/** An address that somebody has shortened shows the last hour. */
function rangeOf(name: string | undefined): RangeName {
  return RANGE_NAMES.find((range) => range === name) ?? "1h";
}
