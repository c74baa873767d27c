/**
 * The card of a job: what it will be, how far it is, what it became.
 *
 * @module
 */

import { duration } from "../format.ts";
import { Icon, type IconName } from "../icons.tsx";
import { explainFailure } from "../job/failure_words.ts";
import { JOB_WORDS, progressText } from "../job_words.ts";
import type { JobCardView, PictureView } from "../views/job_card.ts";
import { type Lang, speak } from "../words.ts";

/** What a card is made of. */
export interface JobCardProps {
  readonly job: JobCardView;
  readonly lang: Lang;
}

/** A card; `client/live.ts` replaces it by its id whenever the job changes. */
export function JobCard({ job, lang }: JobCardProps) {
  const isOpen = job.status === "queued" || job.status === "in_progress";
  return (
    <li id={job.id} class="job" data-status={job.status}>
      {isOpen && <Underway job={job} lang={lang} />}
      {job.status === "completed" && <Pictures job={job} />}
      {(job.status === "failed" || job.status === "cancelled") && <Ended job={job} lang={lang} />}
      <Caption job={job} lang={lang} />
      <Actions job={job} lang={lang} />
    </li>
  );
}

function Underway({ job, lang }: JobCardProps) {
  const t = speak(JOB_WORDS, lang);
  const { width, height } = job.shape;
  return (
    <div class="underway">
      <div class="frame-of">
        <svg class="shape" viewBox={`0 0 ${width} ${height}`} aria-hidden="true"></svg>
        {job.preview === undefined
          ? <div class="shimmer"></div>
          : <img src={job.preview} alt={job.prompt} />}
      </div>
      <progress class="bar" max="100" value={job.progress.percent} aria-label={t(job.status)}>
      </progress>
      <p class="small row between">
        <span>{[t(job.status), ...job.providers].join(" · ")}</span>
        <span class="muted number" data-progress>{progressText(job.progress, lang)}</span>
      </p>
      {job.setbacks.map((setback) => (
        <p key={setback.provider} class="small setback">
          <Icon name="alert" />
          <span>{t("setback", { ...setback })}</span>
        </p>
      ))}
    </div>
  );
}

function Pictures({ job }: { readonly job: JobCardView }) {
  const most = Math.min(job.images.length, 4);
  return (
    <a class="pictures" href={`/jobs/${job.id}`} data-count={most}>
      {job.images.slice(0, 4).map((image) => (
        <Picture key={image.src} image={image} prompt={job.prompt} />
      ))}
    </a>
  );
}

function Picture({ image, prompt }: { readonly image: PictureView; readonly prompt: string }) {
  const { src, widthPx, heightPx } = image;
  return <img src={src} alt={prompt} width={widthPx} height={heightPx} decoding="async" />;
}

function Ended({ job, lang }: JobCardProps) {
  const t = speak(JOB_WORDS, lang);
  if (job.error === undefined) return <p class="notice">{t(job.status)}</p>;
  return (
    <div class="notice bad" role="alert">
      <Icon name="alert" />
      <div class="stack">
        <p>{job.error.message}</p>
        <p>{explainFailure(job.error.kind, lang).advice}</p>
      </div>
    </div>
  );
}

function Caption({ job, lang }: JobCardProps) {
  const t = speak(JOB_WORDS, lang);
  const facts = [
    job.model,
    ...(job.n > 1 ? [t("pictures", { count: job.n })] : []),
    ...(job.tookMs === undefined ? [] : [t("took", { time: duration(job.tookMs, lang) })]),
  ];
  return (
    <div class="caption">
      <p class="prompt" dir="auto">{job.prompt}</p>
      <p class="muted small">{facts.join(" · ")}</p>
      {job.warnings.length > 0 && (
        <p class="small warned" title={job.warnings.join("\n")}>{job.warnings.join("; ")}</p>
      )}
    </div>
  );
}

function Actions({ job, lang }: JobCardProps) {
  const t = speak(JOB_WORDS, lang);
  const isOpen = job.status === "queued" || job.status === "in_progress";
  const [image] = job.images;
  return (
    <div class="row actions">
      {isOpen && <Action job={job} does="cancel" icon="stop" label={t("cancel")} />}
      {!isOpen && job.images.length === 0 && (
        <Action job={job} does="retry" icon="redo" label={t("retry")} />
      )}
      {image !== undefined && (
        <button
          class="button quiet square"
          type="button"
          data-reference={image.src}
          title={t("reference")}
          aria-label={t("reference")}
        >
          <Icon name="layers" />
        </button>
      )}
      <IconLink href={`/?from=${job.id}`} icon="brush" label={t("remix")} />
      {image !== undefined && (
        <a
          class="button quiet square"
          href={image.src}
          download=""
          title={t("download")}
          aria-label={t("download")}
        >
          <Icon name="download" />
        </a>
      )}
      <IconLink href={`/jobs/${job.id}`} icon="terminal" label={t("open")} />
      {!isOpen && <Action job={job} does="delete" icon="trash" label={t("remove")} />}
    </div>
  );
}

interface ActionProps {
  readonly job: JobCardView;
  readonly does: "cancel" | "retry" | "delete";
  readonly icon: IconName;
  readonly label: string;
}

function Action({ job, does, icon, label }: ActionProps) {
  const isQuiet = does === "delete";
  return (
    <button
      class={isQuiet ? "button quiet square" : "button"}
      type="button"
      data-does={does}
      data-job={job.id}
      {...(isQuiet ? { "title": label, "aria-label": label } : {})}
    >
      <Icon name={icon} />
      {isQuiet ? "" : label}
    </button>
  );
}

interface IconLinkProps {
  readonly href: string;
  readonly icon: IconName;
  readonly label: string;
}

function IconLink({ href, icon, label }: IconLinkProps) {
  return (
    <a class="button quiet square" href={href} title={label} aria-label={label}>
      <Icon name={icon} />
    </a>
  );
}
