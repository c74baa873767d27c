/**
 * Registered receivers of webhooks.
 *
 * @module
 */

import { Icon } from "../icons.tsx";
import { type Lang, speak } from "../words.ts";
import { EndpointCard } from "./endpoint_card.tsx";
import { RECEIVERS } from "./receivers.ts";
import { WEBHOOK_WORDS } from "./webhook_words.ts";
import type { EndpointsView } from "./webhooks_view.ts";

/** What it shows; `now`: epoch milliseconds. */
export interface EndpointsProps {
  readonly view: EndpointsView;
  readonly now: number;
  readonly lang: Lang;
}

/** How to register one, those that there are, and how to write one. */
export function Endpoints({ view, now, lang }: EndpointsProps) {
  const t = speak(WEBHOOK_WORDS, lang);
  const { list, made, test, hasSecret, hasPublicUrl } = view;
  return (
    <div class="stack">
      <p class="muted">{t("lead")}</p>
      {made !== undefined && <NewSecret {...made} lang={lang} />}
      <NewEndpoint view={view} lang={lang} />
      {list.length === 0 && (
        <div class="empty">
          <Icon name="bell" />
          <h2>{t("none")}</h2>
          <p>{t("noneHint")}</p>
        </div>
      )}
      {list.map((endpoint) => (
        <EndpointCard
          key={endpoint.id}
          endpoint={endpoint}
          eventTypes={view.eventTypes}
          attempt={test?.id === endpoint.id ? test.attempt : undefined}
          now={now}
          lang={lang}
        />
      ))}
      {!hasPublicUrl && list.length > 0 && <Note text={t("noPublicUrl")} />}
      {!hasSecret && <Note text={t("noSecret")} />}
      <Receivers lang={lang} />
    </div>
  );
}

function Note({ text }: { readonly text: string }) {
  return (
    <p class="notice">
      <Icon name="alert" />
      <span>{text}</span>
    </p>
  );
}

interface NewSecretProps {
  readonly name: string;
  readonly secret: string;
  readonly lang: Lang;
}

function NewSecret({ name, secret, lang }: NewSecretProps) {
  const t = speak(WEBHOOK_WORDS, lang);
  return (
    <div class="notice good" role="status">
      <Icon name="key" />
      <div class="stack tight">
        <p>{t("made", { name })}</p>
        <p class="row">
          <code id="secret">{secret}</code>
          <button class="button" type="button" data-copy="#secret">
            <Icon name="copy" />
            {t("copySecret")}
          </button>
        </p>
      </div>
    </div>
  );
}

function NewEndpoint({ view, lang }: Pick<EndpointsProps, "view" | "lang">) {
  const t = speak(WEBHOOK_WORDS, lang);
  const { given, list, eventTypes } = view;
  return (
    <details class="card" open={given !== undefined || list.length === 0}>
      <summary>
        <h2>{t("add")}</h2>
      </summary>
      <form class="stack inside" method="post" action="/ui/webhooks/endpoints">
        <div class="fields">
          <div class="field wide">
            <label for="url">{t("url")}</label>
            <input
              class="input"
              id="url"
              name="url"
              inputmode="url"
              required
              placeholder="https://example.com/hooks"
              value={given?.["url"] ?? ""}
              aria-describedby="url-hint"
            />
            <span class="muted small" id="url-hint">{t("urlHint")}</span>
          </div>
          <div class="field">
            <label for="name">{t("name")}</label>
            <input class="input" id="name" name="name" value={given?.["name"] ?? ""} />
          </div>
        </div>
        <fieldset class="field">
          <legend>{t("events")}</legend>
          <div class="chips">
            {eventTypes.map((type) => (
              <label class="chip">
                <input
                  class="unseen"
                  type="checkbox"
                  name={`event:${type}`}
                  checked={given?.[`event:${type}`] !== undefined}
                />
                {type}
              </label>
            ))}
          </div>
        </fieldset>
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

function Receivers({ lang }: { readonly lang: Lang }) {
  const t = speak(WEBHOOK_WORDS, lang);
  return (
    <details class="card">
      <summary>
        <h2>{t("verify")}</h2>
      </summary>
      <div class="stack inside">
        <p class="muted small">{t("verifyHint")}</p>
        {RECEIVERS.map(({ name, code }) => (
          <figure>
            <figcaption class="row between">
              <span class="label">{name}</span>
              <button class="button quiet" type="button" data-copy-text={code}>
                <Icon name="copy" />
                {t("copy")}
              </button>
            </figcaption>
            <pre tabindex={0}><code>{code}</code></pre>
          </figure>
        ))}
      </div>
    </details>
  );
}
