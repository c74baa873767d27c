/**
 * The model picker: shows the fields that the chosen model honours, and hides the others.
 *
 * @module
 */

import { all, find, need } from "./dom.ts";

/** What the page knows of the chosen model. */
export interface ChosenModel {
  readonly honours: readonly string[];
  readonly maxInputs: number;
}

/** The chosen model. */
export function chosenModel(form: HTMLFormElement): ChosenModel {
  const radio = find("[name=model]:checked", HTMLInputElement, form);
  return {
    honours: radio?.dataset["honours"]?.split(" ") ?? [],
    maxInputs: Number(radio?.dataset["inputs"] ?? 0),
  };
}

/** Keeps the form to what its model can do; `changed` is told of every choice. */
export function startModels(form: HTMLFormElement, changed: () => void): void {
  const picker = need(".picker", HTMLDetailsElement, form);
  form.addEventListener("change", ({ target }) => {
    if (!(target instanceof HTMLInputElement) || target.name !== "model") return;
    show(form);
    changed();
  });
  picker.addEventListener("click", ({ target, detail }) => {
    // Arrow keys click too, but without a pointer, and go on choosing.
    if (target instanceof HTMLInputElement && target.type === "radio" && detail > 0) {
      picker.open = false;
    }
  });
  picker.addEventListener("keydown", (event) => {
    if (event.key !== "Escape" && event.key !== "Enter") return;
    if (!picker.open || event.target === picker.querySelector("summary")) return;
    event.preventDefault();
    event.stopPropagation();
    picker.open = false;
    need("summary", HTMLElement, picker).focus();
  });
  document.addEventListener("click", ({ target }) => {
    if (target instanceof Node && !picker.contains(target)) picker.open = false;
  });
  find("[data-filter]", HTMLInputElement, picker)?.addEventListener("input", ({ target }) => {
    if (!(target instanceof HTMLInputElement)) return;
    const words = target.value.toLowerCase().split(/\s+/);
    for (const choice of all(".choice", HTMLElement, picker)) {
      const text = choice.textContent?.toLowerCase() ?? "";
      choice.hidden = !words.every((word) => text.includes(word));
    }
  });
  show(form);
}

/** Shows what the model honours; a disabled field is not sent. */
export function show(form: HTMLFormElement): void {
  const radio = find("[name=model]:checked", HTMLInputElement, form);
  need("[data-picked]", HTMLElement, form).textContent = radio?.dataset["title"] ?? "";
  const { honours } = chosenModel(form);
  for (const part of all("[data-needs]", HTMLElement, form)) {
    part.hidden = !honours.includes(part.dataset["needs"] ?? "");
    if (part instanceof HTMLFieldSetElement) part.disabled = part.hidden;
  }
  showSizes(form, radio?.dataset["sizes"]?.split(" ").filter((size) => size !== "") ?? []);
  const isExact = need("[name=size]", HTMLSelectElement, form).value === "exact";
  for (const name of ["width", "height"]) toggle(form, name, isExact);
  need("#shapes", HTMLFieldSetElement, form).disabled = isExact;
  const format = need("[name=output_format]", HTMLSelectElement, form).value;
  toggle(form, "output_compression", format !== "png");
  const advanced = need("#advanced", HTMLDetailsElement, form);
  advanced.hidden = all("fieldset", HTMLFieldSetElement, advanced).every(({ hidden }) => hidden);
}

function toggle(form: HTMLFormElement, name: string, isShown: boolean): void {
  const field = need(`[name=${name}]`, HTMLElement, form).closest("fieldset");
  if (field === null) return;
  field.hidden = !isShown;
  field.disabled = !isShown;
}

/** A model with a list of sizes offers those beside the classes. */
function showSizes(form: HTMLFormElement, sizes: readonly string[]): void {
  const select = need("[name=size]", HTMLSelectElement, form);
  const { value } = select;
  for (const option of all("[data-of-model]", HTMLOptionElement, select)) option.remove();
  for (const size of sizes) {
    const option = new Option(size.replace("x", " × "), size);
    option.dataset["ofModel"] = "";
    select.insertBefore(option, select.lastElementChild);
  }
  select.value = value;
  if (select.selectedIndex < 0) select.value = "";
}
