/**
 * Long texts of a request, which are kept in a blob beside the job's record.
 *
 * @module
 */

import { ImageRequest } from "../images/request.ts";
import { type Blobs, randomBlobId } from "../store/blobs.ts";
import type { Job } from "./job.ts";

/** Larger requests leave their texts to a blob: a record has 64 KiB for everything. */
const MAX_TEXT_BYTES = 24 * 1_024;

/** What a listing shows of a long prompt. */
const EXCERPT_CHARACTERS = 1_000;

const Texts = ImageRequest.pick({ prompt: true, negativePrompt: true });

/** The job without them, if they are long; the rest is an excerpt. */
export async function offloadTexts(job: Job, blobs: Blobs): Promise<Job> {
  const { prompt, negativePrompt } = job.request;
  const bytes = new TextEncoder().encode(JSON.stringify({ prompt, negativePrompt }));
  if (bytes.length <= MAX_TEXT_BYTES) return job;
  const id = randomBlobId();
  await blobs.put(bytes, { id, mediaType: "application/json", expiresAt: job.expiresAt });
  return {
    ...job,
    textsBlobId: id,
    request: {
      ...job.request,
      prompt: excerpt(prompt),
      ...(negativePrompt === undefined ? {} : { negativePrompt: excerpt(negativePrompt) }),
    },
  };
}

/** The job with them back in place. */
export async function restoreTexts(job: Job, blobs: Blobs): Promise<Job> {
  if (job.textsBlobId === undefined) return job;
  const bytes = await blobs.read(job.textsBlobId);
  if (!bytes) throw new Error(`The texts of job ${job.id} are gone before the job is`);
  const texts = Texts.parse(JSON.parse(new TextDecoder().decode(bytes)));
  return { ...job, request: { ...job.request, ...texts } };
}

/** By code points: half a surrogate pair would not survive UTF-8. */
function excerpt(text: string): string {
  return [...text.slice(0, EXCERPT_CHARACTERS * 2)].slice(0, EXCERPT_CHARACTERS).join("");
}
