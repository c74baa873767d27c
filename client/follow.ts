/**
 * Jobs that go on: the parts of the page that say where they stand follow them.
 *
 * @module
 */

import { parse } from "./dom.ts";

/**
 * Follows jobs until all have ended; `ended` is told of each. A connection that breaks off is opened
 * again by the browser, and everything is told anew.
 */
export function followJobs(ids: readonly string[], ended: (id: string) => void): void {
  let isDone = false;
  let source: EventSource | undefined;

  function listen(): void {
    source?.close();
    // Browsers have six connections to a server: tabs that nobody looks at leave theirs to others.
    if (isDone || document.hidden) return;
    source = new EventSource(`/ui/live?${new URLSearchParams(ids.map((id) => ["job", id]))}`);
    source.addEventListener("put", ({ data }) => put(data));
    source.addEventListener("add", ({ data }) => add(data));
    source.addEventListener("ended", ({ data }) => ended(data));
    source.addEventListener("done", () => {
      isDone = true;
      source?.close();
    });
  }

  document.addEventListener("visibilitychange", listen);
  listen();
}

/** Replaces the elements of the page that have the same ids as those of a text. */
export function put(html: string): void {
  for (const part of [...parse(html).children]) {
    document.getElementById(part.id)?.replaceWith(part);
  }
}

/** The first line says where to; a log that is read at its end stays there. */
function add(data: string): void {
  const [into = "", ...html] = data.split("\n");
  const list = document.getElementById(into);
  const box = list?.parentElement;
  if (!list || !box) return;
  const isAtEnd = box.scrollHeight - box.scrollTop - box.clientHeight < 40;
  list.append(parse(html.join("\n")));
  if (isAtEnd) box.scrollTop = box.scrollHeight;
}
