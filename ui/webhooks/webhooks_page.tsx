/**
 * Webhooks and jobs, as operators look after them.
 *
 * @module
 */

import { Frame } from "../frame.tsx";
import { Icon } from "../icons.tsx";
import { speak } from "../words.ts";
import { Deliveries } from "./deliveries.tsx";
import { Endpoints } from "./endpoints.tsx";
import { JobsTable } from "./jobs_table.tsx";
import { WEBHOOK_WORDS } from "./webhook_words.ts";
import { TABS, type WebhooksView } from "./webhooks_view.ts";

/** The page at `/webhooks`. */
export function WebhooksPage({ view }: { readonly view: WebhooksView }) {
  const { lang, tab, refusal, now, endpoints, deliveries, jobs } = view;
  const t = speak(WEBHOOK_WORDS, lang);
  return (
    <Frame view={view} title={t("title")} scripts={["forms"]}>
      <header>
        <h1>{t("title")}</h1>
      </header>
      <nav class="tabs" aria-label={t("sections")}>
        {TABS.map((name) => (
          <a
            href={`/webhooks?tab=${name}`}
            {...(name === tab ? { "aria-current": "true" } : {})}
          >
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
      {endpoints !== undefined && <Endpoints view={endpoints} now={now} lang={lang} />}
      {deliveries !== undefined && (
        <Deliveries view={deliveries} now={now} lang={lang} back={view.path} />
      )}
      {jobs !== undefined && <JobsTable view={jobs} now={now} lang={lang} back={view.path} />}
    </Frame>
  );
}
