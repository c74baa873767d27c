/**
 * Connecting clients: a list of them at the left, the settings of one at the right.
 *
 * @module
 */

import { Frame } from "../frame.tsx";
import { speak } from "../words.ts";
import { ClientSettings } from "./client_settings.tsx";
import { CLIENT_GROUPS } from "./clients.ts";
import { CONNECT_WORDS } from "./connect_words.ts";
import type { ConnectView } from "./connect_view.ts";
import type { ClientGroup } from "./client.ts";
import { KeyNote } from "./key_note.tsx";
import { SettingRow } from "./setting_row.tsx";

/** The page at `/connect`. */
export function ConnectPage({ view }: { readonly view: ConnectView }) {
  const t = speak(CONNECT_WORDS, view.lang);
  return (
    <Frame view={view} title={t("title")} scripts={["filter", "forms"]}>
      <header>
        <h1>{t("title")}</h1>
        <p class="muted">{t("lead")}</p>
      </header>
      <div class={view.client === undefined ? "split" : "split picked"}>
        <ClientList view={view} />
        <div class="stack">
          {view.client === undefined
            ? <Basics view={view} />
            : <ClientSettings view={view} client={view.client} />}
        </div>
      </div>
    </Frame>
  );
}

function ClientList({ view }: { readonly view: ConnectView }) {
  const t = speak(CONNECT_WORDS, view.lang);
  const groups = CLIENT_GROUPS.map((group) => only(group, view.query))
    .filter(({ clients }) => clients.length > 0);
  return (
    <nav class="side" aria-label={t("clients")}>
      <form method="get" action="/connect" role="search">
        <input
          class="input"
          type="search"
          name="q"
          value={view.query}
          placeholder={t("search")}
          aria-label={t("search")}
          data-filter="#clients"
        />
      </form>
      <div id="clients">
        {groups.map((group) => (
          <section>
            <h2 class="label">{view.lang === "en" ? group.title.en : group.title.zh}</h2>
            <ul class="plain">
              {group.clients.map(({ id, name }) => (
                <li>
                  <a
                    href={`/connect?client=${id}`}
                    {...(id === view.client?.id ? { "aria-current": "true" } : {})}
                  >
                    {name}
                  </a>
                </li>
              ))}
            </ul>
          </section>
        ))}
        <p class="muted small" data-none hidden={groups.length > 0}>{t("noClient")}</p>
      </div>
    </nav>
  );
}

/** What goes into every client; shown until one is picked. */
function Basics({ view }: { readonly view: ConnectView }) {
  const t = speak(CONNECT_WORDS, view.lang);
  return (
    <>
      <section class="card stack">
        <h2>{t("basics")}</h2>
        <p class="muted small">{t("basicsHint")}</p>
        <dl class="settings">
          <SettingRow view={view} name={t("root")} value="{root}" />
          <SettingRow view={view} name={t("base")} value="{base}" />
          <SettingRow view={view} name={t("key")} value="{key}" />
          <SettingRow view={view} name={t("keyed")} value="{keyed}" />
        </dl>
        <KeyNote view={view} />
      </section>
      <section class="card stack">
        <h2>{t("models")}</h2>
        <p class="muted small">{t("modelsHint")}</p>
        <ul class="chips">
          {view.models.map((id) => (
            <li>
              <button class="chip" type="button" data-copy-text={id}>
                <code>{id}</code>
              </button>
            </li>
          ))}
        </ul>
      </section>
    </>
  );
}

function only(group: ClientGroup, query: string): ClientGroup {
  const wanted = query.trim().toLowerCase();
  return {
    ...group,
    clients: group.clients.filter(({ name }) => name.toLowerCase().includes(wanted)),
  };
}
