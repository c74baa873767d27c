/**
 * What a caller asks for, in our own words, whichever dialect it came in. Stored with the job, so
 * it holds no image bytes: input images are named by the id of their blob.
 *
 * @module
 */

import { z } from "zod";

/** Formats we deliver. AVIF is offered on request; every upstream's answer can be converted. */
export const OUTPUT_FORMATS = ["png", "jpeg", "webp", "avif"] as const;
/** See {@linkcode OUTPUT_FORMATS}. */
export type OutputFormat = (typeof OUTPUT_FORMATS)[number];

/** Media types of stored images: what we accept as input and what we deliver. */
export const MEDIA_TYPES = ["image/png", "image/jpeg", "image/webp", "image/avif"] as const;
/** See {@linkcode MEDIA_TYPES}. */
export type MediaType = (typeof MEDIA_TYPES)[number];

/** A picture's size in pixels. */
export const Size = z.object({
  widthPx: z.number().int().positive(),
  heightPx: z.number().int().positive(),
});
/** See {@linkcode Size}. */
export type Size = z.infer<typeof Size>;

/** An image in memory. */
export interface EncodedImage {
  readonly bytes: Uint8Array<ArrayBuffer>;
  readonly mediaType: MediaType;
}

/** An image in the blob store. */
export const StoredImage = z.object({
  blobId: z.string(),
  mediaType: z.enum(MEDIA_TYPES),
  sizeBytes: z.number().int().nonnegative(),
  widthPx: z.number().int().positive(),
  heightPx: z.number().int().positive(),
  /** Of its bytes, in lower-case hexadecimal; kept for input images. */
  sha256: z.string().optional(),
});
/** See {@linkcode StoredImage}. */
export type StoredImage = z.infer<typeof StoredImage>;

/** The three things that can be asked of an image model. */
export const OPERATIONS = ["generate", "edit", "variation"] as const;
/** See {@linkcode OPERATIONS}. */
export type Operation = (typeof OPERATIONS)[number];

/** One caller's request for 1 to 10 pictures. An absent field means "the model's own default". */
export const ImageRequest = z.object({
  operation: z.enum(OPERATIONS),
  /** The public model id, as the caller wrote it or as the default filled it in. */
  model: z.string(),
  prompt: z.string(),
  negativePrompt: z.string().optional(),
  n: z.number().int().min(1).max(10),
  /** Exact pixels; absent for `auto`. */
  size: Size.optional(),
  /** Width to height, such as `16:9`, when no exact size was given. */
  aspectRatio: z.string().optional(),
  /** 0 to 4294967295; absent: the job draws one. Picture k of a job uses `seed + k`. */
  seed: z.number().int().nonnegative().optional(),
  quality: z.string().optional(),
  style: z.string().optional(),
  background: z.enum(["transparent", "opaque"]).optional(),
  /** How strict the upstream's own filter is to be. */
  moderation: z.enum(["auto", "low"]).optional(),
  outputFormat: z.enum(OUTPUT_FORMATS),
  /** JPEG, WebP and AVIF quality, 0 to 100. */
  outputCompression: z.number().int().min(0).max(100).optional(),
  steps: z.number().int().positive().optional(),
  guidanceScale: z.number().nonnegative().optional(),
  /** How far an edit may go from its input, 0 (not at all) to 1. */
  strength: z.number().min(0).max(1).optional(),
  /** The sampling method by the upstream's own name, such as `Euler a`. */
  sampler: z.string().optional(),
  /** How many of the text encoder's last layers are left out; Stable Diffusion only. */
  clipSkip: z.number().int().positive().optional(),
  /** Small models to lay over the large one, by the upstream's own ids. */
  loraIds: z.array(z.string()).optional(),
  /** How strongly they act; 1 is fully. */
  loraWeight: z.number().optional(),
  /** Pictures under way that the caller wants to see, 0 to 3. */
  partialImages: z.number().int().min(0).max(3),
  inputs: z.array(StoredImage),
  /** Transparent where the first input is to be repainted; has the first input's size. */
  mask: StoredImage.optional(),
});
/** See {@linkcode ImageRequest}. */
export type ImageRequest = z.infer<typeof ImageRequest>;
