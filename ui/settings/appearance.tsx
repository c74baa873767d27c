/**
 * How the cockpit looks: each choice is a button, so that it shows at once, with or without a script.
 *
 * @module
 */

import type { Child } from "hono/jsx";
import { THEME_WORDS } from "../frame_words.ts";
import { MOTIONS, THEMES } from "../themes.ts";
import { speak } from "../words.ts";
import { SETTINGS_WORDS } from "./settings_words.ts";
import type { SettingsView } from "./settings_view.ts";

/** What it shows. */
export interface AppearanceProps {
  readonly view: SettingsView;
}

/** Theme, language and motion. */
export function Appearance({ view }: AppearanceProps) {
  const { lang, motion } = view;
  const t = speak(SETTINGS_WORDS, lang);
  return (
    <section class="card stack">
      <div>
        <h2>{t("look")}</h2>
        <p class="muted small">{t("lookHint")}</p>
      </div>
      <Themes view={view} />
      <Choices label={t("language")}>
        {([["en", "English"], ["zh-CN", "简体中文"]] as const).map(([value, name]) => (
          <Choice name="lang" value={value} isChosen={value === lang}>
            <span lang={value}>{name}</span>
          </Choice>
        ))}
      </Choices>
      <Choices label={t("motion")}>
        <Choice name="motion" value="system" isChosen={motion === undefined}>
          {t("system")}
        </Choice>
        {MOTIONS.map((value) => (
          <Choice name="motion" value={value} isChosen={value === motion}>{t(value)}</Choice>
        ))}
      </Choices>
    </section>
  );
}

function Themes({ view: { lang, theme } }: AppearanceProps) {
  const t = speak(SETTINGS_WORDS, lang);
  const named = speak(THEME_WORDS, lang);
  return (
    <form class="field" method="post" action="/look">
      <input type="hidden" name="back" value="/settings" />
      <span class="label" id="theme-label">{t("theme")}</span>
      <div class="themes" role="group" aria-labelledby="theme-label">
        <button
          class="theme"
          type="submit"
          name="theme"
          value="system"
          aria-pressed={String(!theme)}
        >
          <span class="halves" aria-hidden="true">
            <Preview theme="light" />
            <Preview theme="obsidian" />
          </span>
          {t("system")}
        </button>
        {THEMES.map((name) => (
          <button
            class="theme"
            type="submit"
            name="theme"
            value={name}
            aria-pressed={String(name === theme)}
          >
            <Preview theme={name} />
            {named(name)}
          </button>
        ))}
      </div>
    </form>
  );
}

/** A page of ours, very small. */
function Preview({ theme }: { readonly theme: string }) {
  return (
    <span class="preview" data-theme={theme} aria-hidden="true">
      <i></i>
      <b></b>
      <b></b>
    </span>
  );
}

interface ChoicesProps {
  readonly label: string;
  readonly children: Child;
}

function Choices({ label, children }: ChoicesProps) {
  return (
    <form class="field" method="post" action="/look">
      <input type="hidden" name="back" value="/settings" />
      <span class="label">{label}</span>
      <div class="chips" role="group" aria-label={label}>{children}</div>
    </form>
  );
}

interface ChoiceProps {
  readonly name: string;
  readonly value: string;
  readonly isChosen: boolean;
  readonly children: Child;
}

function Choice({ name, value, isChosen, children }: ChoiceProps) {
  return (
    <button class="chip" type="submit" name={name} value={value} aria-pressed={String(isChosen)}>
      {children}
    </button>
  );
}
