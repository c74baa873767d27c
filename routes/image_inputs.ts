/**
 * Input pictures: checked, cleaned and stored before the job that needs them is.
 *
 * @module
 */

import { problemOfMask } from "../images/mask.ts";
import { type NormalisedUpload, normaliseUpload } from "../images/normalise.ts";
import type { StoredImage } from "../images/request.ts";
import { randomBlobId } from "../store/blobs.ts";
import type { AppContext, Services } from "./context.ts";
import {
  type ImageInput,
  type InputContext,
  MAX_IMAGE_BYTES,
  readInputBytes,
  refuseInput,
} from "./input_bytes.ts";

/** Everything that an edit works on. */
export interface ImageInputs {
  readonly images: readonly ImageInput[];
  readonly mask?: ImageInput | undefined;
}

/** Input pictures, ready to be part of a job. */
export interface StoredInputs {
  readonly inputs: StoredImage[];
  readonly mask?: StoredImage;
}

/** What storing inputs needs. */
export interface StoreContext extends InputContext {
  readonly services: Pick<Services, "blobs" | "config" | "outside" | "raster" | "runtime">;
  /** A job has them already: nothing is to be read again. */
  readonly areStored?: boolean;
}

/** A picture that was checked and cleaned. */
export type Picture = Extract<NormalisedUpload, { ok: true }>;

/** How many pictures one request may work on. */
export const MAX_IMAGES = 16;

/** A job's clock starts a little after its inputs are stored. */
const SLACK_MS = 60_000;

/** How a request's pictures are read, the files of its caller among them. */
export function inputContext(
  c: AppContext,
  services: StoreContext["services"] & Pick<Services, "files">,
): StoreContext {
  return {
    services,
    signal: c.req.raw.signal,
    findUpload: (id) => services.files.find(c.get("owner"), id),
    readUpload: services.files.read,
    areStored: c.env?.line?.job !== undefined,
  };
}

/**
 * Stores input pictures. They live at least as long as any job made of them.
 *
 * @throws {Refusal} `invalid_request`, naming the picture that cannot be used; then none is stored
 */
export async function storeInputs(
  { images, mask }: ImageInputs,
  context: StoreContext,
): Promise<StoredInputs> {
  if (context.areStored) return { inputs: [] };
  if (images.length > MAX_IMAGES) {
    throw refuseInput("image", `holds ${images.length} pictures; use at most ${MAX_IMAGES}`);
  }
  const usable = await Promise.all(images.map((input) => readPicture(input, context)));
  const usableMask = mask && await readMask(mask, usable[0], context);
  return {
    inputs: await Promise.all(usable.map((picture) => storePicture(picture, context))),
    ...(usableMask ? { mask: await storePicture(usableMask, context) } : {}),
  };
}

/**
 * Reads one picture, wherever it is.
 *
 * @throws {Refusal} `invalid_request`, when it cannot be used
 */
export async function readPicture(input: ImageInput, context: StoreContext): Promise<Picture> {
  const bytes = await readInputBytes(input, context);
  if (bytes.length > MAX_IMAGE_BYTES) {
    const limit = `${MAX_IMAGE_BYTES / 1_024 / 1_024} MB`;
    throw refuseInput(input.param, `has ${bytes.length} bytes; at most ${limit} can be used`);
  }
  const { services: { raster }, signal } = context;
  const upload = await normaliseUpload(raster, bytes, { signal });
  if (!upload.ok) throw refuseInput(input.param, upload.problem);
  return upload;
}

async function readMask(
  input: ImageInput,
  first: Picture | undefined,
  context: StoreContext,
): Promise<Picture> {
  if (first === undefined) {
    throw refuseInput(input.param, "was given without an image to apply it to");
  }
  const mask = await readPicture(input, context);
  const { services: { raster }, signal } = context;
  const problem = await problemOfMask(raster, mask.image, { size: first.size, signal });
  if (problem !== undefined) throw refuseInput(input.param, problem);
  return mask;
}

/** Stores a picture for as long as any job made of it lives. */
export async function storePicture(
  { image, size }: Pick<Picture, "image" | "size">,
  { services }: StoreContext,
): Promise<StoredImage> {
  const { blobs, config, runtime } = services;
  const id = randomBlobId();
  const expiresAt = runtime.now() + config.jobTimeoutMs + config.jobTtlMs + SLACK_MS;
  const { mediaType, bytes } = image;
  const { sha256 } = await blobs.put(bytes, { id, mediaType, expiresAt });
  return { blobId: id, mediaType, sizeBytes: bytes.length, ...size, sha256 };
}
