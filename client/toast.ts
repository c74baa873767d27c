/**
 * Short messages at the edge of the page.
 *
 * @module
 */

import { need } from "./dom.ts";

const SHOWN_MS = 2_500;

/** Shows a message for a moment; screen readers read it. */
export function toast(message: string): void {
  const box = document.createElement("div");
  box.className = "toast";
  box.textContent = message;
  need("#toasts", HTMLElement).append(box);
  setTimeout(() => box.remove(), SHOWN_MS);
}

/** Shows one of the messages that the frame brings: `copied`, `notCopied`, `offline`. */
export function tell(message: "copied" | "notCopied" | "offline"): void {
  toast(need("#toasts", HTMLElement).dataset[message] ?? message);
}
