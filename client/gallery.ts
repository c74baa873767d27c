/**
 * The gallery: more as the end comes into sight, searching without a new page, choosing several.
 *
 * @module
 */

import { askOrTell } from "./ask.ts";
import "./confirm.ts";
import { all, around, find, need, parse } from "./dom.ts";

/** After the last key, before something is looked for. */
const PAUSE_MS = 300;

const filters = need("#filters", HTMLFormElement);
const picked = need("#picked", HTMLFormElement);
const selection = need("#selection", HTMLElement);
let timer: number | undefined;
let newest = 0;
let last: HTMLInputElement | undefined;

need("[name=tz]", HTMLInputElement, filters).value = String(new Date().getTimezoneOffset());

/** Loads the next tiles when the way to them comes near. */
const ahead = new IntersectionObserver((seen) => {
  for (const { isIntersecting, target } of seen) {
    if (isIntersecting && target instanceof HTMLElement) void loadMore(target);
  }
}, { rootMargin: "600px" });

async function loadMore(link: HTMLElement): Promise<void> {
  ahead.unobserve(link);
  link.ariaBusy = "true";
  const response = await askOrTell(link.dataset.part ?? "");
  link.ariaBusy = "false";
  if (response === undefined || !link.isConnected) return;
  link.closest("li")?.replaceWith(parse(await response.text()));
  changed();
}

/** Shows what the form asks for; of several answers, only that to the newest question. */
async function search(): Promise<void> {
  const turn = ++newest;
  const said = [...new FormData(filters)].map(([name, value]) => [name, String(value)])
    .filter(([, value]) => value !== "");
  const isFiltered = said.some(([name]) => name !== "tz");
  const query = isFiltered ? `?${new URLSearchParams(said)}` : "";
  const response = await askOrTell(`/ui/gallery${query}`);
  const html = await response?.text();
  if (html === undefined || turn !== newest) return;
  need("#found", HTMLElement).replaceWith(parse(html));
  history.replaceState(null, "", `/gallery${query}`);
  need("#clear", HTMLElement).hidden = !isFiltered;
  changed();
}

filters.addEventListener("input", () => {
  clearTimeout(timer);
  timer = setTimeout(() => void search(), PAUSE_MS);
});
filters.addEventListener("submit", (event) => {
  event.preventDefault();
  clearTimeout(timer);
  void search();
});

function boxes(): HTMLInputElement[] {
  return all("[name=job]", HTMLInputElement, picked);
}

function pickAll(checked: boolean): void {
  for (const box of boxes()) box.checked = checked;
  changed();
}

/** What can be done depends on how many are chosen. */
function changed(): void {
  const count = boxes().filter(({ checked }) => checked).length;
  need("#count", HTMLElement).textContent = String(count);
  selection.hidden = boxes().length === 0;
  picked.classList.toggle("picking", count > 0);
  for (const part of all(":scope > :not([data-pick=all])", HTMLElement, selection)) {
    part.hidden = count === 0;
  }
  need("[data-pick=all]", HTMLElement, selection).hidden = count === boxes().length;
  const link = find("[data-part]:not([aria-busy])", HTMLElement, picked);
  if (link) ahead.observe(link);
}

picked.addEventListener("click", (event) => {
  const pick = around(event, "[data-pick]", HTMLElement)?.dataset.pick;
  if (pick) pickAll(pick === "all");
  const box = around(event, "[name=job]", HTMLInputElement);
  if (box === undefined) return;
  const list = boxes();
  if (event.shiftKey && last?.isConnected) {
    const [from = 0, to = 0] = [list.indexOf(last), list.indexOf(box)].toSorted((a, b) => a - b);
    for (const between of list.slice(from, to + 1)) between.checked = box.checked;
  }
  last = box;
  changed();
});

picked.addEventListener("keydown", (event) => {
  if (event.key === "Escape") pickAll(false);
  if (event.key.toLowerCase() !== "a" || !(event.ctrlKey || event.metaKey)) return;
  event.preventDefault();
  pickAll(true);
});

changed();
