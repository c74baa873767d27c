/**
 * From what an upstream delivered to stored images. Ids of blobs are derived from the attempt, so
 * that a step repeated after a crash finds what it had stored instead of storing it twice.
 *
 * @module
 */

import { createHash } from "node:crypto";
import { type Failure, failure } from "../failure.ts";
import { convertImage } from "../images/convert.ts";
import type { Download as Fetched } from "../images/download.ts";
import { mediaTypeOf, readMedia } from "../images/media.ts";
import { ImageError, type Raster } from "../images/raster.ts";
import type { EncodedImage, ImageRequest, StoredImage } from "../images/request.ts";
import type { ImageSource } from "../providers/provider.ts";
import { type Blobs, randomBlobId } from "../store/blobs.ts";
import type { Image, Job, Source } from "./job.ts";

/** Fetches a finished image from where the upstream left it. */
export type Download = (
  url: string,
  options: { readonly providerId: string; readonly signal: AbortSignal },
) => Promise<Fetched>;

/** Stored images or sources still to be saved, or why there are none. */
export type Pictures =
  | { readonly kind: "saved"; readonly images: readonly Image[] }
  | { readonly kind: "produced"; readonly sources: readonly Source[] }
  | { readonly kind: "failed"; readonly failure: Failure };

/** Which attempt of which task the pictures belong to. */
export interface Place {
  readonly job: Job;
  readonly task: number;
  readonly attempt: number;
}

/** What storing pictures needs. */
export interface PictureServices {
  readonly blobs: Blobs;
  readonly raster: Raster;
  readonly download: Download;
}

/** Blobs of one attempt: as the upstream gave them, and as the caller gets them. */
type Stage = "raw" | "final";

/**
 * Keeps what an upstream delivered. Pictures that came inline in the right format are final at
 * once; the others are put where a crash cannot lose them, and saved in a step of their own.
 */
export async function keepPictures(
  delivered: readonly ImageSource[],
  place: Place,
  { blobs }: PictureServices,
): Promise<Pictures> {
  if (delivered.length === 0) return failed("The upstream answered without a picture");
  const ready = delivered.flatMap((source) =>
    source.kind === "inline" && isAsWanted(source.image, place.job.request) ? [source] : []
  );
  if (ready.length === delivered.length) {
    return await storeAll(
      ready.map(({ image, revisedPrompt }) => ({ image, revisedPrompt })),
      place,
      blobs,
    );
  }
  const sources = await inReverse(delivered, async (source, index): Promise<Source> => {
    const said = source.revisedPrompt === undefined ? {} : { revisedPrompt: source.revisedPrompt };
    if (source.kind === "url") return { kind: "url", url: source.url, ...said };
    const id = blobId(place, "raw", index);
    await blobs.put(source.image.bytes, {
      id,
      mediaType: source.image.mediaType,
      expiresAt: place.job.expiresAt,
    });
    return { kind: "blob", blobId: id, ...said };
  });
  return { kind: "produced", sources };
}

/** Fetches and converts what was produced, and stores it for good. */
export async function savePictures(
  sources: readonly Source[],
  place: Place & { readonly providerId: string; readonly signal: AbortSignal },
  services: PictureServices,
): Promise<Pictures> {
  const pictures: { image: EncodedImage; revisedPrompt?: string | undefined }[] = [];
  for (const source of sources) {
    const fetched = await fetchSource(source, place, services);
    if (fetched.kind === "failed") return fetched;
    try {
      const image = await convertImage(services.raster, fetched.image, wanted(place.job.request));
      pictures.push({ image, revisedPrompt: source.revisedPrompt });
    } catch (error) {
      if (!(error instanceof ImageError)) throw error;
      return failed(`The upstream delivered a picture that cannot be read: ${error.message}`);
    }
  }
  return await storeAll(pictures, place, services.blobs);
}

/** What a holder that died had stored before its commit; undefined when it had not got that far. */
export async function findPictures(
  place: Place,
  { blobs }: Pick<PictureServices, "blobs">,
): Promise<Pictures | undefined> {
  const finals = await findStage(place, "final", blobs);
  if (finals.length > 0) {
    const images: { image: EncodedImage }[] = [];
    for (const id of finals) {
      const bytes = await blobs.read(id);
      const media = bytes && readMedia(bytes);
      if (!bytes || !media) return undefined;
      images.push({ image: { bytes, mediaType: media.mediaType } });
    }
    return await storeAll(images, place, blobs);
  }
  const raws = await findStage(place, "raw", blobs);
  if (raws.length === 0) return undefined;
  return { kind: "produced", sources: raws.map((id) => ({ kind: "blob", blobId: id })) };
}

/** The ids of what upstreams delivered for a job, as it came, that are still there. */
export async function findSources(job: Job, blobs: Blobs): Promise<string[]> {
  const places = job.tasks.flatMap(({ attemptsBegun }, task) =>
    Array.from({ length: attemptsBegun }, (_, index) => ({ job, task, attempt: index + 1 }))
  );
  const found = await Promise.all(places.map((place) => findStage(place, "raw", blobs)));
  return found.flat();
}

/** Stores a picture under way; undefined when the bytes are no picture. */
export async function storePreview(
  image: EncodedImage,
  expiresAt: number,
  blobs: Blobs,
): Promise<StoredImage | undefined> {
  return await storeOne(image, randomBlobId(), expiresAt, blobs);
}

async function storeAll(
  pictures: readonly { image: EncodedImage; revisedPrompt?: string | undefined }[],
  place: Place,
  blobs: Blobs,
): Promise<Pictures> {
  const stored = await inReverse(pictures, async ({ image, revisedPrompt }, index) => {
    const id = blobId(place, "final", index);
    const saved = await storeOne(image, id, place.job.expiresAt, blobs);
    if (!saved) return undefined;
    return { ...saved, ...(revisedPrompt === undefined ? {} : { revisedPrompt }) };
  });
  const images = stored.filter((image) => image !== undefined);
  if (images.length < stored.length) {
    return failed("The upstream delivered something else than a picture");
  }
  return { kind: "saved", images };
}

async function storeOne(
  image: EncodedImage,
  id: string,
  expiresAt: number,
  blobs: Blobs,
): Promise<StoredImage | undefined> {
  const media = readMedia(image.bytes);
  if (!media) return undefined;
  const { mediaType, widthPx, heightPx } = media;
  await blobs.put(image.bytes, { id, mediaType, expiresAt });
  return { blobId: id, mediaType, sizeBytes: image.bytes.length, widthPx, heightPx };
}

async function fetchSource(
  source: Source,
  { providerId, signal }: { providerId: string; signal: AbortSignal },
  { blobs, download }: PictureServices,
): Promise<Fetched> {
  if (source.kind === "url") return await download(source.url, { providerId, signal });
  const bytes = await blobs.read(source.blobId);
  const media = bytes && readMedia(bytes);
  if (!bytes || !media) {
    return failed("The upstream delivered something else than a picture");
  }
  return { kind: "done", image: { bytes, mediaType: media.mediaType } };
}

/** The first is handled last: where it is, all of its fellows are. */
async function inReverse<T, U>(
  items: readonly T[],
  handle: (item: T, index: number) => Promise<U>,
): Promise<U[]> {
  const results: U[] = [];
  for (const [index, item] of [...items.entries()].reverse()) {
    results.unshift(await handle(item, index));
  }
  return results;
}

async function findStage(place: Place, stage: Stage, blobs: Blobs): Promise<string[]> {
  const ids: string[] = [];
  for (;;) {
    const id = blobId(place, stage, ids.length);
    if (!await blobs.head(id)) return ids;
    ids.push(id);
  }
}

function blobId({ job, task, attempt }: Place, stage: Stage, index: number): string {
  const text = [job.secret, task, attempt, stage, index].join(":");
  return createHash("sha256").update(text).digest("hex").slice(0, 32);
}

function isAsWanted(image: EncodedImage, request: ImageRequest): boolean {
  return image.mediaType === mediaTypeOf(request.outputFormat) &&
    request.outputCompression === undefined;
}

function wanted({ outputFormat, outputCompression, background }: ImageRequest) {
  return {
    format: outputFormat,
    ...(outputCompression === undefined ? {} : { compression: outputCompression }),
    ...(background === undefined ? {} : { background }),
  };
}

function failed(message: string): { readonly kind: "failed"; readonly failure: Failure } {
  return { kind: "failed", failure: failure("bad_response", message) };
}
