/**
 * Keys, what was used with them, and what was done to them.
 *
 * @module
 */

import { Frame } from "../frame.tsx";
import { Icon } from "../icons.tsx";
import { type Lang, speak } from "../words.ts";
import { AuditLog } from "./audit_log.tsx";
import { KeyList } from "./key_list.tsx";
import { KeyPanel } from "./key_panel.tsx";
import { KEYS_WORDS } from "./keys_words.ts";
import { type KeysView, TABS } from "./keys_view.ts";
import { Usage } from "./usage.tsx";

/** The page at `/keys`. */
export function KeysPage({ view }: { readonly view: KeysView }) {
  const { lang, tab, refusal, made, now, list, one, usage, audit } = view;
  const t = speak(KEYS_WORDS, lang);
  return (
    <Frame view={view} title={t("title")} scripts={["confirm"]}>
      <header>
        <h1>{t("title")}</h1>
      </header>
      <nav class="tabs" aria-label={t("sections")}>
        {TABS.map((name) => (
          <a href={`/keys?tab=${name}`} {...(name === tab ? { "aria-current": "true" } : {})}>
            {t(name)}
          </a>
        ))}
      </nav>
      {refusal !== undefined && (
        <p class="notice bad" role="alert">
          <Icon name="alert" />
          <span>{refusal}</span>
        </p>
      )}
      {made !== undefined && <NewText {...made} lang={lang} />}
      {list !== undefined && <KeyList view={list} now={now} lang={lang} />}
      {one !== undefined && <KeyPanel view={one} now={now} lang={lang} />}
      {usage !== undefined && <Usage view={usage} lang={lang} />}
      {audit !== undefined && <AuditLog rows={audit} now={now} lang={lang} />}
    </Frame>
  );
}

interface NewTextProps {
  readonly name: string;
  readonly text: string;
  readonly lang: Lang;
}

function NewText({ name, text, lang }: NewTextProps) {
  const t = speak(KEYS_WORDS, lang);
  return (
    <div class="notice good" role="status">
      <Icon name="key" />
      <div class="stack tight">
        <p>{t("made", { name })}</p>
        <p class="row">
          <code id="key-text" class="breaks">{text}</code>
          <button class="button" type="button" data-copy="#key-text">
            <Icon name="copy" />
            {t("copy")}
          </button>
        </p>
      </div>
    </div>
  );
}
