/**
 * Choosing language, theme and motion.
 *
 * @module
 */

import type { App } from "../context.ts";
import { requireOurPage } from "./guard.ts";
import type { CockpitServices } from "./page.ts";
import { readPageForm } from "./page_form.ts";
import { localPath } from "./sign_in.tsx";
import { rememberLook } from "./visitor.ts";

/** Adds `POST /look`: remembers `lang`, `theme` and `motion` in cookies and goes `back`. */
export function addLookRoute(app: App, services: CockpitServices): void {
  app.post("/look", requireOurPage(services), async function chooseLook(c) {
    const form = await readPageForm(c);
    rememberLook(c, form);
    return c.redirect(localPath(form["back"]), 303);
  });
}
