/**
 * What the sim upstream has accepted, and how far each work is by its clock.
 *
 * @module
 */

import { z } from "zod";
import { toBase64 } from "../../images/base64.ts";
import { simPicture } from "./sim_picture.ts";

/** A submit as it comes. */
export const SimBody = z.object({
  model: z.string(),
  prompt: z.string().min(1),
  n: z.number().int().min(1),
  seed: z.number().int(),
  width: z.number().int().positive(),
  height: z.number().int().positive(),
  /** Base64. */
  images: z.array(z.string()).optional(),
  mask: z.string().optional(),
});
/** See {@linkcode SimBody}. */
export type SimBody = z.infer<typeof SimBody>;

/** Work that was accepted. */
export interface SimJob {
  readonly id: string;
  readonly key: string | null;
  readonly body: SimBody;
  /** By the sim's clock. */
  readonly startedAt: number;
  readonly cancelled: boolean;
}

/** How works go on. */
export interface SimWorksOptions {
  /** How pictures are handed over. */
  readonly by: "inline" | "url";
  readonly latencyMs: number;
  /** Whether one key submitted twice is one job. */
  readonly idempotent: boolean;
  now(): number;
}

/** A job as the sim tells it. */
export type SimStatus =
  | { readonly id: string; readonly status: "queued"; readonly queue_position: number }
  | { readonly id: string; readonly status: "running"; readonly progress: number }
  | { readonly id: string; readonly status: "done"; readonly images: readonly SimResult[] }
  | { readonly id: string; readonly status: "failed"; readonly error: typeof SIM_REFUSAL }
  | { readonly id: string; readonly status: "cancelled" };

type SimResult = { readonly url: string } | { readonly b64: string };

/** The sim's works. */
export interface SimWorks {
  readonly jobs: ReadonlyMap<string, SimJob>;
  start(key: string | null, body: SimBody): SimJob;
  /** What the job is now; its pictures' addresses begin with `origin`. */
  describe(job: SimJob, origin: string): SimStatus;
  results(job: SimJob, origin: string): readonly SimResult[];
  cancel(job: SimJob): void;
  forget(id: string): void;
}

/** A prompt with this word is against the sim's content policy. */
export const FORBIDDEN_WORD = "forbidden";

/** How the sim refuses such a prompt. */
export const SIM_REFUSAL = {
  code: "content_policy",
  message: "The prompt violates the content policy",
} as const;

/** Until then a job is in line; then it is drawn. */
const QUEUED_SHARE = 0.2;

/** No works yet. */
export function createSimWorks({ by, latencyMs, idempotent, now }: SimWorksOptions): SimWorks {
  const jobs = new Map<string, SimJob>();

  function results(job: SimJob, origin: string): readonly SimResult[] {
    return Array.from(
      { length: job.body.n },
      (_, index) =>
        by === "url"
          ? { url: `${origin}/files/${job.id}-${index}.png` }
          : { b64: toBase64(drawSim(job, index)) },
    );
  }

  return {
    jobs,
    results,

    start(key, body) {
      const known = [...jobs.values()].find((job) => key !== null && job.key === key);
      if (idempotent && known) return known;
      const id = `sim_${jobs.size + 1}`;
      const job = { id, key, body, startedAt: now(), cancelled: false };
      jobs.set(id, job);
      return job;
    },

    describe(job, origin) {
      const { id } = job;
      if (job.cancelled) return { id, status: "cancelled" };
      const share = latencyMs === 0 ? 1 : (now() - job.startedAt) / latencyMs;
      if (share < QUEUED_SHARE) return { id, status: "queued", queue_position: 0 };
      if (share < 1) return { id, status: "running", progress: share };
      if (isForbidden(job.body)) return { id, status: "failed", error: SIM_REFUSAL };
      return { id, status: "done", images: results(job, origin) };
    },

    cancel: (job) => void jobs.set(job.id, { ...job, cancelled: true }),
    forget: (id) => void jobs.delete(id),
  };
}

/** Picture number `index` of a job. */
export function drawSim({ body }: SimJob, index: number): Uint8Array<ArrayBuffer> {
  const size = { widthPx: body.width, heightPx: body.height };
  return simPicture(size, body.seed + index);
}

/** Whether the prompt is against the content policy. */
export function isForbidden({ prompt }: SimBody): boolean {
  return prompt.includes(FORBIDDEN_WORD);
}
