/**
 * One registered receiver, and what can be done to it.
 *
 * @module
 */

import type { Child } from "hono/jsx";
import { ago, duration } from "../format.ts";
import { Icon } from "../icons.tsx";
import { type Lang, speak } from "../words.ts";
import { TryLine } from "./try_line.tsx";
import { WEBHOOK_WORDS } from "./webhook_words.ts";
import type { EndpointRow, TryView } from "./webhooks_view.ts";

/** What it shows; `now`: epoch milliseconds. */
export interface EndpointCardProps {
  readonly endpoint: EndpointRow;
  readonly eventTypes: readonly string[];
  /** A test that has just been made. */
  readonly attempt: TryView | undefined;
  readonly now: number;
  readonly lang: Lang;
}

/** The receiver. */
export function EndpointCard(props: EndpointCardProps) {
  const { endpoint, now, lang } = props;
  const { id, name, url, eventTypes, secretHint, overlapUntil, createdAt, disabledAt } = endpoint;
  const t = speak(WEBHOOK_WORDS, lang);
  const isActive = disabledAt === undefined;
  return (
    <article class="card stack tight" aria-label={name}>
      <div class="row between">
        <h2>{name}</h2>
        <span class={isActive ? "badge good" : "badge warn"}>
          {t(isActive ? "active" : "disabled")}
        </span>
      </div>
      <code class="breaks">{url}</code>
      <p class="muted small">
        {eventTypes.length === 0 ? t("all") : eventTypes.join(", ")} ·{" "}
        {t("signs", { hint: secretHint })} · {t("registered", { time: ago(createdAt, now, lang) })}
        {overlapUntil !== undefined && overlapUntil > now &&
          ` · ${t("overlap", { time: duration(overlapUntil - now, lang) })}`}
      </p>
      <Test {...props} />
      <div class="row">
        <Post path={`${id}/${isActive ? "disable" : "enable"}`}>
          <button class="button" type="submit">
            <Icon name={isActive ? "stop" : "play"} />
            {t(isActive ? "disable" : "enable")}
          </button>
        </Post>
        <a class="button" href={`/webhooks?tab=deliveries&endpoint=${id}`}>
          <Icon name="terminal" />
          {t("seeDeliveries")}
        </a>
        <Rotate id={id} lang={lang} />
        <Remove id={id} lang={lang} />
      </div>
    </article>
  );
}

interface PostProps {
  /** Below `/ui/webhooks/endpoints/`. */
  readonly path: string;
  readonly children: Child;
}

function Post({ path, children }: PostProps) {
  return <form method="post" action={`/ui/webhooks/endpoints/${path}`}>{children}</form>;
}

function Test({ endpoint: { id }, eventTypes, attempt, now, lang }: EndpointCardProps) {
  const t = speak(WEBHOOK_WORDS, lang);
  return (
    <form
      class="stack tight"
      method="post"
      action={`/ui/webhooks/endpoints/${id}/test`}
      data-part={`#test-${id}`}
    >
      <div class="row">
        <select class="input narrow" name="event_type" aria-label={t("event")}>
          {eventTypes.map((type) => <option key={type}>{type}</option>)}
        </select>
        <button class="button" type="submit">
          <Icon name="upload" />
          {t("sendTest")}
        </button>
      </div>
      <div id={`test-${id}`} role="status">
        {attempt !== undefined && <TryLine attempt={attempt} now={now} lang={lang} />}
      </div>
    </form>
  );
}

interface ActionProps {
  readonly id: string;
  readonly lang: Lang;
}

function Rotate({ id, lang }: ActionProps) {
  const t = speak(WEBHOOK_WORDS, lang);
  return (
    <details class="menu">
      <summary class="button">
        <Icon name="key" />
        {t("rotate")}
      </summary>
      <Post path={`${id}/rotate`}>
        <div class="card stack tight">
          <p class="small">{t("rotateHint")}</p>
          <label class="row small">
            <input type="checkbox" name="keep_old" checked />
            {t("keepOld")}
          </label>
          <button class="button" type="submit">{t("rotateNow")}</button>
        </div>
      </Post>
    </details>
  );
}

function Remove({ id, lang }: ActionProps) {
  const t = speak(WEBHOOK_WORDS, lang);
  return (
    <details class="menu">
      <summary class="button danger">
        <Icon name="trash" />
        {t("remove")}
      </summary>
      <Post path={`${id}/delete`}>
        <div class="card stack tight">
          <p class="small">{t("removeHint")}</p>
          <button class="button danger" type="submit">{t("removeNow")}</button>
        </div>
      </Post>
    </details>
  );
}
