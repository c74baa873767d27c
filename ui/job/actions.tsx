/**
 * What can be done with a job and its pictures.
 *
 * @module
 */

import { Confirm } from "../confirm.tsx";
import { Icon, type IconName } from "../icons.tsx";
import { speak } from "../words.ts";
import { PAGE_WORDS } from "./page_words.ts";
import type { ShowProps } from "../views/job_page.ts";

const FORMATS = [
  { label: "PNG", extension: "png" },
  { label: "JPEG", extension: "jpg" },
  { label: "WebP", extension: "webp" },
] as const;

/** With the picture that is shown: take it away, or go on from it. */
export function PictureActions({ job, lang }: ShowProps) {
  const t = speak(PAGE_WORDS, lang);
  const { id } = job.state;
  const picture = job.results[job.chosen];
  if (picture === undefined) return null;
  const number = job.chosen + 1;
  return (
    <div class="stack tight">
      <div class="downloads" role="group" aria-label={t("download")}>
        <span class="label">
          <Icon name="download" />
          {t("download")}
        </span>
        {FORMATS.map(({ label, extension }) => (
          <a key={label} class="button" href={`/ui/jobs/${id}/${number}.${extension}`} download>
            {label}
          </a>
        ))}
      </div>
      <div class="deeds">
        <button class="button" type="button" data-copy-image={`/ui/jobs/${id}/${number}.png`}>
          <Icon name="copy" />
          {t("copyImage")}
        </button>
        <button class="button" type="button" data-copy-text={picture.link}>
          <Icon name="link" />
          {t("copyLink")}
        </button>
        <ActionLink href={`/?from=${id}`} icon="redo" label={t("remix")} />
        <ActionLink href={`/?reference=${id}.${job.chosen}`} icon="image" label={t("reference")} />
        <form method="post" action={`/ui/jobs/${id}/variations`}>
          <input type="hidden" name="image" value={number} />
          <button class="button" type="submit" title={t(job.variation)}>
            <Icon name="sparkle" />
            {t("variations")}
          </button>
        </form>
        <Delete job={job} lang={lang} />
      </div>
    </div>
  );
}

/** With a job that goes on: only to end it. */
export function RunningActions({ job, lang }: ShowProps) {
  const t = speak(PAGE_WORDS, lang);
  const { id } = job.state;
  return (
    <div class="row">
      <form method="post" action={`/ui/jobs/${id}/cancel`}>
        <button class="button" type="submit">
          <Icon name="stop" />
          {t("cancel")}
        </button>
      </form>
      <ActionLink href={`/?from=${id}`} icon="redo" label={t("remix")} />
    </div>
  );
}

/** Asks for the same once more. */
export function Retry({ job, lang }: ShowProps) {
  return (
    <form method="post" action={`/ui/jobs/${job.state.id}/retry`}>
      <button class="button primary" type="submit">
        <Icon name="redo" />
        {speak(PAGE_WORDS, lang)("retry")}
      </button>
    </form>
  );
}

/** Forgets a job, after a question. */
export function Delete({ job, lang }: ShowProps) {
  const t = speak(PAGE_WORDS, lang);
  return (
    <>
      <form method="post" action={`/ui/jobs/${job.state.id}/delete`}>
        <button class="button danger" type="submit" data-confirm="confirm-delete">
          <Icon name="trash" />
          {t("delete")}
        </button>
      </form>
      <Confirm
        id="confirm-delete"
        title={t("confirmDelete")}
        text={t("confirmText")}
        yes={t("delete")}
        no={t("keep")}
      />
    </>
  );
}

interface ActionLinkProps {
  readonly href: string;
  readonly icon: IconName;
  readonly label: string;
}

/** A link that looks like the buttons beside it. */
export function ActionLink({ href, icon, label }: ActionLinkProps) {
  return (
    <a class="button" href={href}>
      <Icon name={icon} />
      {label}
    </a>
  );
}
