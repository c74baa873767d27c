/**
 * Who may see the cockpit, and whose pages may send it something.
 *
 * @module
 */

import { failure, Refusal } from "../../failure.ts";
import { may } from "../../access/caller.ts";
import type { AppContext, Middleware } from "../context.ts";
import { onlyLocal } from "../local_only.ts";
import { publicUrl } from "../public_url.ts";
import { answerSignIn } from "./answer_sign_in.tsx";
import { type CockpitServices, isPageRequest, isSafe, pathOf } from "./page.ts";
import { isOurPage, sessionKey } from "./session.ts";

/** Lets visitors in who have signed in; without a key set, who is on this machine. */
export function requireVisitor(services: CockpitServices): Middleware {
  const { doorkeeper } = services.access;
  const checkLocal = onlyLocal(services.config);
  return async function checkVisitor(c, next) {
    const key = doorkeeper.asksForKey ? await sessionKey(c, services) : undefined;
    const isStranger = doorkeeper.asksForKey && key === undefined;
    const caller = isStranger ? undefined : await doorkeeper.identify([key ?? []].flat());
    if (caller !== undefined && may(caller, "jobs:read")) {
      if (isForAdmins(c) && !may(caller, "admin")) {
        const message = 'This page needs a key with the scope "admin"';
        throw new Refusal(failure("forbidden", message, { code: "missing_scope" }));
      }
      c.set("caller", caller);
      c.set("owner", caller.owner);
      return doorkeeper.asksForKey ? await next() : await checkLocal(c, next);
    }
    // Clients of the Stable Diffusion WebUI look there whether anybody is at home.
    if (c.req.path === "/") {
      return await answerSignIn(c, services, { next: pathOf(c), isRefused: false });
    }
    const signIn = `/sign-in?next=${encodeURIComponent(pathOf(c))}`;
    if (isPageRequest(c)) return c.redirect(signIn, 303);
    throw new Refusal(failure("unauthenticated", "You are signed out: load the page again"));
  };
}

/** Pages about all callers; every other shows its visitor's own. */
function isForAdmins(c: AppContext): boolean {
  return /^(\/ui)?\/(dashboard|keys)(\/|$)/.test(c.req.path);
}

/** Refuses, with 403, what somebody else's page has a browser send. */
export function requireOurPage({ config }: CockpitServices): Middleware {
  return async function checkPage(c, next) {
    if (!isOurPage(c.req.raw, publicUrl(config, c.req.raw))) {
      throw new Refusal(failure("forbidden", "Only Darkroom's own pages may send this"));
    }
    await next();
  };
}

/** Applies a check to what is read only; other methods are for others to refuse. */
export function onReads(check: Middleware): Middleware {
  return async function checkReads(c, next) {
    return isSafe(c) ? await check(c, next) : await next();
  };
}
