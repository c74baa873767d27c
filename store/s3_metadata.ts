/**
 * What is known of a blob, as the headers that a bucket keeps beside an object.
 *
 * @module
 */

import { z } from "zod";
import type { BlobInfo } from "./blobs.ts";

const NAMES = {
  v: "x-amz-meta-darkroom",
  mediaType: "x-amz-meta-media-type",
  sizeBytes: "x-amz-meta-size-bytes",
  sha256: "x-amz-meta-sha256",
  createdAt: "x-amz-meta-created-at",
  expiresAt: "x-amz-meta-expires-at",
} as const;

const whole = z.string().regex(/^\d+$/).transform(Number);

const Metadata = z.object({
  v: z.literal("1"),
  mediaType: z.string(),
  sizeBytes: whole,
  sha256: z.string().regex(/^[0-9a-f]{64}$/),
  createdAt: whole,
  expiresAt: whole,
});

/** The headers to store an object with. */
export function metadataOf(info: BlobInfo): Record<string, string> {
  return {
    [NAMES.v]: "1",
    [NAMES.mediaType]: info.mediaType,
    [NAMES.sizeBytes]: String(info.sizeBytes),
    [NAMES.sha256]: info.sha256,
    [NAMES.createdAt]: String(Math.floor(info.createdAt)),
    [NAMES.expiresAt]: String(Math.floor(info.expiresAt)),
  };
}

/** What the headers say; undefined when the object is none of ours. */
export function readMetadata(id: string, headers: Headers): BlobInfo | undefined {
  const values = Object.entries(NAMES).map(([field, name]) => [field, headers.get(name)]);
  const parsed = Metadata.safeParse(Object.fromEntries(values));
  if (!parsed.success) return undefined;
  const { v: _, ...known } = parsed.data;
  return { id, ...known };
}
