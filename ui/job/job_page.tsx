/**
 * A job on a page of its own: its pictures, large, and everything that is known of them.
 *
 * @module
 */

import { Frame } from "../frame.tsx";
import { JOB_WORDS } from "../job_words.ts";
import type { JobStatus } from "../views/job.ts";
import type { JobPageView, ShowProps } from "../views/job_page.ts";
import { speak } from "../words.ts";
import { PictureActions, RunningActions } from "./actions.tsx";
import { Attempts, Code, Facts, Warnings } from "./details.tsx";
import { JobLog } from "./log.tsx";
import { PAGE_WORDS } from "./page_words.ts";
import { JobProgress } from "./state.tsx";
import { Trouble } from "./trouble.tsx";
import { JobShow } from "./viewer.tsx";

const TONES: Readonly<Record<JobStatus, string>> = {
  queued: "",
  in_progress: "warn",
  completed: "good",
  failed: "bad",
  cancelled: "",
};

/** The page at `/jobs/{id}`. */
export function JobPage({ view }: { readonly view: JobPageView }) {
  const { job, lang } = view;
  const isOver = job.endedAt !== undefined;
  const t = speak(PAGE_WORDS, lang);
  return (
    <Frame view={view} title={titleOf(job.prompt) || t("title")} scripts={["job"]} isWide>
      <article class="result" data-job={job.state.id} {...(isOver ? {} : { "data-live": true })}>
        <JobParts job={job} lang={lang} />
        <JobLog view={job.log} lang={lang} isOpen={!isOver || job.results.length === 0} />
      </article>
    </Frame>
  );
}

/** What changes when another picture is chosen or the job ends. */
export function JobParts({ job, lang }: ShowProps) {
  return (
    <>
      <JobShow job={job} lang={lang} />
      <JobSide job={job} lang={lang} />
    </>
  );
}

function JobSide({ job, lang }: ShowProps) {
  const t = speak(PAGE_WORDS, lang);
  const { status } = job.state;
  return (
    <section id="known" class="known" aria-label={t("details")}>
      <header class="stack tight">
        <div class="row">
          <span class={`badge ${TONES[status]}`}>{speak(JOB_WORDS, lang)(status)}</span>
          <span class="badge">{job.model}</span>
        </div>
        <h1 class="words" dir="auto" tabindex={0}>{job.prompt || t("noPrompt")}</h1>
      </header>
      {job.endedAt === undefined && (
        <>
          <JobProgress view={job.state} lang={lang} />
          <RunningActions job={job} lang={lang} />
        </>
      )}
      {job.results.length > 0 && <Trouble job={job} lang={lang} />}
      {job.endedAt !== undefined && <PictureActions job={job} lang={lang} />}
      {job.inputs.length > 0 && <Inputs job={job} lang={lang} />}
      <Facts job={job} lang={lang} />
      <Warnings job={job} lang={lang} />
      <Attempts job={job} lang={lang} />
      <Code job={job} lang={lang} />
    </section>
  );
}

function Inputs({ job, lang }: ShowProps) {
  const t = speak(PAGE_WORDS, lang);
  return (
    <section class="stack tight">
      <h2>{t("inputs")}</h2>
      <div class="strip">
        {job.inputs.map(({ url, thumbUrl }) => (
          <a key={url} href={url}>
            <img src={thumbUrl} alt={t("input")} />
          </a>
        ))}
      </div>
    </section>
  );
}

/** What fits into a tab. */
function titleOf(prompt: string): string {
  const line = prompt.trim().replace(/\s+/g, " ");
  return line.length > 60 ? `${[...line].slice(0, 59).join("")}…` : line;
}
