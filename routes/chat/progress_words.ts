/**
 * How far the pictures are, in words for a chat. Pure.
 *
 * @module
 */

import { type Job, jobStatus } from "../../jobs/job.ts";
import { jobProgress } from "../../jobs/progress.ts";
import { etaSeconds, queuePosition } from "../job_view.ts";

/** What can be told now. */
export interface ProgressWords {
  /** Differs where there is something new to tell: the time left, for one, is no news by itself. */
  readonly news: string;
  /** A line of its own. */
  readonly text: string;
}

/** Percent are told in steps of this many. */
const STEP = 5;

/**
 * Words for where a job stands.
 *
 * @param now epoch milliseconds: progress may go by the time that has passed
 */
export function progressWords(job: Job, now: number): ProgressWords {
  const before = queuePosition(job);
  if (before !== null) {
    const text = before === 0 ? "Next in line.\n" : `In line, ${before} before this one.\n`;
    return { news: text, text };
  }
  if (jobStatus(job) === "queued") return { news: "queued", text: "Waiting to begin.\n" };
  const percent = Math.floor(jobProgress(job, now) * 100 / STEP) * STEP;
  const news = percent === 0 ? "Drawing" : `Drawing: ${percent} %`;
  const seconds = etaSeconds(job, now);
  return { news, text: seconds === null ? `${news}.\n` : `${news}, ${timeLeft(seconds)} to go.\n` };
}

/** Rounded, as the time is a guess. */
function timeLeft(seconds: number): string {
  if (seconds > 90) return `about ${Math.round(seconds / 60)} min`;
  return `about ${seconds <= 10 ? seconds : Math.round(seconds / 5) * 5} s`;
}
