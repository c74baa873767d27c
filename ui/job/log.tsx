/**
 * The terminal drawer: a job's events in plain words.
 *
 * @module
 */

import { duration } from "../format.ts";
import { Icon } from "../icons.tsx";
import type { LogLineView, LogView } from "../views/job.ts";
import { type Lang, speak } from "../words.ts";
import { explainFailure, plainWarning } from "./failure_words.ts";
import { LOG_FRAME, LOG_WORDS } from "./log_words.ts";

/** What the log is drawn from. */
export interface JobLogProps {
  readonly view: LogView;
  readonly lang: Lang;
  /** Whether it is open from the start. */
  readonly isOpen?: boolean;
}

/** The drawer. While the job goes on, `client/follow.ts` adds to it. */
export function JobLog({ view, lang, isOpen = false }: JobLogProps) {
  const t = speak(LOG_FRAME, lang);
  const label = `${t("title")}, ${view.id}`;
  return (
    <details class="terminal" {...(isOpen ? { open: true } : {})}>
      <summary>
        <Icon name="terminal" />
        {t("title")}
      </summary>
      <div class="log" role="log" aria-label={label} tabindex={0}>
        <JobLogLines view={view} lang={lang} />
      </div>
      <button class="button quiet" type="button" data-copy={`#log-${view.id}`}>
        <Icon name="copy" />
        {t("copy")}
      </button>
    </details>
  );
}

/** All lines so far. */
export function JobLogLines({ view, lang }: Pick<JobLogProps, "view" | "lang">) {
  const t = speak(LOG_FRAME, lang);
  const at = new Date(view.createdAt).toISOString().replace(/\.\d+Z$/, "Z");
  return (
    <ol id={`log-${view.id}`} class="lines">
      <li class="muted">{t("createdAt", { id: view.id, at })}</li>
      {view.lines.map((line) => <JobLogLine key={line.key} line={line} lang={lang} />)}
    </ol>
  );
}

/** One line. */
export function JobLogLine({ line, lang }: { readonly line: LogLineView; readonly lang: Lang }) {
  return (
    <li class={line.tone}>
      <span class="at">{line.afterMs === undefined ? "·" : elapsed(line.afterMs)}</span>{" "}
      {textOf(line, lang)}
    </li>
  );
}

/** Such as `+1.24`: seconds since the job was made. */
function elapsed(ms: number): string {
  return `+${(ms / 1_000).toFixed(2)}`;
}

function textOf({ word, values, failure }: LogLineView, lang: Lang): string {
  const { time, text, ...others } = values;
  const said = speak(LOG_WORDS, lang)(word, {
    ...others,
    ...(time === undefined ? {} : { time: duration(Number(time), lang) }),
    ...(text === undefined ? {} : { text: plainWarning(String(text), lang) }),
  });
  if (failure === undefined) return said;
  return `${said}. ${explainFailure(failure.kind, lang).title}: ${failure.message}`;
}
