/**
 * Finding elements, and knowing that they are what a script takes them for.
 *
 * @module
 */

/** A class of elements. */
export type ElementClass<E extends Element> = abstract new () => E;

/** The first that matches; undefined where there is none of this class. */
export function find<E extends Element>(
  selector: string,
  kind: ElementClass<E>,
  within: ParentNode = document,
): E | undefined {
  const found = within.querySelector(selector);
  return found instanceof kind ? found : undefined;
}

/** The first that matches; a page without it is a bug. */
export function need<E extends Element>(
  selector: string,
  kind: ElementClass<E>,
  within: ParentNode = document,
): E {
  const found = find(selector, kind, within);
  if (found === undefined) throw new Error(`The page has no ${selector}`);
  return found;
}

/** All that match, of this class. */
export function all<E extends Element>(
  selector: string,
  kind: ElementClass<E>,
  within: ParentNode = document,
): E[] {
  return [...within.querySelectorAll(selector)]
    .filter((found): found is E => found instanceof kind);
}

/** The element in or around an event's target that matches. */
export function around<E extends Element>(
  event: Event,
  selector: string,
  kind: ElementClass<E>,
): E | undefined {
  const target = event.target instanceof Element ? event.target.closest(selector) : null;
  return target instanceof kind ? target : undefined;
}

/** The elements that a text of ours stands for. */
export function parse(html: string): DocumentFragment {
  const template = document.createElement("template");
  template.innerHTML = html;
  return template.content;
}
