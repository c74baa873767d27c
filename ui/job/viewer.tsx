/**
 * The large view of a job's pictures.
 *
 * @module
 */

import { Icon } from "../icons.tsx";
import type { PictureView, ResultView, ShowProps } from "../views/job_page.ts";
import { type Lang, speak } from "../words.ts";
import { PAGE_WORDS } from "./page_words.ts";
import { JobSlots } from "./state.tsx";
import { Trouble } from "./trouble.tsx";

/** The pictures of a job, or the places of those that are to come. */
export function JobShow({ job, lang }: ShowProps) {
  const t = speak(PAGE_WORDS, lang);
  const chosen = job.results[job.chosen];
  const isOver = job.endedAt !== undefined;
  return (
    <section id="show" class="show" aria-label={t("pictures")}>
      {isOver && chosen !== undefined
        ? <Viewer job={job} picture={chosen} lang={lang} />
        : !isOver && <JobSlots view={job.state} lang={lang} />}
      {chosen === undefined && <Trouble job={job} lang={lang} />}
      {isOver && job.results.length > 1 && <Thumbs job={job} lang={lang} />}
    </section>
  );
}

interface ViewerProps extends ShowProps {
  readonly picture: ResultView;
}

function Viewer({ job, picture, lang }: ViewerProps) {
  const t = speak(PAGE_WORDS, lang);
  const [input] = job.inputs;
  const { widthPx: width, heightPx: height } = picture;
  return (
    <div class="viewer-box">
      <div class="viewer" role="group" aria-label={t("viewer")} tabindex={0}>
        <div class="canvas">
          <img src={picture.url} alt={job.prompt || t("noPrompt")} width={width} height={height} />
          {input !== undefined && <Before input={input} lang={lang} />}
        </div>
      </div>
      <div class="viewer-tools" role="toolbar" aria-label={t("tools")} hidden>
        <Tool act="out" icon="minus" label={t("zoomOut")} />
        <button class="button quiet number" type="button" data-act="fit" title={t("fit")}>
          100 %
        </button>
        <Tool act="in" icon="plus" label={t("zoomIn")} />
        {input !== undefined && (
          <>
            <button class="button quiet" type="button" data-act="compare" aria-pressed="false">
              <Icon name="compare" />
              {t("compare")}
            </button>
            <input type="range" class="divide" min={0} max={100} aria-label={t("split")} hidden />
          </>
        )}
      </div>
    </div>
  );
}

function Before({ input, lang }: { readonly input: PictureView; readonly lang: Lang }) {
  const alt = speak(PAGE_WORDS, lang)("input");
  return <img class="before" src={input.url} alt={alt} hidden />;
}

interface ToolProps {
  readonly act: string;
  readonly icon: "plus" | "minus";
  readonly label: string;
}

function Tool({ act, icon, label }: ToolProps) {
  return (
    <button
      class="button quiet square"
      type="button"
      data-act={act}
      aria-label={label}
      title={label}
    >
      <Icon name={icon} />
    </button>
  );
}

function Thumbs({ job, lang }: ShowProps) {
  const t = speak(PAGE_WORDS, lang);
  const count = job.results.length;
  return (
    <nav class="strip" aria-label={t("pictures")}>
      {job.results.map(({ thumbUrl }, index) => (
        <a
          key={index}
          href={`/jobs/${job.state.id}?image=${index + 1}`}
          aria-label={t("picture", { n: index + 1, count })}
          {...(index === job.chosen ? { "aria-current": "true" } : {})}
        >
          <img src={thumbUrl} alt="" />
        </a>
      ))}
    </nav>
  );
}
