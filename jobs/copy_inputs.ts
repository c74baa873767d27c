/**
 * Input pictures for another job: each job owns its own, so that forgetting one job takes nothing
 * from another.
 *
 * @module
 */

import type { ImageRequest, StoredImage } from "../images/request.ts";
import { type Blobs, randomBlobId } from "../store/blobs.ts";

/** What copying needs. */
export interface CopyContext {
  readonly blobs: Blobs;
  /** Epoch milliseconds; when the copies vanish. */
  readonly expiresAt: number;
}

/** The request with copies of its pictures. */
export async function copyInputs(
  request: ImageRequest,
  { blobs, expiresAt }: CopyContext,
): Promise<ImageRequest> {
  async function copy(image: StoredImage): Promise<StoredImage> {
    const bytes = await blobs.read(image.blobId);
    if (!bytes) throw new Error(`Input image ${image.blobId} is gone before its job is`);
    const id = randomBlobId();
    await blobs.put(bytes, { id, mediaType: image.mediaType, expiresAt });
    return { ...image, blobId: id };
  }
  const { inputs, mask } = request;
  return {
    ...request,
    inputs: await Promise.all(inputs.map(copy)),
    ...(mask ? { mask: await copy(mask) } : {}),
  };
}
