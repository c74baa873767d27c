/**
 * The fields of a key, to make one or to change it. Their names are the API's.
 *
 * @module
 */

import { type Lang, speak } from "../words.ts";
import { KEYS_WORDS, SCOPE_WORDS } from "./keys_words.ts";
import { type KeyForm, type LimitName, LIMITS, type Scope } from "./keys_view.ts";

/** What they show. */
export interface KeyFieldsProps {
  readonly form: KeyForm;
  readonly scopes: readonly Scope[];
  readonly lang: Lang;
}

/** All of them. */
export function KeyFields({ form, scopes, lang }: KeyFieldsProps) {
  const t = speak(KEYS_WORDS, lang);
  return (
    <>
      <div class="keys-fields">
        <div class="field keys-whole">
          <label for="name">{t("name")}</label>
          <input
            class="input"
            id="name"
            name="name"
            required
            maxlength={200}
            autocomplete="off"
            value={form["name"] ?? ""}
          />
        </div>
        <div class="field keys-wide">
          <label for="models">{t("models")}</label>
          <input
            class="input"
            id="models"
            name="models"
            autocomplete="off"
            spellcheck={false}
            placeholder="studio openai/*"
            value={form["models"] ?? ""}
            aria-describedby="models-hint"
          />
          <span class="muted small" id="models-hint">{t("modelsHint")}</span>
        </div>
      </div>
      <Scopes form={form} scopes={scopes} lang={lang} />
      <fieldset class="field">
        <legend>{t("limits")}</legend>
        <p class="muted small">{t("limitsHint")}</p>
        <div class="keys-fields">
          {LIMITS.map((limit) => <Limit key={limit} name={limit} form={form} lang={lang} />)}
          <div class="field">
            <label for="max_priority">{t("max_priority")}</label>
            <input
              class="input"
              id="max_priority"
              name="max_priority"
              type="number"
              min={-10}
              max={10}
              placeholder="10"
              value={form["max_priority"] ?? ""}
            />
          </div>
          <div class="field keys-whole">
            <label for="expires_on">{t("expires")}</label>
            <input
              class="input"
              id="expires_on"
              name="expires_on"
              type="date"
              value={form["expires_on"] ?? ""}
            />
          </div>
        </div>
      </fieldset>
      <p class="muted small">
        {t("rest")} <a href="/docs">{t("restLink")}</a>
      </p>
    </>
  );
}

function Scopes({ form, scopes, lang }: KeyFieldsProps) {
  const said = speak(SCOPE_WORDS, lang);
  return (
    <fieldset class="field">
      <legend>{speak(KEYS_WORDS, lang)("scopes")}</legend>
      <div class="chips">
        {scopes.map((scope) => (
          <label key={scope} class="chip" title={scope}>
            <input
              class="unseen"
              type="checkbox"
              name={`scope:${scope}`}
              checked={form[`scope:${scope}`] !== undefined}
            />
            {said(scope)}
          </label>
        ))}
      </div>
    </fieldset>
  );
}

/** A quota may be nothing at all. */
const LEAST: Readonly<Record<LimitName, number>> = {
  requests_per_minute: 1,
  images_per_minute: 1,
  max_concurrent_jobs: 1,
  images_per_day: 0,
  images_per_month: 0,
  cost_per_month_usd: 0,
};

interface LimitProps {
  readonly name: LimitName;
  readonly form: KeyForm;
  readonly lang: Lang;
}

function Limit({ name, form, lang }: LimitProps) {
  return (
    <div class="field">
      <label for={name}>{speak(KEYS_WORDS, lang)(name)}</label>
      <input
        class="input"
        id={name}
        name={name}
        type="number"
        min={LEAST[name]}
        step={name === "cost_per_month_usd" ? "any" : 1}
        placeholder="–"
        value={form[name] ?? ""}
      />
    </div>
  );
}
