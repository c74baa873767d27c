/**
 * A moment, told as people tell it: how long ago.
 *
 * @module
 */

import { ago } from "./format.ts";
import type { Lang } from "./words.ts";

/** What is shown. */
export interface TimeProps {
  /** Epoch milliseconds. */
  readonly at: number;
  /** Epoch milliseconds. */
  readonly now: number;
  readonly lang: Lang;
}

/** Such as `3 minutes ago`; the exact time is its title. */
export function Time({ at, now, lang }: TimeProps) {
  const iso = new Date(at).toISOString();
  return <time datetime={iso} title={iso}>{ago(at, now, lang)}</time>;
}
