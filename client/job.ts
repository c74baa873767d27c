/**
 * A job's page: choosing a picture, copying it, and following a job that goes on.
 *
 * @module
 */

import { askOrTell } from "./ask.ts";
import "./confirm.ts";
import { around, find, need } from "./dom.ts";
import { followJobs, put } from "./follow.ts";
import { tell } from "./toast.ts";
import { openViewer } from "./viewer.ts";

const job = need("[data-job]", HTMLElement);
const id = job.dataset.job ?? "";
const IN_STRIP = ".show .strip a";

/** Shows what a link of this page would. */
async function show(search: string): Promise<void> {
  const hadFocus = document.activeElement?.matches(IN_STRIP);
  const response = await askOrTell(`/ui/jobs/${id}${search}`);
  if (response === undefined) return;
  put(await response.text());
  history.replaceState(null, "", `/jobs/${id}${search}`);
  openViewer();
  if (hadFocus) find(`${IN_STRIP}[aria-current]`, HTMLElement)?.focus();
}

async function copyImage(path: string): Promise<void> {
  // Safari wants the promise: the picture may come after the click is forgotten.
  const picture = askOrTell(path).then((response) => response?.blob() ?? new Blob());
  try {
    await navigator.clipboard.write([new ClipboardItem({ "image/png": picture })]);
    tell("copied");
  } catch {
    tell("notCopied"); // the browser says no more than that
  }
}

document.addEventListener("click", (event) => {
  const link = around(event, IN_STRIP, HTMLAnchorElement);
  if (link && !event.ctrlKey && !event.metaKey && !event.shiftKey) {
    event.preventDefault();
    void show(link.search);
  }
  const { copyImage: path } = around(event, "[data-copy-image]", HTMLElement)?.dataset ?? {};
  if (path) void copyImage(path);
});

document.addEventListener("keydown", (event) => {
  const step = event.key === "ArrowLeft" ? "previous" : event.key === "ArrowRight" ? "next" : "";
  const isTyping = around(event, "input, textarea, select, pre", HTMLElement);
  if (!step || isTyping || event.ctrlKey || event.metaKey || event.altKey) return;
  const current = find(`${IN_STRIP}[aria-current]`, HTMLElement);
  const next = step === "next" ? current?.nextElementSibling : current?.previousElementSibling;
  if (next instanceof HTMLAnchorElement) next.click();
});

openViewer();
if (job.dataset.live) followJobs([id], () => void show(location.search));
