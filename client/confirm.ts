/**
 * Questions before what cannot be undone: `<button data-confirm="id">` sends its form only after the
 * dialog of that id was answered with yes.
 *
 * @module
 */

import { around } from "./dom.ts";

document.addEventListener("click", (event) => {
  const button = around(event, "button[data-confirm]", HTMLButtonElement);
  const dialog = document.getElementById(button?.dataset.confirm ?? "");
  if (button === undefined || !(dialog instanceof HTMLDialogElement)) return;
  event.preventDefault();
  dialog.returnValue = "no";
  dialog.onclose = () => {
    if (dialog.returnValue === "yes") button.form?.requestSubmit(button);
    else button.focus();
  };
  dialog.showModal();
});
