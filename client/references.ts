/**
 * Pictures to work on: chosen, dropped, pasted, or taken from what is there.
 *
 * A file is sent to the server once, when it is added; plans and jobs then name it.
 *
 * @module
 */

import { askOrTell } from "./ask.ts";
import { find, need, parse } from "./dom.ts";

/** A picture as requests name it. */
export type Named = { readonly file_id: string } | { readonly image_url: string };

/** Uploads are kept for a day. */
const KEPT_S = 86_400;

interface Reference {
  readonly named: Named;
  readonly item: HTMLElement;
  mask?: Named;
}

/** The pictures of the form. */
export interface References {
  /** As requests name them. */
  list(): readonly Named[];
  /** What of the first is to be drawn anew. */
  mask(): Named | undefined;
  /** Adds a picture of this server. */
  addOwn(path: string): void;
  clear(): void;
}

/** What the pictures are used with. */
export interface ReferencesOptions {
  /** Called after every change. */
  readonly changed: () => void;
  /** Has a mask painted over a picture; undefined: none was. */
  readonly paint: (image: HTMLImageElement) => Promise<Blob | undefined>;
}

/** Starts the field. */
export function startReferences(
  form: HTMLFormElement,
  { changed, paint }: ReferencesOptions,
): References {
  const field = need("#references", HTMLElement, form);
  const list = need("ul", HTMLElement, field);
  const input = need("input[type=file]", HTMLInputElement, field);
  const references: Reference[] = [];

  function add(named: Named, src: string): void {
    const template = need("#thumb", HTMLTemplateElement, field);
    const item = need("li", HTMLElement, parse(template.innerHTML));
    need("img", HTMLImageElement, item).src = src;
    references.push({ named, item });
    list.append(item);
    changed();
  }

  async function addFiles(files: Iterable<File>): Promise<void> {
    for (const file of files) {
      if (!file.type.startsWith("image/")) continue;
      field.ariaBusy = "true";
      const id = await upload(file, file.name);
      field.ariaBusy = null;
      if (id !== undefined) add({ file_id: id }, URL.createObjectURL(file));
    }
  }

  async function paintMask(reference: Reference): Promise<void> {
    const image = need("img", HTMLImageElement, reference.item);
    const painted = await paint(image);
    const id = painted === undefined ? undefined : await upload(painted, "mask.png");
    if (id === undefined) delete reference.mask;
    else reference.mask = { file_id: id };
    need("[data-masked]", HTMLElement, reference.item).hidden = id === undefined;
    changed();
  }

  input.addEventListener("change", () => {
    void addFiles([...input.files ?? []]).then(() => input.value = "");
  });
  list.addEventListener("click", ({ target }) => {
    const button = target instanceof Element ? target.closest("button") : null;
    const index = references.findIndex(({ item }) => item.contains(button));
    const reference = references[index];
    if (button === null || reference === undefined) return;
    if (button.matches("[data-mask]")) return void paintMask(reference);
    references.splice(index, 1);
    reference.item.remove();
    changed();
    find("input", HTMLInputElement, field)?.focus();
  });
  document.addEventListener("paste", ({ clipboardData }) => {
    void addFiles([...clipboardData?.files ?? []]);
  });
  document.addEventListener("dragover", (event) => {
    if (!event.dataTransfer?.types.includes("Files")) return;
    event.preventDefault();
    field.classList.add("over");
  });
  for (const type of ["dragleave", "drop"]) {
    document.addEventListener(type, () => field.classList.remove("over"));
  }
  document.addEventListener("drop", (event) => {
    if (!event.dataTransfer?.files.length) return;
    event.preventDefault();
    void addFiles([...event.dataTransfer.files]);
  });

  return {
    list: () => references.map(({ named }) => named),
    mask: () => references[0]?.mask,
    addOwn: (path) => add({ image_url: new URL(path, location.href).href }, path),

    clear() {
      for (const { item } of references.splice(0)) item.remove();
      changed();
    },
  };
}

async function upload(file: Blob, name: string): Promise<string | undefined> {
  const body = new FormData();
  body.append("purpose", "vision");
  body.append("expires_after[anchor]", "created_at");
  body.append("expires_after[seconds]", String(KEPT_S));
  body.append("file", file, name);
  const response = await askOrTell("/v1/files", { method: "POST", body });
  const stored: unknown = await response?.json();
  if (typeof stored !== "object" || stored === null || !("id" in stored)) return undefined;
  return String(stored.id);
}
