/**
 * Keeps the dashboard up to date, in the visitor's own time zone.
 *
 * @module
 */

import { ask } from "./ask.ts";
import { all, find, need, parse } from "./dom.ts";

const EVERY_MS = 5_000;

const dashboard = need("#dashboard", HTMLElement);
const stale = need("#stale", HTMLElement);
const { timeZone } = Intl.DateTimeFormat().resolvedOptions();
const path = `${dashboard.dataset["part"]}&zone=${encodeURIComponent(timeZone)}`;

void keepFresh();
document.addEventListener("visibilitychange", () => void renew());

async function keepFresh(): Promise<never> {
  for (;;) {
    await renew();
    await new Promise((resolve) => setTimeout(resolve, EVERY_MS));
  }
}

async function renew(): Promise<void> {
  if (document.hidden) return;
  const asked = await ask(path);
  stale.hidden = asked.ok;
  if (asked.ok) replace(parse(await asked.response.text()));
}

/** Puts what has changed in its place, and leaves alone what somebody is using. */
function replace(fresh: DocumentFragment): void {
  for (const next of all("[data-live]", Element, fresh)) {
    const old = find(`#${next.id}`, Element, dashboard);
    if (old === undefined || old.contains(document.activeElement)) continue;
    const isOpen = old.querySelector("details[open]") !== null;
    next.querySelector("details")?.toggleAttribute("open", isOpen);
    if (!old.isEqualNode(next)) old.replaceWith(next);
  }
}
