/**
 * Which of a caller's drawings are under way, for clients that know no jobs.
 *
 * Asked for twice a second and more, so it costs one look at the notes of what was started, which
 * are gone when nothing is drawn, and one at each job under way. Both are in the database: any
 * instance can answer for a drawing that another one waits for.
 *
 * @module
 */

import { z } from "zod";
import type { Json } from "../../failure.ts";
import type { Job } from "../../jobs/job.ts";
import type { Starter } from "../../store/started.ts";
import type { AppContext, Services } from "../context.ts";
import type { Call } from "./read_request.ts";

/** What a job's record keeps of the call behind it. */
export interface DialectNote {
  readonly call: Call;
  readonly steps: number;
  /** The caller's own name for it. */
  readonly task?: string | undefined;
}

const DIALECT = "sdapi";

const Note = z.object({
  api: z.literal(DIALECT),
  call: z.enum(["txt2img", "img2img"]),
  steps: z.number(),
  task: z.string().optional(),
});

/** Under whose name drawings are noted. */
export function starterOf(c: AppContext): Starter {
  return { owner: c.get("owner"), dialect: DIALECT };
}

/** The note as a job keeps it. */
export function noteDialect({ call, steps, task }: DialectNote): Json {
  return { api: DIALECT, call, steps, ...(task === undefined ? {} : { task }) };
}

/** A job's note; undefined for a job that came another way. */
export function readDialect({ dialect }: Pick<Job, "dialect">): DialectNote | undefined {
  return Note.safeParse(dialect).data;
}

/** A caller's drawings that have not ended, newest first. */
export async function runningJobs(
  c: AppContext,
  { engine, started }: Pick<Services, "engine" | "started">,
): Promise<Job[]> {
  const starter = starterOf(c);
  const ids = await started.list(starter);
  const jobs = await Promise.all(ids.map(async (id) => {
    const job = await engine.find(id, starter.owner);
    if (job !== undefined && job.endedAt === undefined) return job;
    await started.forget(starter, id); // nobody was there to see its end
    return undefined;
  }));
  return jobs.filter((job) => job !== undefined);
}
