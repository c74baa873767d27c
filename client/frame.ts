/**
 * What every page does: buttons that copy.
 *
 * `<button data-copy="#id">` copies the text of an element, `<button data-copy-text="…">` its own.
 *
 * @module
 */

import { around, find } from "./dom.ts";
import { tell } from "./toast.ts";

document.addEventListener("click", (event) => {
  const button = around(event, "[data-copy], [data-copy-text]", HTMLElement);
  if (button === undefined) return;
  const { copy, copyText } = button.dataset;
  void copyOut(copyText ?? find(copy ?? "", HTMLElement)?.innerText ?? "");
});

async function copyOut(text: string): Promise<void> {
  try {
    await navigator.clipboard.writeText(text);
    tell("copied");
  } catch {
    tell("notCopied"); // the browser says no more than that
  }
}
