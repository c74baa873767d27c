/**
 * From one page of a list to the next.
 *
 * @module
 */

import { Icon } from "../icons.tsx";
import { type Lang, speak } from "../words.ts";
import { WEBHOOK_WORDS } from "./webhook_words.ts";

/** Where the pages are. */
export interface PagesProps {
  /** What the list shows, as the page's query. */
  readonly query: Readonly<Record<string, string | undefined>>;
  /** The id before the next page; absent: this is the last. */
  readonly next: string | undefined;
  readonly lang: Lang;
}

/** A link to older entries, where there are some. */
export function Pages({ query, next, lang }: PagesProps) {
  if (next === undefined) return null;
  const pairs = Object.entries({ ...query, after: next })
    .flatMap(([name, value]): [string, string][] => value === undefined ? [] : [[name, value]]);
  return (
    <p>
      <a class="button" href={`/webhooks?${new URLSearchParams(pairs)}`}>
        <Icon name="down" />
        {speak(WEBHOOK_WORDS, lang)("older")}
      </a>
    </p>
  );
}
