/**
 * Forms whose answer is a part of the page: `<form data-part="#id">` puts it there. Without this
 * script they are answered with the whole page.
 *
 * @module
 */

import { askOrTell } from "./ask.ts";
import { all, around, need, parse } from "./dom.ts";

document.addEventListener("submit", (event) => {
  const form = around(event, "form[data-part]", HTMLFormElement);
  if (form === undefined) return;
  event.preventDefault();
  void send(form);
});

async function send(form: HTMLFormElement): Promise<void> {
  const place = need(form.dataset["part"] ?? "", HTMLElement);
  const buttons = all("button", HTMLButtonElement, form);
  place.ariaBusy = "true";
  for (const button of buttons) button.disabled = true;
  const body = new URLSearchParams();
  for (const [name, value] of new FormData(form)) body.set(name, String(value));
  const response = await askOrTell(form.action, { method: "POST", body });
  if (response !== undefined) place.replaceChildren(parse(await response.text()));
  for (const button of buttons) button.disabled = false;
  place.ariaBusy = null;
}
