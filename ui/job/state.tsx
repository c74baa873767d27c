/**
 * A job under way: how far it is, and what can be seen of its pictures.
 *
 * @module
 */

import { JOB_WORDS, progressText } from "../job_words.ts";
import type { JobStateView } from "../views/job.ts";
import { type Lang, speak } from "../words.ts";
import { STATE_WORDS } from "./state_words.ts";

/** What a job's state is drawn from. */
export interface JobStateProps {
  readonly view: JobStateView;
  readonly lang: Lang;
}

/** How far it is; `client/follow.ts` keeps it up to date. */
export function JobProgress({ view, lang }: JobStateProps) {
  const t = speak(STATE_WORDS, lang);
  return (
    <div id={`progress-${view.id}`} class="job-progress">
      <progress class="bar" max={100} value={view.progress} aria-label={t("progress")}></progress>
      <p class="small muted number">{standing(view, lang)}</p>
    </div>
  );
}

/** A place for each picture: the sketch that there is, or a shimmer. */
export function JobSlots({ view, lang }: JobStateProps) {
  const t = speak(STATE_WORDS, lang);
  return (
    <div id={`slots-${view.id}`} class="slots" data-count={Math.min(4, view.slots.length)}>
      {view.slots.map(({ url, ratio, isFinal }, index) => {
        const { width, height } = ratio;
        const word = isFinal ? "delivered" : url === undefined ? "coming" : "sketch";
        const alt = t(word, { n: index + 1 });
        return url === undefined
          ? (
            <svg
              key={index}
              class="slot shimmer"
              viewBox={`0 0 ${width} ${height}`}
              role="img"
              aria-label={alt}
            />
          )
          : (
            <img
              key={index}
              class={isFinal ? "slot" : "slot sketch"}
              src={url}
              alt={alt}
              width={width}
              height={height}
            />
          );
      })}
    </div>
  );
}

/** Such as `Drawing · 45 % · about 12 s left`. */
function standing(
  { status, progress, etaSeconds, queuePosition }: JobStateView,
  lang: Lang,
): string {
  const numbers = progressText({ percent: progress, etaSeconds, queuePosition }, lang);
  return [speak(JOB_WORDS, lang)(status), ...(numbers === "" ? [] : [numbers])].join(" · ");
}
