/**
 * The jobs on the page, kept as they are on the server.
 *
 * @module
 */

import { ask, askOrTell } from "./ask.ts";
import { confirmed } from "./confirm.ts";
import { all, around, find, need, parse } from "./dom.ts";

/** Keeps the list of jobs live; `reuse` gets the address of a picture to work on. */
export function startJobs(reuse: (path: string) => void): void {
  const list = need("#jobs", HTMLElement);
  let events = document.hidden ? undefined : listen();
  // Browsers have six connections to a server: tabs that nobody looks at leave theirs to others.
  document.addEventListener("visibilitychange", () => {
    events?.close();
    events = document.hidden ? undefined : listen();
  });
  list.addEventListener("click", (event) => {
    const reused = around(event, "[data-reference]", HTMLElement)?.dataset["reference"];
    if (reused !== undefined) return reuse(reused);
    const button = around(event, "[data-does]", HTMLButtonElement);
    if (button !== undefined) void act(button);
  });
}

/** Opens the stream, which begins with all that is there. */
function listen(): EventSource {
  const events = new EventSource("/ui/jobs/live");
  events.addEventListener("begin", ({ data }) => {
    const ids: unknown[] = JSON.parse(data).ids;
    const [newest, oldest] = [String(ids.at(0)), String(ids.at(-1))];
    for (const card of all("#jobs > li", HTMLElement)) {
      const isKnown = card.id > newest || card.id < oldest || ids.includes(card.id);
      if (!isKnown) card.remove();
    }
  });
  events.addEventListener("card", ({ data }) => {
    const { id, html } = JSON.parse(data);
    put(String(id), String(html));
  });
  events.addEventListener("progress", ({ data }) => {
    const { id, percent, text } = JSON.parse(data);
    const card = find(`#${CSS.escape(String(id))}`, HTMLElement);
    if (card === undefined) return;
    const bar = find("progress", HTMLProgressElement, card);
    const words = find("[data-progress]", HTMLElement, card);
    if (bar !== undefined) bar.value = Number(percent);
    if (words !== undefined) words.textContent = String(text);
  });
  events.addEventListener("gone", ({ data }) => {
    find(`#${CSS.escape(String(JSON.parse(data).id))}`, HTMLElement)?.remove();
    showEmpty();
  });
  return events;
}

/** Shows a job that has just been made. */
export async function showJob(id: string): Promise<void> {
  const asked = await ask(`/ui/jobs/${id}/card`);
  if (asked.ok) put(id, await asked.response.text());
}

/** Replaces a card, or adds it at the head; the focus stays where it was. */
function put(id: string, html: string): void {
  const card = need("li", HTMLElement, parse(html));
  const old = find(`#${CSS.escape(id)}`, HTMLElement);
  const focused = old?.contains(document.activeElement) ? document.activeElement : null;
  const label = focused?.getAttribute("data-does") ?? "";
  if (old === undefined) placeOf(id).append(card);
  else if (old.outerHTML !== card.outerHTML) old.replaceWith(card);
  if (focused !== null && !focused.isConnected) {
    const same = find(`[data-does="${CSS.escape(label)}"]`, HTMLElement, card);
    (same ?? find("a, button", HTMLElement, card))?.focus();
  }
  showEmpty();
}

/** Ids are ordered by time: the newest stands first. */
function placeOf(id: string): { append(card: HTMLElement): void } {
  const list = need("#jobs", HTMLElement);
  const older = [...list.children].find((card) => card.id < id) ?? null;
  return { append: (card) => list.insertBefore(card, older) };
}

function showEmpty(): void {
  const isEmpty = need("#jobs", HTMLElement).childElementCount === 0;
  need("#empty", HTMLElement).hidden = !isEmpty;
}

async function act(button: HTMLButtonElement): Promise<void> {
  const { does = "", job = "" } = button.dataset;
  const isDelete = does === "delete";
  if (isDelete && !await confirmed(need("#sure", HTMLDialogElement))) return button.focus();
  button.disabled = true;
  const path = isDelete ? `/v1/jobs/${job}` : `/v1/jobs/${job}/${does}`;
  const response = await askOrTell(path, { method: isDelete ? "DELETE" : "POST" });
  button.disabled = false;
  if (response === undefined) return;
  if (isDelete) find(`#${CSS.escape(job)}`, HTMLElement)?.remove();
  showEmpty();
  const id = response.headers.get("x-job-id");
  if (id !== null) await showJob(id);
}
