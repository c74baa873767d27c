/**
 * What a picture is, told from its first bytes without decoding it.
 *
 * @module
 */

import { isAvif, readAvif } from "./formats/avif.ts";
import type { HeaderFacts } from "./formats/facts.ts";
import { isJpeg, readJpeg } from "./formats/jpeg.ts";
import { isPng, readPng } from "./formats/png.ts";
import { isWebp, readWebp } from "./formats/webp.ts";
import type { MediaType, OutputFormat, Size } from "./request.ts";

/** A picture's format and what its header says. */
export interface MediaInfo extends HeaderFacts {
  readonly mediaType: MediaType;
}

interface Format {
  readonly mediaType: MediaType;
  matches(bytes: Uint8Array): boolean;
  read(bytes: Uint8Array): HeaderFacts | undefined;
}

const FORMATS: readonly Format[] = [
  { mediaType: "image/png", matches: isPng, read: readPng },
  { mediaType: "image/jpeg", matches: isJpeg, read: readJpeg },
  { mediaType: "image/webp", matches: isWebp, read: readWebp },
  { mediaType: "image/avif", matches: isAvif, read: readAvif },
];

const MEDIA_TYPE_OF = {
  png: "image/png",
  jpeg: "image/jpeg",
  webp: "image/webp",
  avif: "image/avif",
} as const satisfies Record<OutputFormat, MediaType>;

const FORMAT_OF = {
  "image/png": "png",
  "image/jpeg": "jpeg",
  "image/webp": "webp",
  "image/avif": "avif",
} as const satisfies Record<MediaType, OutputFormat>;

const EXTENSION_OF = {
  "image/png": "png",
  "image/jpeg": "jpg",
  "image/webp": "webp",
  "image/avif": "avif",
} as const satisfies Record<MediaType, string>;

/** Which accepted format the bytes begin as, whatever follows; undefined for anything else. */
export function sniffMedia(bytes: Uint8Array): MediaType | undefined {
  return FORMATS.find((format) => format.matches(bytes))?.mediaType;
}

/** Format and header of a picture. Undefined when it is none or has no side; it never throws. */
export function readMedia(bytes: Uint8Array): MediaInfo | undefined {
  const format = FORMATS.find((candidate) => candidate.matches(bytes));
  const facts = format?.read(bytes);
  if (format === undefined || facts === undefined) return undefined;
  if (!(facts.widthPx > 0 && facts.heightPx > 0)) return undefined;
  return { mediaType: format.mediaType, ...facts };
}

/** The size as shown: orientations 5 to 8 lay the picture on its side. */
export function displayedSize(facts: HeaderFacts): Size {
  const { widthPx, heightPx, orientation } = facts;
  return orientation >= 5 ? { widthPx: heightPx, heightPx: widthPx } : { widthPx, heightPx };
}

/** The media type of a format we deliver. */
export function mediaTypeOf(format: OutputFormat): MediaType {
  return MEDIA_TYPE_OF[format];
}

/** The format behind a media type. */
export function formatOf(mediaType: MediaType): OutputFormat {
  return FORMAT_OF[mediaType];
}

/** The usual file extension, without the dot. */
export function extensionOf(mediaType: MediaType): string {
  return EXTENSION_OF[mediaType];
}
