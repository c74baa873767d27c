/**
 * One key: what it has used, and what can be done to it.
 *
 * @module
 */

import { Confirm } from "../confirm.tsx";
import { duration } from "../format.ts";
import { Icon } from "../icons.tsx";
import { type Lang, speak } from "../words.ts";
import { KeyFields } from "./key_fields.tsx";
import { KeyStatus, usedOf } from "./key_status.tsx";
import { KEYS_WORDS } from "./keys_words.ts";
import type { KeyRow, OneKeyView } from "./keys_view.ts";

/** What it shows; `now`: epoch milliseconds. */
export interface KeyPanelProps {
  readonly view: OneKeyView;
  readonly now: number;
  readonly lang: Lang;
}

/** How long the texts before a new one may go on, in seconds. */
const OVERLAPS = [0, 3_600, 86_400, 604_800];
const USUAL_OVERLAP = 86_400;

/** The key. Of one that was revoked there is only what it was. */
export function KeyPanel({ view, now, lang }: KeyPanelProps) {
  const t = speak(KEYS_WORDS, lang);
  const { row } = view;
  const canChange = row.status !== "revoked";
  return (
    <div class="stack">
      <p>
        <a class="button quiet" href="/keys">
          <Icon name="back" />
          {t("allKeys")}
        </a>
      </p>
      <div class="keys-panel">
        <div class="stack">
          <Facts row={row} now={now} lang={lang} />
          {canChange && <Rotate row={row} lang={lang} />}
          {canChange && <Revoke row={row} lang={lang} />}
        </div>
        {canChange && <Change view={view} lang={lang} />}
      </div>
    </div>
  );
}

interface PartProps {
  readonly row: KeyRow;
  readonly lang: Lang;
}

function Facts({ row, now, lang }: PartProps & { readonly now: number }) {
  const t = speak(KEYS_WORDS, lang);
  const { name, prefix, limits, overlapUntil } = row;
  return (
    <section class="card stack" aria-label={name}>
      <div class="row between">
        <h2 class="breaks">{name}</h2>
        <KeyStatus row={row} lang={lang} />
      </div>
      <code class="muted">{prefix}_…</code>
      {overlapUntil !== undefined && (
        <p class="small">{t("overlapUntil", { time: duration(overlapUntil - now, lang) })}</p>
      )}
      <h3>{t("usedTitle")}</h3>
      {limits.length === 0 && <p class="muted small">{t("noLimits")}</p>}
      {limits.map((limit) => (
        <div key={limit.name} class="keys-limit small">
          <span id={`used-${limit.name}`} class="muted">{t(limit.name)}</span>
          <span class="number">{usedOf(limit, lang)}</span>
          <progress
            class="bar"
            max={limit.most || 1}
            value={limit.most === 0 ? 1 : limit.used}
            aria-labelledby={`used-${limit.name}`}
          />
        </div>
      ))}
    </section>
  );
}

function Change({ view, lang }: Pick<KeyPanelProps, "view" | "lang">) {
  const t = speak(KEYS_WORDS, lang);
  const { row, form, scopes, isSaved } = view;
  return (
    <section class="card stack">
      <h2>{t("change")}</h2>
      <form class="stack" method="post" action={`/ui/keys/${row.id}`}>
        <KeyFields form={form} scopes={scopes} lang={lang} />
        <div class="row">
          <button class="button primary" type="submit">{t("save")}</button>
          {isSaved && (
            <span class="row saved" role="status">
              <Icon name="check" />
              {t("saved")}
            </span>
          )}
        </div>
      </form>
    </section>
  );
}

function Rotate({ row, lang }: PartProps) {
  const t = speak(KEYS_WORDS, lang);
  return (
    <section class="card stack">
      <h2>{t("rotate")}</h2>
      <p class="muted small">{t("rotateHint")}</p>
      <form class="stack" method="post" action={`/ui/keys/${row.id}/rotate`}>
        <div class="field">
          <label for="overlap">{t("overlap")}</label>
          <select class="input" id="overlap" name="overlap_seconds">
            {OVERLAPS.map((seconds) => (
              <option value={String(seconds)} selected={seconds === USUAL_OVERLAP}>
                {seconds === 0 ? t("overlapNone") : duration(seconds * 1_000, lang)}
              </option>
            ))}
          </select>
        </div>
        <div class="row">
          <button class="button" type="submit">
            <Icon name="key" />
            {t("rotateNow")}
          </button>
        </div>
      </form>
    </section>
  );
}

function Revoke({ row, lang }: PartProps) {
  const t = speak(KEYS_WORDS, lang);
  return (
    <section class="card stack">
      <h2>{t("revoke")}</h2>
      <p class="muted small">{t("revokeHint")}</p>
      <form class="row" method="post" action={`/ui/keys/${row.id}/revoke`}>
        <button class="button danger" type="submit" data-confirm="confirm-revoke">
          <Icon name="trash" />
          {t("revokeNow")}
        </button>
      </form>
      <Confirm
        id="confirm-revoke"
        title={t("revokeAsk", { name: row.name })}
        text={t("revokeHint")}
        yes={t("revokeNow")}
        no={t("keep")}
      />
    </section>
  );
}
