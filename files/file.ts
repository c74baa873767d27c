/**
 * The record of a file: what is known of it beside its bytes.
 *
 * @module
 */

import { z } from "zod";

/** What callers upload files for. */
export const PURPOSES = [
  "assistants",
  "batch",
  "fine-tune",
  "vision",
  "user_data",
  "evals",
] as const;
/** What a caller says a file is for; `batch_output`: a batch wrote it. */
export const FilePurpose = z.enum([...PURPOSES, "batch_output"]);
/** See {@linkcode FilePurpose}. */
export type FilePurpose = z.infer<typeof FilePurpose>;

/** The stored form of a file. */
export const StoredFile = z.object({
  v: z.literal(1),
  id: z.string(),
  owner: z.string(),
  filename: z.string(),
  purpose: FilePurpose,
  /** Of all its parts. */
  sizeBytes: z.number().int().nonnegative(),
  createdAt: z.number(),
  /** When record and bytes vanish. */
  expiresAt: z.number(),
});
/** See {@linkcode StoredFile}. */
export type StoredFile = z.infer<typeof StoredFile>;

/** Where a part of a file is: a blob of at most {@linkcode PART_BYTES}. */
export const FilePart = z.object({
  v: z.literal(1),
  blobId: z.string(),
  sizeBytes: z.number().int().positive(),
  expiresAt: z.number(),
});
/** See {@linkcode FilePart}. */
export type FilePart = z.infer<typeof FilePart>;

/** Every part of an uploaded file but its last one has this size; those of other files have less. */
export const PART_BYTES = 4 * 1_024 * 1_024;

const HOUR_MS = 3_600_000;

/** How long files are kept where nobody says otherwise. */
export const FILE_TTL_MS = 30 * 24 * HOUR_MS;
