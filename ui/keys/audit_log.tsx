/**
 * What was done with keys, in plain words.
 *
 * @module
 */

import { count, dollars, duration } from "../format.ts";
import { Icon } from "../icons.tsx";
import { Time } from "../time.tsx";
import { type Lang, speak, type Words } from "../words.ts";
import { dayIn } from "./key_status.tsx";
import { AUDIT_WORDS, KEYS_WORDS, SCOPE_WORDS } from "./keys_words.ts";
import type { AuditRow } from "./keys_view.ts";

/** What it shows; `now`: epoch milliseconds. */
export interface AuditLogProps {
  readonly rows: readonly AuditRow[];
  readonly now: number;
  readonly lang: Lang;
}

/** The newest first. */
export function AuditLog({ rows, now, lang }: AuditLogProps) {
  const t = speak(AUDIT_WORDS, lang);
  if (rows.length === 0) {
    return (
      <div class="empty">
        <Icon name="clock" />
        <h2>{t("none")}</h2>
      </div>
    );
  }
  return (
    <div class="stack">
      <p class="muted">
        {t("lead")} <a href="/docs">{t("whole")}</a>
      </p>
      <ol class="keys-audit">
        {rows.map((row) => <Entry key={row.id} row={row} now={now} lang={lang} />)}
      </ol>
    </div>
  );
}

interface EntryProps extends Omit<AuditLogProps, "rows"> {
  readonly row: AuditRow;
}

function Entry({ row, now, lang }: EntryProps) {
  const t = speak(AUDIT_WORDS, lang);
  const { action, actor = t("operator"), subject, detail, at } = row;
  const said = Object.entries(detail)
    // The sentence has the name already.
    .filter(([field]) => field !== "name" || action === "key.changed")
    .map(([field, value]) => `${nameOf(field, lang)}: ${told(field, value, lang)}`);
  return (
    <li>
      <a href={`/keys?key=${subject.id}`}>{t(action, { actor, name: subject.name })}</a>
      <span class="muted small number">
        <Time at={at} now={now} lang={lang} />
      </span>
      {said.length > 0 && <p class="muted small breaks">{said.join(" · ")}</p>}
    </li>
  );
}

/** A field that has no word is told by its name. */
function nameOf(field: string, lang: Lang): string {
  return speak<Words>(KEYS_WORDS, lang)(field);
}

function told(field: string, value: unknown, lang: Lang): string {
  const t = speak(AUDIT_WORDS, lang);
  if (value === null) return t("noLimit");
  if (field === "content_rules" && Array.isArray(value)) return t("rules", { n: value.length });
  if (Array.isArray(value)) return value.map((one) => scopeOf(one, lang)).join(", ");
  // The API takes numbers as text, too.
  const number = field === "name" || value === "" ? NaN : Number(value);
  return Number.isNaN(number) ? String(value) : toldNumber(field, number, lang);
}

/** A model stays what it is. */
function scopeOf(value: unknown, lang: Lang): string {
  return speak<Words>(SCOPE_WORDS, lang)(String(value));
}

function toldNumber(field: string, value: number, lang: Lang): string {
  switch (field) {
    case "cost_per_month_usd":
      return dollars(value, lang);
    case "overlap_seconds":
      return duration(value * 1_000, lang);
    case "expires_at":
      return dayIn(value * 1_000, lang);
    default:
      return count(value, lang);
  }
}
