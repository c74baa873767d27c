/**
 * What makes two requests the same.
 *
 * @module
 */

import { createHash } from "node:crypto";
import type { Json } from "../failure.ts";
import type { ImageRequest, StoredImage } from "../images/request.ts";

/** By what a request may find the job that it already has. */
export interface Identity {
  /** The caller's own name for the request. */
  readonly idempotencyKey?: string;
  /** How often its client says that it has sent it before; absent: it does not count. */
  readonly retryCount?: number;
  /** True: it is meant to make a new job, whatever there is. @default {false} */
  readonly fresh?: boolean;
  /** Absent: it is neither looked for among the answers that exist nor kept for others. */
  readonly cache?: CacheUse;
}

/** How a request uses the cache. */
export interface CacheUse {
  /** Whether an answer that exists, or is on its way, will do. */
  readonly read: boolean;
  /** Whose answers: one caller's, or those of all. */
  readonly scope: "owner" | "shared";
  /** How long its answer may be given to others, in ms. @default {as long as the job is kept} */
  readonly ttlMs?: number;
}

/** What is asked for, whoever asks. */
export interface Asked {
  readonly request: ImageRequest;
  readonly dialect?: Json | undefined;
}

/**
 * A digest of what is asked for: model, prompt, options and the bytes of the input pictures, in
 * lower-case hexadecimal. The order of fields makes no difference.
 */
export function fingerprintOf({ request, dialect }: Asked): string {
  const { inputs, mask, ...rest } = request;
  const asked = {
    ...rest,
    inputs: inputs.map(bytesOf),
    mask: mask && bytesOf(mask),
    dialect,
  };
  return sha256(JSON.stringify(asked, sortFields));
}

/** A digest of a caller's own key: it may be of any length and hold anything. */
export function digestOf(text: string): string {
  return sha256(text);
}

/** An input that was stored twice is the same picture under two names. */
function bytesOf({ sha256, blobId }: StoredImage): string {
  return sha256 ?? blobId;
}

function sortFields(_: string, value: unknown): unknown {
  if (typeof value !== "object" || value === null || Array.isArray(value)) return value;
  return Object.fromEntries(Object.entries(value).toSorted(([a], [b]) => a < b ? -1 : 1));
}

function sha256(text: string): string {
  return createHash("sha256").update(text).digest("hex");
}
