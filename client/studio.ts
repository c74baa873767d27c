/**
 * The studio's form: keeps a draft, shows what would happen, and asks for pictures.
 *
 * @module
 */

import { ask, type Refused } from "./ask.ts";
import { around, find, need } from "./dom.ts";
import { showJob, startJobs } from "./live.ts";
import { paintMask } from "./mask.ts";
import { chosenModel, show, startModels } from "./models.ts";
import { startReferences } from "./references.ts";

const DRAFT = "darkroom-draft";

/** After the last key, before the server is asked what would happen. */
const PAUSE_MS = 350;

const form = need("#studio", HTMLFormElement);
const prompt = need("[name=prompt]", HTMLTextAreaElement, form);
let timer: number | undefined;
let planning = new AbortController();

/** What the form comes with: a draft leaves it out, so that other defaults are taken at once. */
const defaults = new FormData(location.search === "" ? form : undefined);

const references = startReferences(form, { changed, paint: paintMask });
startModels(form, changed);
startJobs((path) => {
  references.addOwn(path);
  prompt.focus();
});

/** What the form asks for, as `POST /v1/jobs` takes it. */
function order(): Record<string, unknown> {
  const fields = [...new FormData(form)].filter(([name, value]) =>
    value !== "" && !(value instanceof File) && !(name === "size" && value === "exact")
  );
  const images = chosenModel(form).maxInputs > 0 ? references.list() : [];
  const mask = images.length > 0 ? references.mask() : undefined;
  return {
    ...Object.fromEntries(fields),
    ...(images.length === 0 ? {} : { images }),
    ...(mask === undefined ? {} : { mask }),
  };
}

function send(path: string, signal?: AbortSignal) {
  return ask(path, {
    method: "POST",
    headers: { "content-type": "application/json" },
    body: JSON.stringify(order()),
    ...(signal === undefined ? {} : { signal }),
  });
}

function changed(): void {
  show(form);
  const isUnused = references.list().length > 0 && chosenModel(form).maxInputs === 0;
  need("#unused", HTMLElement, form).hidden = !isUnused;
  keepDraft();
  clearTimeout(timer);
  timer = setTimeout(() => void plan(), PAUSE_MS);
}

/** Shows what a press of the button would do. */
async function plan(): Promise<void> {
  planning.abort();
  planning = new AbortController();
  const box = need("#plan", HTMLElement);
  if (prompt.value.trim() === "") {
    box.replaceChildren();
    return tellRefusal(undefined);
  }
  const asked = await send("/ui/plan", planning.signal);
  if (asked.ok) box.innerHTML = await asked.response.text();
  if (!asked.ok && asked.isAborted) return;
  tellRefusal(asked.ok ? undefined : asked.refused);
}

async function generate(): Promise<void> {
  if (!form.reportValidity()) return;
  const asked = await send("/v1/jobs");
  tellRefusal(asked.ok ? undefined : asked.refused);
  const id = asked.ok ? asked.response.headers.get("x-job-id") : null;
  if (id === null) return;
  await showJob(id);
  find(`#${CSS.escape(id)}`, HTMLElement)?.scrollIntoView({ block: "nearest" });
}

/** Says what is wrong, and where. */
function tellRefusal(refused: Refused | undefined): void {
  const box = need("#refusal", HTMLElement);
  box.hidden = refused === undefined;
  box.textContent = refused?.message ?? "";
  for (const field of form.querySelectorAll("[aria-invalid]")) {
    field.removeAttribute("aria-invalid");
    field.removeAttribute("aria-describedby");
  }
  if (!refused?.param) return;
  const field = find(`[name="${CSS.escape(refused.param)}"]`, HTMLElement, form);
  field?.setAttribute("aria-invalid", "true");
  field?.setAttribute("aria-describedby", "refusal");
}

/** What has been typed outlives a reload of this tab. */
function keepDraft(): void {
  const fields = [...new FormData(form)].filter(([name, value]) =>
    typeof value === "string" && value !== defaults.get(name)
  );
  sessionStorage.setItem(DRAFT, JSON.stringify(fields));
}

function restoreDraft(): void {
  const draft: unknown = JSON.parse(sessionStorage.getItem(DRAFT) ?? "[]");
  if (!Array.isArray(draft)) return;
  for (const [name, value] of draft) {
    const field = form.elements.namedItem(String(name));
    const isField = field instanceof HTMLInputElement || field instanceof HTMLTextAreaElement ||
      field instanceof HTMLSelectElement || field instanceof RadioNodeList;
    if (isField && String(value) !== "") field.value = String(value);
  }
}

form.addEventListener("input", changed);
form.addEventListener("submit", (event) => {
  event.preventDefault();
  void generate();
});
document.addEventListener("keydown", (event) => {
  if (event.key !== "Enter" || !(event.ctrlKey || event.metaKey)) return;
  event.preventDefault();
  void generate();
});
document.addEventListener("click", (event) => {
  const example = around(event, "[data-example]", HTMLElement)?.dataset["example"];
  if (example !== undefined) {
    prompt.value = example;
    prompt.focus();
    changed();
  }
  if (around(event, "[data-dice]", HTMLElement) === undefined) return;
  const [seed = 0] = crypto.getRandomValues(new Uint32Array(1));
  need("[name=seed]", HTMLInputElement, form).value = String(seed);
  changed();
});

if (location.search === "") restoreDraft();
const first: unknown = JSON.parse(need("#references", HTMLElement).dataset["first"] ?? "[]");
if (Array.isArray(first)) { for (const path of first) references.addOwn(String(path)); }
changed();
