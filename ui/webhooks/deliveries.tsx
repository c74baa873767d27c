/**
 * Events on their way to receivers, and what came of each try.
 *
 * @module
 */

import { ago, duration } from "../format.ts";
import { Icon } from "../icons.tsx";
import { type Lang, speak } from "../words.ts";
import { Pages } from "./pages.tsx";
import { TryLine } from "./try_line.tsx";
import { WEBHOOK_WORDS } from "./webhook_words.ts";
import { type DeliveriesView, DELIVERY_STATUSES, type DeliveryRow } from "./webhooks_view.ts";

/** What it shows; `now`: epoch milliseconds; `back`: this page's path. */
export interface DeliveriesProps {
  readonly view: DeliveriesView;
  readonly now: number;
  readonly lang: Lang;
  readonly back: string;
}

const BADGES = { pending: "badge warn", delivered: "badge good", dead: "badge bad" } as const;

/** A filter, and the deliveries; some or all can be sent again. */
export function Deliveries({ view, now, lang, back }: DeliveriesProps) {
  const t = speak(WEBHOOK_WORDS, lang);
  const { list, status, endpoint, next } = view;
  return (
    <div class="stack">
      <Filter view={view} lang={lang} />
      {list.length === 0
        ? (
          <div class="empty">
            <Icon name="terminal" />
            <h2>{t("noDeliveries")}</h2>
            <p>{t("noDeliveriesHint")}</p>
          </div>
        )
        : (
          <form class="stack" method="post" action="/ui/webhooks/replay">
            <input type="hidden" name="back" value={back} />
            <input type="hidden" name="endpoint" value={endpoint ?? ""} />
            <ul class="rows">
              {list.map((row) => <Delivery key={row.id} row={row} now={now} lang={lang} />)}
            </ul>
            <div class="row">
              <button class="button" type="submit">
                <Icon name="redo" />
                {t("replayPicked")}
              </button>
              <button class="button" type="submit" name="all" value="dead">
                <Icon name="redo" />
                {t("replayDead")}
              </button>
            </div>
          </form>
        )}
      <Pages query={{ tab: "deliveries", status, endpoint }} next={next} lang={lang} />
    </div>
  );
}

function Filter({ view, lang }: Pick<DeliveriesProps, "view" | "lang">) {
  const t = speak(WEBHOOK_WORDS, lang);
  return (
    <form class="row" method="get" action="/webhooks">
      <input type="hidden" name="tab" value="deliveries" />
      <select class="input narrow" name="status" aria-label={t("status")}>
        <option value="">{t("status")}: {t("any")}</option>
        {DELIVERY_STATUSES.map((status) => (
          <option value={status} selected={status === view.status}>{t(status)}</option>
        ))}
      </select>
      <select class="input narrow" name="endpoint" aria-label={t("endpoint")}>
        <option value="">{t("endpoint")}: {t("any")}</option>
        {view.endpoints.map(({ id, name }) => (
          <option value={id} selected={id === view.endpoint}>{name}</option>
        ))}
      </select>
      <button class="button" type="submit">
        <Icon name="search" />
        {t("filter")}
      </button>
    </form>
  );
}

interface DeliveryProps {
  readonly row: DeliveryRow;
  readonly now: number;
  readonly lang: Lang;
}

function Delivery({ row, now, lang }: DeliveryProps) {
  const t = speak(WEBHOOK_WORDS, lang);
  const { id, status, type, subject, receiver, tries, createdAt, nextAt } = row;
  return (
    <li class="delivery">
      <input
        type="checkbox"
        name={`id:${id}`}
        aria-label={t("pick", { type, subject })}
      />
      <details>
        <summary>
          <span class={BADGES[status]}>{t(status)}</span>
          <strong class="breaks">{type}</strong>
          <span class="muted small">
            {receiver} · {ago(createdAt, now, lang)} · {t("tries", { n: tries.length })}
            {nextAt !== undefined && nextAt > now && tries.length > 0 &&
              ` · ${t("next", { time: duration(nextAt - now, lang) })}`}
          </span>
        </summary>
        <div class="stack tight inside">
          <p class="small breaks">
            {subject.startsWith("job_")
              ? (
                <a href={`/jobs/${subject}`}>
                  <code>{subject}</code>
                </a>
              )
              : <code>{subject}</code>}
          </p>
          {tries.length === 0 && <p class="muted small">{t("noTries")}</p>}
          {tries.map((attempt) => (
            <TryLine key={attempt.at} attempt={attempt} now={now} lang={lang} />
          ))}
        </div>
      </details>
      <button class="button quiet" type="submit" name="one" value={id}>
        <Icon name="redo" />
        {t("replay")}
      </button>
    </li>
  );
}
