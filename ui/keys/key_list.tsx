/**
 * All keys, and the form for another.
 *
 * @module
 */

import { Icon } from "../icons.tsx";
import { Time } from "../time.tsx";
import { type Lang, speak } from "../words.ts";
import { KeyFields } from "./key_fields.tsx";
import { KeyStatus, usedOf } from "./key_status.tsx";
import { KEYS_WORDS, SCOPE_WORDS } from "./keys_words.ts";
import type { KeyListView, KeyRow } from "./keys_view.ts";

/** What it shows; `now`: epoch milliseconds. */
export interface KeyListProps {
  readonly view: KeyListView;
  readonly now: number;
  readonly lang: Lang;
}

/** A form, and a table. */
export function KeyList({ view, now, lang }: KeyListProps) {
  const t = speak(KEYS_WORDS, lang);
  const { rows, next, asksForKey } = view;
  return (
    <div class="stack">
      <p class="muted">{t("lead")}</p>
      {!asksForKey && (
        <p class="notice">
          <Icon name="alert" />
          <span>{t("notAsked")}</span>
        </p>
      )}
      <NewKey view={view} lang={lang} />
      {rows.length === 0
        ? (
          <div class="empty">
            <Icon name="key" />
            <h2>{t("none")}</h2>
            <p>{t("noneHint")}</p>
          </div>
        )
        : <Table rows={rows} now={now} lang={lang} />}
      {next !== undefined && (
        <p>
          <a class="button" href={`/keys?after=${next}`}>
            <Icon name="down" />
            {t("older")}
          </a>
        </p>
      )}
    </div>
  );
}

function NewKey({ view, lang }: Pick<KeyListProps, "view" | "lang">) {
  const t = speak(KEYS_WORDS, lang);
  const { form, scopes, isRefused } = view;
  return (
    <details class="card" open={isRefused}>
      <summary>
        <h2>{t("add")}</h2>
      </summary>
      <form class="stack inside" method="post" action="/ui/keys">
        <KeyFields form={form} scopes={scopes} lang={lang} />
        <div class="row">
          <button class="button primary" type="submit">
            <Icon name="plus" />
            {t("create")}
          </button>
        </div>
      </form>
    </details>
  );
}

interface TableProps {
  readonly rows: readonly KeyRow[];
  readonly now: number;
  readonly lang: Lang;
}

const COLUMNS = ["key", "status", "scopes", "models", "limits", "changed"] as const;

function Table({ rows, now, lang }: TableProps) {
  const t = speak(KEYS_WORDS, lang);
  return (
    <table class="keys-table">
      <thead>
        <tr>{COLUMNS.map((name) => <th key={name} scope="col">{t(name)}</th>)}</tr>
      </thead>
      <tbody>
        {rows.map((row) => <Row key={row.id} row={row} now={now} lang={lang} />)}
      </tbody>
    </table>
  );
}

interface RowProps extends Omit<TableProps, "rows"> {
  readonly row: KeyRow;
}

function Row({ row, now, lang }: RowProps) {
  const t = speak(KEYS_WORDS, lang);
  const said = speak(SCOPE_WORDS, lang);
  const { id, name, prefix, scopes, models, limits, updatedAt } = row;
  return (
    <tr>
      <th scope="row">
        <a href={`/keys?key=${id}`}>{name}</a>
        <code class="muted">{prefix}_…</code>
      </th>
      <td>
        <KeyStatus row={row} lang={lang} />
      </td>
      <td data-name={t("scopes")} class="small">{scopes.map((one) => said(one)).join(" · ")}</td>
      <td data-name={t("models")}>
        {models === undefined
          ? <span class="muted">{t("allModels")}</span>
          : <code class="breaks">{models.join(" ")}</code>}
      </td>
      <td data-name={t("limits")} class="number small">
        {limits.length === 0 && <span class="muted">{t("noLimits")}</span>}
        {limits.map((limit) => (
          <div key={limit.name}>
            <span class="muted">{t(limit.name)}</span> {usedOf(limit, lang)}
          </div>
        ))}
      </td>
      <td data-name={t("changed")} class="number small muted">
        <Time at={updatedAt} now={now} lang={lang} />
      </td>
    </tr>
  );
}
