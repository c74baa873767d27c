/**
 * How one client is set up.
 *
 * @module
 */

import { Icon } from "../icons.tsx";
import { Text } from "../text.tsx";
import { type Lang, speak } from "../words.ts";
import type { Client, Label, Way } from "./client.ts";
import { KeyNote } from "./key_note.tsx";
import { linkTo } from "./link.ts";
import { CONNECT_WORDS } from "./connect_words.ts";
import { type ConnectView, PLACES } from "./connect_view.ts";
import { fill, fillMasked, hasAddress, hasKey } from "./fill.ts";
import { SettingRow } from "./setting_row.tsx";
import { TestResult } from "./test_result.tsx";

/** What it shows. */
export interface ClientSettingsProps {
  readonly view: ConnectView;
  readonly client: Client;
}

/** All ways to use this server from a client, and what is worth knowing. */
export function ClientSettings({ view, client }: ClientSettingsProps) {
  const t = speak(CONNECT_WORDS, view.lang);
  return (
    <>
      <a class="back" href="/connect">
        <Icon name="back" />
        {t("allClients")}
      </a>
      <div class="row between">
        <h2 id="client">{client.name}</h2>
        {client.isContained && view.isLocal && <Whereabouts view={view} />}
      </div>
      <KeyNote view={view} />
      {client.ways.map((way, index) => <WayCard key={index} view={view} way={way} index={index} />)}
      {client.notes.length > 0 && (
        <section class="stack tight">
          <h3>{t("notes")}</h3>
          <ul class="notes">
            {client.notes.map((note) => (
              <li>
                <Text text={said(note, view.lang)} />
              </li>
            ))}
          </ul>
        </section>
      )}
    </>
  );
}

/** Whether the client runs in a container, where this machine has another name. */
function Whereabouts({ view }: { readonly view: ConnectView }) {
  const t = speak(CONNECT_WORDS, view.lang);
  const { isInContainer } = view;
  return (
    <div class="chips" role="group" aria-label={t("runs")}>
      <a class="chip" href={linkTo(view, { in: undefined })} aria-current={String(!isInContainer)}>
        {t("here")}
      </a>
      <a
        class="chip"
        href={linkTo(view, { in: "container" })}
        aria-current={String(isInContainer)}
      >
        {t("container")}
      </a>
    </div>
  );
}

interface WayProps {
  readonly view: ConnectView;
  readonly way: Way;
  readonly index: number;
}

function WayCard({ view, way, index }: WayProps) {
  const { lang, filling, isKeyShown } = view;
  const t = speak(CONNECT_WORDS, lang);
  const { block } = way;
  const title = said(way.title, lang);
  return (
    <section class="card stack" aria-label={title}>
      <h3>{title}</h3>
      <dl class="settings">
        {way.settings.map(({ field, value }) => (
          <SettingRow key={value} view={view} name={said(field, lang)} value={value} />
        ))}
      </dl>
      {block !== undefined && (
        <figure class="block">
          <figcaption class="row between">
            <span class="label">{block.file}</span>
            <button class="button quiet" type="button" data-copy-text={fill(block.text, filling)}>
              <Icon name="copy" />
              {t("copyAll")}
            </button>
          </figcaption>
          <pre
            tabindex={0}
          ><code>{(isKeyShown ? fill : fillMasked)(block.text, filling)}</code></pre>
        </figure>
      )}
      <TestForm view={view} way={way} index={index} />
    </section>
  );
}

/** Asks what the client would ask, with what was typed into it: unless changed, what is right. */
function TestForm({ view, way, index }: WayProps) {
  const t = speak(CONNECT_WORDS, view.lang);
  const test = view.test?.way === index ? view.test : undefined;
  const typed = test ?? typedRight(view, way);
  const result = `test-${index}`;
  return (
    <form
      class="stack tight"
      method="post"
      action={`/ui${linkTo(view, {})}`}
      data-part={`#${result}`}
    >
      <input type="hidden" name="way" value={index} />
      <div class="row">
        <button class="button" type="submit">
          <Icon name="plug" />
          {t("test")}
        </button>
        <code class="muted">{way.probe.method} {way.probe.path || "…"}</code>
      </div>
      <details open={test !== undefined}>
        <summary class="muted small">{t("typed")}</summary>
        <div class="fields">
          <div class="field wide">
            <label for={`address-${index}`}>{t("typedAddress")}</label>
            <input class="input" id={`address-${index}`} name="address" value={typed.address} />
          </div>
          <div class="field">
            <label for={`key-${index}`}>{t("key")}</label>
            <input
              class="input"
              id={`key-${index}`}
              name="key"
              type="password"
              autocomplete="off"
              value={typed.key}
              disabled={way.probe.auth === "none"}
            />
          </div>
          <div class="field">
            <label for={`place-${index}`}>{t("runs")}</label>
            <select class="input" id={`place-${index}`} name="place">
              {PLACES.map((place) => (
                <option value={place} selected={place === typed.place}>
                  {t(place)}
                </option>
              ))}
            </select>
          </div>
        </div>
      </details>
      <div id={result} role="status">
        {test !== undefined && <TestResult test={test} lang={view.lang} />}
      </div>
    </form>
  );
}

function typedRight({ filling, isInContainer }: ConnectView, { settings, probe }: Way) {
  const address = settings.find(({ value }) => hasAddress(value))?.value ?? "{root}";
  const key = settings.find(({ value }) => !hasAddress(value) && hasKey(value))?.value;
  const isSent = probe.auth !== "none" && key !== undefined;
  return {
    address: fill(address, filling),
    key: isSent ? fill(key, filling).replace(/^authorization: Bearer /, "") : "",
    place: isInContainer ? "container" : "here",
  };
}

function said(label: Label, lang: Lang): string {
  if (typeof label === "string") return label;
  return lang === "en" ? label.en : label.zh;
}
