/**
 * A visitor's jobs as server-sent events: a card whenever a job has changed, numbers in between.
 *
 * @module
 */

import { follow, OVER } from "../../follow.ts";
import type { Job } from "../../jobs/job.ts";
import { progressText } from "../../ui/job_words.ts";
import { JobCard } from "../../ui/studio/job_card.tsx";
import type { JobCardView } from "../../ui/views/job_card.ts";
import type { Lang } from "../../ui/words.ts";
import type { Services } from "../context.ts";
import type { Produce } from "../event_stream.ts";
import { isFinal } from "../job_view.ts";
import { viewJobCard } from "./job_card_view.ts";

/** How many jobs a page shows. */
export const JOBS_SHOWN = 24;

/** Progress that comes of time alone, and what other processes did, is looked at this often. */
const TICK_MS = 1_000;

/** Whose jobs are told, and how. */
export interface LiveJobsOptions {
  readonly owner: string;
  readonly lang: Lang;
}

/** The card of a job as the page holds it. */
export async function drawCard(job: JobCardView, lang: Lang): Promise<string> {
  return String(await <JobCard job={job} lang={lang} />);
}

/**
 * Tells of the newest jobs until the listener goes: `begin` (which there are, newest first), `card`
 * (id and HTML), `progress` (id, percent and words), `gone` (id). Each is told at once where this process made the change.
 */
export function liveJobs(
  services: Pick<Services, "engine" | "runtime">,
  { owner, lang }: LiveJobsOptions,
): Produce {
  const { engine, runtime } = services;
  return async function produceLiveJobs(send, signal) {
    const told = new Map<string, Told>();
    const tell = (event: string, data: unknown) =>
      send([{ text: `event: ${event}\ndata: ${JSON.stringify(data)}\n\n` }]);
    const changed = new Map<string, Job>();
    let wake = new AbortController();
    const letGo = engine.follow(owner, (job) => {
      changed.set(job.id, job);
      wake.abort(OVER);
    });
    try {
      while (!signal.aborted) {
        // What changes from here on is told in the next round, which then begins at once.
        wake = new AbortController();
        const { jobs } = await engine.list(owner, { limit: JOBS_SHOWN });
        if (told.size === 0) tell("begin", { ids: jobs.map(({ id }) => id) });
        for (const job of [...jobs].reverse()) changed.set(job.id, newer(changed.get(job.id), job));
        await tellAll([...changed.values()]);
        changed.clear();
        tellGone(jobs);
        const unfollow = follow(wake, [signal]);
        await runtime.sleep(TICK_MS, wake.signal);
        unfollow();
      }
    } finally {
      letGo();
    }

    async function tellAll(jobs: readonly Job[]): Promise<void> {
      for (const job of jobs) {
        const before = told.get(job.id);
        const view = viewJobCard(job, runtime.now());
        const { progress, ...rest } = view;
        const now = { rest: JSON.stringify(rest), progress: progressText(progress, lang) };
        told.set(job.id, now);
        if (now.rest !== before?.rest) {
          tell("card", { id: job.id, html: await drawCard(view, lang) });
        } else if (now.progress !== before.progress && !isFinal(job)) {
          tell("progress", { id: job.id, percent: progress.percent, text: now.progress });
        }
      }
    }

    /** What is not listed any more is too old for the page, or has been deleted. */
    function tellGone(jobs: readonly Job[]): void {
      const listed = new Set(jobs.map(({ id }) => id));
      const oldest = jobs.length < JOBS_SHOWN ? "" : jobs.at(-1)?.id ?? "";
      for (const id of told.keys()) {
        if (listed.has(id)) continue;
        told.delete(id);
        if (id >= oldest) tell("gone", { id });
      }
    }
  };
}

interface Told {
  readonly rest: string;
  readonly progress: string;
}

function newer(one: Job | undefined, other: Job): Job {
  return one !== undefined && one.revision >= other.revision ? one : other;
}
