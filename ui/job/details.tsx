/**
 * Everything else that is known of a job: facts, what was changed on the way, tries, code.
 *
 * @module
 */

import type { Child } from "hono/jsx";
import { bytes, dollars, duration } from "../format.ts";
import { Icon } from "../icons.tsx";
import { Time } from "../time.tsx";
import type { AttemptView, ShowProps } from "../views/job_page.ts";
import { speak } from "../words.ts";
import { explainFailure, plainWarning } from "./failure_words.ts";
import { PAGE_WORDS } from "./page_words.ts";

const OPERATION_WORDS = {
  generate: "generate",
  edit: "editing",
  variation: "varying",
} as const satisfies Record<string, keyof typeof PAGE_WORDS>;

/** The facts, in pairs. */
export function Facts({ job, lang }: ShowProps) {
  const t = speak(PAGE_WORDS, lang);
  const picture = job.results[job.chosen];
  const { model, createdAt, endedAt, expiresAt, costUsd } = job;
  return (
    <section class="stack tight">
      <h2>{t("details")}</h2>
      <dl class="facts">
        <Fact name={t("model")}>{model}</Fact>
        {picture?.route !== undefined && picture.route !== model && (
          <Fact name={t("route")}>{picture.route}</Fact>
        )}
        <Fact name={t("operation")}>{t(OPERATION_WORDS[job.operation])}</Fact>
        {picture !== undefined && (
          <>
            <Fact name={t("size")}>{picture.widthPx} × {picture.heightPx}</Fact>
            <Fact name={t("file")}>
              {picture.mediaType.replace("image/", "").toUpperCase()}, {bytes(picture.bytes, lang)}
            </Fact>
            {picture.seed !== undefined && <Fact name={t("seed")}>{picture.seed}</Fact>}
          </>
        )}
        {job.settings.map(({ name, value }) => <Fact key={name} name={name}>{value}</Fact>)}
        {job.negativePrompt !== undefined && <Fact name={t("negative")}>{job.negativePrompt}</Fact>}
        {picture?.revisedPrompt !== undefined && (
          <Fact name={t("revised")}>{picture.revisedPrompt}</Fact>
        )}
        {endedAt !== undefined && (
          <Fact name={t("took")}>{duration(endedAt - createdAt, lang)}</Fact>
        )}
        {costUsd !== undefined && <Fact name={t("cost")}>{dollars(costUsd, lang)}</Fact>}
        <Fact name={t("created")}>
          <Time at={createdAt} now={job.now} lang={lang} />
        </Fact>
        <Fact name={t("expires")}>{duration(Math.max(0, expiresAt - job.now), lang)}</Fact>
      </dl>
    </section>
  );
}

function Fact({ name, children }: { readonly name: string; readonly children: Child }) {
  return (
    <div>
      <dt>{name}</dt>
      <dd dir="auto">{children}</dd>
    </div>
  );
}

/** What was mapped or dropped. */
export function Warnings({ job, lang }: ShowProps) {
  if (job.warnings.length === 0) return null;
  return (
    <section class="stack tight">
      <h2>{speak(PAGE_WORDS, lang)("warnings")}</h2>
      <ul class="warnings">
        {job.warnings.map((warning) => <li key={warning}>{plainWarning(warning, lang)}</li>)}
      </ul>
    </section>
  );
}

/** Each try, and what it came to. */
export function Attempts({ job, lang }: ShowProps) {
  const t = speak(PAGE_WORDS, lang);
  if (job.attempts.length === 0) return null;
  return (
    <section class="stack tight">
      <h2>{t("attempts")}</h2>
      <ol class="tries">
        {job.attempts.map((attempt, index) => (
          <li key={index}>
            <span>{attempt.provider}/{attempt.model}</span>
            <span class={attempt.failure === undefined ? "muted" : "bad"}>
              {outcomeOf(attempt)}
            </span>
          </li>
        ))}
      </ol>
    </section>
  );

  function outcomeOf({ tookMs, failure }: AttemptView): string {
    if (tookMs === undefined) return t("underWay");
    const time = duration(tookMs, lang);
    if (failure === undefined) return t("delivered", { time });
    const { title } = explainFailure(failure.kind, lang);
    return `${t("brokeOff", { time })}: ${title}`;
  }
}

const LANGUAGES = [
  { key: "curl", label: "curl" },
  { key: "python", label: "Python" },
  { key: "javascript", label: "JavaScript" },
] as const;

/** The same request from elsewhere. */
export function Code({ job, lang }: ShowProps) {
  const t = speak(PAGE_WORDS, lang);
  return (
    <details class="code">
      <summary>
        <Icon name="code" />
        {t("code")}
      </summary>
      <fieldset class="chips">
        <legend class="unseen">{t("code")}</legend>
        {LANGUAGES.map(({ key, label }, index) => (
          <label key={key} class="chip">
            <input class="unseen" type="radio" name="code" value={key} checked={index === 0} />
            {label}
          </label>
        ))}
      </fieldset>
      {LANGUAGES.map(({ key, label }) => (
        <div key={key} class={`listing ${key}`}>
          <pre id={`code-${key}`} tabindex={0} aria-label={label}>{job.code[key]}</pre>
          <button class="button" type="button" data-copy={`#code-${key}`}>
            <Icon name="copy" />
            {t("copyCode", { language: label })}
          </button>
        </div>
      ))}
    </details>
  );
}
