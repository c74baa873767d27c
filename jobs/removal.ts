/**
 * Forgetting a job: its record, its names in the indices, and every byte that belongs to it.
 *
 * @module
 */

import type { Blobs } from "../store/blobs.ts";
import type { Versioned } from "../store/table.ts";
import type { Job } from "./job.ts";
import { findSources } from "./pictures.ts";
import type { JobRepo } from "./repo.ts";

/** What it takes. */
export interface RemovalServices {
  readonly repo: JobRepo;
  readonly blobs: Blobs;
}

/**
 * Removes a job that has ended. The record goes first: what a crash leaves of the bytes cannot be
 * found any more, and vanishes when its time is up. False: the job has changed meanwhile.
 */
export async function removeJob(
  stored: Versioned<Job>,
  { repo, blobs }: RemovalServices,
): Promise<boolean> {
  if (!await repo.remove(stored)) return false;
  const ids = new Set([...blobIdsOf(stored.value), ...await findSources(stored.value, blobs)]);
  await Promise.all([...ids].map((id) => blobs.delete(id)));
  return true;
}

/** The blobs that a record names. */
export function blobIdsOf({ request, tasks, textsBlobId }: Job): string[] {
  const { inputs, mask } = request;
  const images = tasks.flatMap(({ state, previews }) => [
    ...previews,
    ...(state.status === "done" ? state.images : []),
  ]);
  return [
    ...[...inputs, ...(mask ? [mask] : []), ...images].map(({ blobId }) => blobId),
    ...(textsBlobId === undefined ? [] : [textsBlobId]),
  ];
}
