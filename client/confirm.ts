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
  void confirmed(dialog).then((isSure) => {
    if (isSure) button.form?.requestSubmit(button);
    else button.focus();
  });
});

/** Asks; whether the answer was yes. */
export async function confirmed(dialog: HTMLDialogElement): Promise<boolean> {
  dialog.returnValue = "no";
  dialog.showModal();
  await new Promise((resolve) => dialog.addEventListener("close", resolve, { once: true }));
  return dialog.returnValue === "yes";
}
