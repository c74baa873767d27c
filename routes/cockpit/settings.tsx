/**
 * Settings: what the studio begins with, how long things are kept, and what this server is.
 *
 * @module
 */

import { may } from "../../access/caller.ts";
import { FAILURES } from "../../failure.ts";
import { SESSION_MS } from "../../store/sessions.ts";
import { SettingsPage } from "../../ui/settings/settings_page.tsx";
import type { AboutView, SettingsView } from "../../ui/settings/settings_view.ts";
import type { App, AppContext } from "../context.ts";
import { answerPage, type CockpitServices, frameFor } from "./page.ts";
import { readPageForm } from "./page_form.ts";
import { readWishes, wishesOf } from "./wishes.ts";

const DAY_MS = 24 * 3_600_000;

/** What is kept for a fixed time, whatever the environment says. */
const KEPT = { deliveries: 7 * DAY_MS, names: DAY_MS, session: SESSION_MS };

/** Adds `/settings`, and what its form does. */
export function addSettingsRoutes(app: App, services: CockpitServices): void {
  const { preferences, registry } = services;

  app.get("/settings", async function getSettings(c) {
    const view = await viewSettings(c, services);
    return await answerPage(c, services, <SettingsPage view={view} />);
  });

  app.post("/ui/settings", async function saveSettings(c) {
    c.set("tellFailure", async ({ kind, message }) => {
      const view = await viewSettings(c, services);
      c.status(FAILURES[kind].status);
      return await answerPage(c, services, <SettingsPage view={{ ...view, refusal: message }} />);
    });
    const wishes = wishesOf(await readPageForm(c), registry);
    await preferences.set(c.get("owner"), wishes);
    return c.redirect("/settings?saved=1", 303);
  });
}

async function viewSettings(c: AppContext, services: CockpitServices): Promise<SettingsView> {
  const { config, preferences, registry } = services;
  const isAdmin = may(c.get("caller"), "admin");
  return {
    ...await frameFor(c, services),
    path: "/settings",
    models: registry.models().map(({ id }) => id),
    ...readWishes(await preferences.get(c.get("owner"))),
    defaultModel: config.defaultModel,
    kept: { ...KEPT, jobs: config.jobTtlMs },
    isSaved: c.req.query("saved") === "1",
    about: isAdmin ? await viewAbout(services) : undefined,
  };
}

async function viewAbout({ config, registry, health }: CockpitServices): Promise<AboutView> {
  const { waker } = await health();
  const routes = registry.models().flatMap(({ routes }) => routes);
  const isRemote = /^https?:/.test(config.kvUrl ?? "");
  return {
    waker,
    kv: config.kvUrl === undefined ? "platform" : isRemote ? "service" : "file",
    blobs: config.blobStore.kind,
    providers: [...new Set(routes.map(({ provider }) => provider.id))],
  };
}
