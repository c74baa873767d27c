/**
 * Jobs as a dense table.
 *
 * @module
 */

import { ago, duration } from "../format.ts";
import { Icon } from "../icons.tsx";
import { JOB_WORDS } from "../job_words.ts";
import { type Lang, speak } from "../words.ts";
import { Pages } from "./pages.tsx";
import { WEBHOOK_WORDS } from "./webhook_words.ts";
import { JOB_STATUSES, type JobRow, type JobsView, SPANS } from "./webhooks_view.ts";

/** What it shows; `now`: epoch milliseconds; `back`: this page's path. */
export interface JobsTableProps {
  readonly view: JobsView;
  readonly now: number;
  readonly lang: Lang;
  readonly back: string;
}

const BADGES: Readonly<Record<JobRow["status"], string>> = {
  queued: "badge",
  in_progress: "badge warn",
  completed: "badge good",
  failed: "badge bad",
  cancelled: "badge",
};

/** A filter, and the jobs. */
export function JobsTable({ view, now, lang, back }: JobsTableProps) {
  const t = speak(WEBHOOK_WORDS, lang);
  const { list, status, model, span, next } = view;
  return (
    <div class="stack">
      <Filter view={view} lang={lang} />
      {list.length === 0
        ? (
          <div class="empty">
            <Icon name="layers" />
            <h2>{t("noJobs")}</h2>
            <p>{t("noJobsHint")}</p>
          </div>
        )
        : (
          <table class="dense">
            <thead>
              <tr>
                <th scope="col">{t("status")}</th>
                <th scope="col">{t("prompt")}</th>
                <th scope="col" class="aside">{t("model")}</th>
                <th scope="col" class="aside">{t("pictures")}</th>
                <th scope="col" class="aside">{t("made_at")}</th>
                <th scope="col" class="aside">{t("took")}</th>
                <th scope="col">
                  <span class="unseen">{t("actions")}</span>
                </th>
              </tr>
            </thead>
            <tbody>
              {list.map((job) => <Row key={job.id} job={job} now={now} lang={lang} back={back} />)}
            </tbody>
          </table>
        )}
      <Pages query={{ tab: "jobs", status, model, span }} next={next} lang={lang} />
    </div>
  );
}

function Filter({ view, lang }: Pick<JobsTableProps, "view" | "lang">) {
  const t = speak(WEBHOOK_WORDS, lang);
  const said = speak(JOB_WORDS, lang);
  return (
    <form class="row" method="get" action="/webhooks">
      <input type="hidden" name="tab" value="jobs" />
      <select class="input narrow" name="status" aria-label={t("status")}>
        <option value="">{t("status")}: {t("any")}</option>
        {JOB_STATUSES.map((status) => (
          <option value={status} selected={status === view.status}>
            {said(status)}
          </option>
        ))}
      </select>
      <select class="input narrow" name="model" aria-label={t("model")}>
        <option value="">{t("model")}: {t("any")}</option>
        {view.models.map((id) => <option key={id} selected={id === view.model}>{id}</option>)}
      </select>
      <select class="input narrow" name="span" aria-label={t("since")}>
        <option value="">{t("since")}: {t("any")}</option>
        {SPANS.map((span) => (
          <option key={span} value={span} selected={span === view.span}>{t(span)}</option>
        ))}
      </select>
      <button class="button" type="submit">
        <Icon name="search" />
        {t("filter")}
      </button>
    </form>
  );
}

interface RowProps {
  readonly job: JobRow;
  readonly now: number;
  readonly lang: Lang;
  readonly back: string;
}

function Row({ job, now, lang, back }: RowProps) {
  const said = speak(JOB_WORDS, lang);
  const { id, status, prompt, model, n, createdAt, endedAt, error } = job;
  const action = endedAt === undefined ? "cancel" : "retry";
  return (
    <tr>
      <td>
        <span class={BADGES[status]}>{said(status)}</span>
      </td>
      <td>
        <a href={`/jobs/${id}`}>{prompt === "" ? id : prompt}</a>
        {error !== undefined && <p class="muted">{error}</p>}
      </td>
      <td class="aside">
        <code>{model}</code>
      </td>
      <td class="aside number">{n}</td>
      <td class="aside number">{ago(createdAt, now, lang)}</td>
      <td class="aside number">{duration((endedAt ?? now) - createdAt, lang)}</td>
      <td>
        <form method="post" action={`/ui/webhooks/jobs/${id}/${action}`}>
          <input type="hidden" name="back" value={back} />
          <button
            class="button quiet square"
            type="submit"
            title={said(action)}
            aria-label={`${said(action)}: ${prompt.slice(0, 60)}`}
          >
            <Icon name={action === "cancel" ? "stop" : "redo"} />
          </button>
        </form>
      </td>
    </tr>
  );
}
