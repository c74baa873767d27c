/**
 * Where a key stands, and what it has used of its limits.
 *
 * @module
 */

import { count, dollars } from "../format.ts";
import { type Lang, speak } from "../words.ts";
import { KEYS_WORDS } from "./keys_words.ts";
import type { KeyRow, LimitRow } from "./keys_view.ts";

interface StatusProps {
  readonly row: KeyRow;
  readonly lang: Lang;
}

const BADGES = { active: "badge good", expired: "badge warn", revoked: "badge bad" } as const;

/** Such as `Active until Nov 21, 2026`. */
export function KeyStatus({ row: { status, expiresAt }, lang }: StatusProps) {
  const t = speak(KEYS_WORDS, lang);
  const word = status === "expired" ? "since" : "until";
  return (
    <span class="row">
      <span class={BADGES[status]}>{t(status)}</span>
      {expiresAt !== undefined && status !== "revoked" && (
        <span class="muted small">{t(word, { date: dayIn(expiresAt, lang) })}</span>
      )}
    </span>
  );
}

/** A limit's amounts, such as `12 of 100`. */
export function usedOf({ name, most, used }: LimitRow, lang: Lang): string {
  const told = name === "cost_per_month_usd" ? dollars : count;
  return speak(KEYS_WORDS, lang)("used", { used: told(used, lang), most: told(most, lang) });
}

/** A day of UTC, such as `Nov 21, 2026`. `at`: epoch milliseconds. */
export function dayIn(at: number, lang: Lang): string {
  return new Intl.DateTimeFormat(lang, { dateStyle: "medium", timeZone: "UTC" }).format(at);
}
