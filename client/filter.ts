/**
 * Finding in a list what is typed: `<input data-filter="#list">` hides the items of a list that do
 * not have it, and groups that are empty then.
 *
 * @module
 */

import { all, around, find, need } from "./dom.ts";

document.addEventListener("input", (event) => {
  const input = around(event, "[data-filter]", HTMLInputElement);
  if (input === undefined) return;
  const list = need(input.dataset["filter"] ?? "", HTMLElement);
  const wanted = input.value.trim().toLowerCase();
  for (const item of all("li", HTMLElement, list)) {
    item.hidden = !(item.textContent ?? "").toLowerCase().includes(wanted);
  }
  const groups = all("section", HTMLElement, list);
  for (const group of groups) {
    group.hidden = find("li:not([hidden])", HTMLElement, group) === undefined;
  }
  const none = find("[data-none]", HTMLElement, list);
  if (none !== undefined) none.hidden = groups.some(({ hidden }) => !hidden);
});
