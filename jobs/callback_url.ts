/**
 * The address at which an upstream may tell that an attempt has ended: nobody else is told it. Pure.
 *
 * @module
 */

import { createHash } from "node:crypto";
import type { Place } from "./pictures.ts";

/**
 * The address for an attempt.
 *
 * @param base where upstreams reach us, without a trailing slash
 */
export function callbackUrl(base: string, place: Place): string {
  return `${base}/hooks/upstream/${place.job.id}/${place.task}/${tokenOf(place)}`;
}

/** What makes the address one that cannot be guessed. */
export function tokenOf({ job, task, attempt }: Place): string {
  const text = ["callback", job.secret, task, attempt].join(":");
  return createHash("sha256").update(text).digest("hex").slice(0, 32);
}
