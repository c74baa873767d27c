/**
 * Pictures of ours by the names in their addresses.
 *
 * @module
 */

import { extensionOf } from "../images/media.ts";
import { MEDIA_TYPES } from "../images/request.ts";
import type { BlobInfo, Blobs } from "../store/blobs.ts";

/** No store is asked for what cannot be there. */
const BLOB_ID = /^[0-9a-f]{32,64}$/;

/** The end of a picture's path; see `fileUrl`. */
const FILE_PATH = /\/files\/([0-9a-f]{32,}\.[a-z]+)$/;

/**
 * The picture under a name such as `4f0c….png`; undefined when there is none. Blobs that are no
 * pictures (long prompts, for one) are nobody's files.
 */
export async function findStoredFile(name: string, blobs: Blobs): Promise<BlobInfo | undefined> {
  const [id = "", extension] = name.split(".");
  const file = BLOB_ID.test(id) ? await blobs.head(id) : undefined;
  const mediaType = MEDIA_TYPES.find((type) => type === file?.mediaType);
  const isPicture = mediaType !== undefined && extensionOf(mediaType) === extension;
  return isPicture ? file : undefined;
}

/**
 * The bytes of a picture of ours, by its address; undefined when the address is another's, or the
 * picture has expired. The host is not looked at: the same server goes by many names, and nobody
 * knows an id who has not been given it.
 */
export async function readOwnFile(
  url: string,
  blobs: Blobs,
): Promise<Uint8Array<ArrayBuffer> | undefined> {
  const name = URL.canParse(url) ? FILE_PATH.exec(new URL(url).pathname)?.[1] : undefined;
  const file = name === undefined ? undefined : await findStoredFile(name, blobs);
  return file && await blobs.read(file.id);
}
