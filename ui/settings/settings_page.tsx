/**
 * Settings.
 *
 * @module
 */

import { duration } from "../format.ts";
import { Frame } from "../frame.tsx";
import { Icon } from "../icons.tsx";
import { speak } from "../words.ts";
import { Appearance } from "./appearance.tsx";
import { SETTINGS_WORDS } from "./settings_words.ts";
import { KEEPS, type SettingsView } from "./settings_view.ts";

interface Props {
  readonly view: SettingsView;
}

/** The page at `/settings`. */
export function SettingsPage({ view }: Props) {
  const t = speak(SETTINGS_WORDS, view.lang);
  return (
    <Frame view={view} title={t("title")}>
      <header>
        <h1>{t("title")}</h1>
      </header>
      <div class="columns">
        <div class="stack">
          <Appearance view={view} />
          <Studio view={view} />
        </div>
        <div class="stack">
          {view.about !== undefined && <Keys view={view} />}
          <Kept view={view} />
          <About view={view} />
        </div>
      </div>
    </Frame>
  );
}

function Studio({ view }: Props) {
  const t = speak(SETTINGS_WORDS, view.lang);
  const { models, model, keep, defaultModel, isSaved, refusal, kept, lang } = view;
  return (
    <section class="card stack">
      <h2>{t("studio")}</h2>
      <form class="stack" method="post" action="/ui/settings">
        <div class="field">
          <label for="model">{t("model")}</label>
          <select class="input" id="model" name="model">
            <option value="">{t("serverModel", { model: defaultModel })}</option>
            {models.map((id) => <option key={id} selected={id === model}>{id}</option>)}
          </select>
        </div>
        <div class="field">
          <label for="keep">{t("keep")}</label>
          <select class="input" id="keep" name="keep">
            <option value="">{t("serverKeep", { time: duration(kept.jobs, lang) })}</option>
            {KEEPS.map((choice) => (
              <option value={choice} selected={choice === keep}>
                {choice === "none"
                  ? t("keepNone")
                  : t("keepFor", { time: duration(Number(choice) * 1_000, lang) })}
              </option>
            ))}
          </select>
        </div>
        <p class="muted small">{t("studioHint", { model: defaultModel })}</p>
        {refusal !== undefined && (
          <p class="notice bad" role="alert">
            <Icon name="alert" />
            <span>{refusal}</span>
          </p>
        )}
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

/** For admins, who alone are shown what is behind it. */
function Keys({ view }: Props) {
  const t = speak(SETTINGS_WORDS, view.lang);
  return (
    <section class="card stack">
      <h2>{t("keys")}</h2>
      <p class="muted small">{t("keysHint")}</p>
      <div class="row">
        <a class="button" href="/keys">
          <Icon name="key" />
          {t("toKeys")}
        </a>
      </div>
    </section>
  );
}

function Kept({ view: { kept, lang } }: Props) {
  const t = speak(SETTINGS_WORDS, lang);
  const names = ["jobs", "deliveries", "names", "session"] as const;
  return (
    <section class="card stack">
      <h2>{t("kept")}</h2>
      <dl class="settings">
        {names.map((name) => (
          <div>
            <dt>{t(name)}</dt>
            <dd>
              <span>
                {duration(kept[name], lang)} <span class="muted small">{t(`${name}Hint`)}</span>
              </span>
            </dd>
          </div>
        ))}
      </dl>
    </section>
  );
}

function About({ view }: Props) {
  const { about, version, lang, isSignedIn } = view;
  const t = speak(SETTINGS_WORDS, lang);
  const facts = about === undefined ? [] : [
    [t("waker"), about.waker],
    [t("kv"), t(about.kv)],
    [t("blobs"), t(about.blobs === "s3" ? "inS3" : "inKv")],
    [t("providers"), about.providers.join(", ")],
  ];
  return (
    <section class="card stack">
      <h2>{t("about")}</h2>
      <dl class="settings">
        {[[t("version"), version], ...facts].map(([name, value]) => (
          <div>
            <dt>{name}</dt>
            <dd>{value}</dd>
          </div>
        ))}
      </dl>
      <div class="row">
        <a class="button" href="/docs">
          <Icon name="book" />
          {t("reference")}
        </a>
        <a class="button" href="/openapi.json">
          <Icon name="code" />
          {t("openapi")}
        </a>
        {isSignedIn && (
          <form method="post" action="/sign-out">
            <button class="button" type="submit">
              <Icon name="signOut" />
              {t("signOut")}
            </button>
          </form>
        )}
      </div>
    </section>
  );
}
