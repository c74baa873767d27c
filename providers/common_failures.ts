/**
 * Failures that several upstreams come to in the same way.
 *
 * @module
 */

import { type Failure, failure } from "../failure.ts";

/** The caller named a model of ours; that it is there no longer is not the caller's fault. */
export function notOffered(): Failure {
  return failure("unavailable", "The upstream does not offer this model to us");
}

/** Work that was called done, and brought nothing. */
export function withoutPicture(): Failure {
  return failure("generation_failed", "The upstream finished without a picture");
}
