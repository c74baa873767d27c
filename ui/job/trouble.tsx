/**
 * Why pictures are missing, and the ways on.
 *
 * @module
 */

import { Icon } from "../icons.tsx";
import { speak } from "../words.ts";
import { ActionLink, Delete, Retry } from "./actions.tsx";
import { explainFailure, type WayOn } from "./failure_words.ts";
import { PAGE_WORDS } from "./page_words.ts";
import type { ShowProps } from "../views/job_page.ts";

/** Nothing where all is well, or still may be. */
export function Trouble({ job, lang }: ShowProps) {
  if (job.endedAt === undefined) return null;
  if (job.state.status === "cancelled") return <Cancelled job={job} lang={lang} />;
  return job.failure === undefined ? null : <Failed job={job} lang={lang} />;
}

function Failed({ job, lang }: ShowProps) {
  const t = speak(PAGE_WORDS, lang);
  const { kind, message } = job.failure ?? { kind: "", message: "" };
  const { title, advice, ways } = explainFailure(kind, lang);
  const count = job.results.length;
  return (
    <div class="notice bad" role="alert">
      <Icon name="alert" />
      <div class="stack tight">
        {count > 0 && <p>{t("some", { count, n: job.asked })}</p>}
        <h2>{title}</h2>
        <p dir="auto">{message}</p>
        <p>{advice}</p>
        <div class="row">
          {ways.map((way) => <Way key={way} way={way} job={job} lang={lang} />)}
          {count === 0 && <Delete job={job} lang={lang} />}
        </div>
      </div>
    </div>
  );
}

function Cancelled({ job, lang }: ShowProps) {
  const t = speak(PAGE_WORDS, lang);
  return (
    <div class="notice">
      <Icon name="stop" />
      <div class="stack tight">
        <h2>{t("wasCancelled")}</h2>
        <p>{t("wasCancelledHint")}</p>
        <div class="row">
          <Retry job={job} lang={lang} />
          <ActionLink href={`/?from=${job.state.id}`} icon="redo" label={t("remix")} />
          <Delete job={job} lang={lang} />
        </div>
      </div>
    </div>
  );
}

function Way({ way, job, lang }: ShowProps & { readonly way: WayOn }) {
  const t = speak(PAGE_WORDS, lang);
  const from = `/?from=${job.state.id}`;
  switch (way) {
    case "retry":
      return <Retry job={job} lang={lang} />;
    case "prompt":
      return <ActionLink href={from} icon="brush" label={t("changePrompt")} />;
    case "model":
      return <ActionLink href={from} icon="layers" label={t("changeModel")} />;
    case "dashboard":
      return <ActionLink href="/dashboard" icon="chart" label={t("dashboard")} />;
  }
}
