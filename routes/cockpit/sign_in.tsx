/**
 * Signing in and out.
 *
 * @module
 */

import { failure, Refusal } from "../../failure.ts";
import { SignInPage } from "../../ui/sign_in_page.tsx";
import { showsKey } from "../auth.ts";
import type { App, AppContext } from "../context.ts";
import { publicUrl } from "../public_url.ts";
import { answerPage, type CockpitServices, frameFor } from "./page.ts";
import { readPageForm } from "./page_form.ts";
import { closeSession, isOurPage, openSession } from "./session.ts";

/** Adds `/sign-in` and `/sign-out`. */
export function addSignInRoutes(app: App, services: CockpitServices): void {
  const { config } = services;

  app.get("/sign-in", async function getSignIn(c) {
    const next = localPath(c.req.query("next"));
    if (config.masterKey === undefined) return c.redirect(next, 303);
    return await answerSignIn(c, services, { next, isRefused: false });
  });

  app.post("/sign-in", async function signIn(c) {
    requireOurPage(c, services);
    const { key, next: wanted } = await readPageForm(c);
    const next = localPath(wanted);
    const shown = key?.trim() ?? "";
    if (config.masterKey === undefined) return c.redirect(next, 303);
    if (!showsKey([shown], config.masterKey)) {
      c.status(401);
      return await answerSignIn(c, services, { next, isRefused: true });
    }
    await openSession(c, services, shown);
    return c.redirect(next, 303);
  });

  app.post("/sign-out", async function signOut(c) {
    requireOurPage(c, services);
    await closeSession(c, services);
    return c.redirect("/sign-in", 303);
  });
}

/** A path of ours to go to; whatever else is asked for is the front page. */
export function localPath(wanted: string | undefined): string {
  const base = "http://darkroom.invalid";
  const url = wanted?.startsWith("/") ? URL.parse(wanted, base) : null;
  return url?.origin === base ? `${url.pathname}${url.search}` : "/";
}

async function answerSignIn(
  c: AppContext,
  services: CockpitServices,
  shown: { readonly next: string; readonly isRefused: boolean },
): Promise<Response> {
  const view = await frameFor(c, services);
  return await answerPage(c, services, <SignInPage view={view} {...shown} />);
}

/** Nobody else's page may sign a visitor in or out. */
function requireOurPage(c: AppContext, { config }: CockpitServices): void {
  if (isOurPage(c.req.raw, publicUrl(config, c.req.raw))) return;
  throw new Refusal(failure("forbidden", "Only Darkroom's own pages may send this"));
}
