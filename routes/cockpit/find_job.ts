/**
 * The job that a page of the cockpit is about.
 *
 * @module
 */

import { failure, Refusal } from "../../failure.ts";
import type { Job } from "../../jobs/job.ts";
import { speak, type Words } from "../../ui/words.ts";
import type { AppContext, Services } from "../context.ts";
import { aboutJob } from "../trace.ts";
import { lookOf } from "./visitor.ts";

const WORDS = {
  unknown: { en: "There is no such job.", zh: "没有这个任务。" },
  noPicture: { en: "The job has no such picture.", zh: "该任务没有这张图片。" },
} as const satisfies Words;

/**
 * The job that the path names, with its full texts.
 *
 * @throws {Refusal} when this visitor has no such job
 */
export async function findPageJob(
  c: AppContext,
  { engine }: Pick<Services, "engine">,
): Promise<Job> {
  const job = await engine.find(c.req.param("id") ?? "", c.get("owner"));
  if (job === undefined) throw nothing(c, "unknown");
  aboutJob(c, job.id);
  return job;
}

/** For a page that asks for what is not there, in the visitor's language. */
export function nothing(c: AppContext, word: keyof typeof WORDS): Refusal {
  return new Refusal(failure("not_found", speak(WORDS, lookOf(c).lang)(word)));
}
