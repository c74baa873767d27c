/**
 * The studio's page: the form, and the newest jobs as they go.
 *
 * @module
 */

import { Confirm } from "../confirm.tsx";
import { Frame } from "../frame.tsx";
import { Icon } from "../icons.tsx";
import type { StudioView } from "../views/studio.ts";
import { speak } from "../words.ts";
import { StudioForm } from "./form.tsx";
import { JobCard } from "./job_card.tsx";
import { MaskDialog } from "./references.tsx";
import { STUDIO_WORDS } from "./words.ts";

/** The page at `/`. */
export function StudioPage({ view }: { readonly view: StudioView }) {
  const t = speak(STUDIO_WORDS, view.lang);
  const examples = [t("example1"), t("example2"), t("example3")];
  return (
    <Frame view={view} title="Darkroom" scripts={["studio"]} isWide>
      <h1 class="unseen">{t("title")}</h1>
      <div class="studio">
        <StudioForm view={view} />
        <section class="stack" aria-labelledby="jobs-title">
          <div class="row between">
            <h2 id="jobs-title">{t("jobs")}</h2>
            <a class="button quiet" href="/gallery">
              {t("all")} <Icon name="next" />
            </a>
          </div>
          <div class="empty" id="empty" hidden={view.jobs.length > 0}>
            <Icon name="image" />
            <h3>{t("empty")}</h3>
            <p>{t("emptyHint")}</p>
            <div class="chips">
              {examples.map((text) => (
                <button key={text} class="chip" type="button" data-example={text}>{text}</button>
              ))}
            </div>
          </div>
          <ul id="jobs" class="jobs">
            {view.jobs.map((job) => <JobCard key={job.id} job={job} lang={view.lang} />)}
          </ul>
        </section>
      </div>
      <MaskDialog view={view} />
      <Confirm
        id="sure"
        title={t("sure")}
        text={t("sureHint")}
        yes={t("sureYes")}
        no={t("sureNo")}
      />
    </Frame>
  );
}
