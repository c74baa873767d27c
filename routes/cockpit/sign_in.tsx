/**
 * Signing in and out.
 *
 * @module
 */

import { enter } from "../auth.ts";
import type { App } from "../context.ts";
import { answerSignIn } from "./answer_sign_in.tsx";
import { requireOurPage } from "./guard.ts";
import type { CockpitServices } from "./page.ts";
import { readPageForm } from "./page_form.ts";
import { closeSession, openSession } from "./session.ts";

/** Adds `/sign-in` and `/sign-out`. */
export function addSignInRoutes(app: App, services: CockpitServices): void {
  const { config } = services;
  const checkPage = requireOurPage(services);

  app.get("/sign-in", async function getSignIn(c) {
    const next = localPath(c.req.query("next"));
    if (config.masterKey === undefined) return c.redirect(next, 303);
    return await answerSignIn(c, services, { next, isRefused: false });
  });

  app.post("/sign-in", checkPage, async function signIn(c) {
    const { key, next: wanted } = await readPageForm(c);
    const next = localPath(wanted);
    const shown = key?.trim() ?? "";
    if (config.masterKey === undefined) return c.redirect(next, 303);
    if (await enter(c, [shown], services) === undefined) {
      c.status(401);
      return await answerSignIn(c, services, { next, isRefused: true });
    }
    await openSession(c, services, shown);
    return c.redirect(next, 303);
  });

  app.post("/sign-out", checkPage, async function signOut(c) {
    await closeSession(c, services);
    return c.redirect("/sign-in", 303);
  });
}

/** A path of ours to go to; whatever else is asked for is the front page. */
export function localPath(wanted: string | undefined): string {
  const base = "http://darkroom.invalid";
  const url = wanted?.startsWith("/") ? URL.parse(wanted, base) : null;
  if (url?.origin !== base) return "/";
  // Two slashes at the start would be the name of a host.
  return `${url.pathname.replace(/^\/+/, "/")}${url.search}`;
}
