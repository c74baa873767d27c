/**
 * Choosing language and theme.
 *
 * @module
 */

import { failure, Refusal } from "../../failure.ts";
import type { App } from "../context.ts";
import { publicUrl } from "../public_url.ts";
import type { CockpitServices } from "./page.ts";
import { readPageForm } from "./page_form.ts";
import { isOurPage } from "./session.ts";
import { localPath } from "./sign_in.tsx";
import { rememberLook } from "./visitor.ts";

/** Adds `POST /look`: remembers `lang` and `theme` in cookies and goes `back`. */
export function addLookRoute(app: App, { config }: CockpitServices): void {
  app.post("/look", async function chooseLook(c) {
    if (!isOurPage(c.req.raw, publicUrl(config, c.req.raw))) {
      throw new Refusal(failure("forbidden", "Only Darkroom's own pages may send this"));
    }
    const form = await readPageForm(c);
    rememberLook(c, form);
    return c.redirect(localPath(form["back"]), 303);
  });
}
