/**
 * JPEG: its header, and the same picture without what the camera wrote beside it.
 * Format: ITU-T T.81, annex B; the application segments are the JFIF, EXIF and XMP specifications'.
 *
 * @module
 */

import { concat, latin1Bytes, startsWith, uintBe } from "./bytes.ts";
import { readOrientation } from "./exif.ts";
import type { HeaderFacts } from "./facts.ts";

const EXIF_NAME = "Exif\0\0";
const MARKER = {
  sos: 0xda,
  eoi: 0xd9,
  com: 0xfe,
  app0: 0xe0,
  app1: 0xe1,
  app2: 0xe2,
  app13: 0xed,
} as const;
/** A segment's length is two bytes, which count themselves. */
const MAX_SEGMENT_BYTES = 0xffff - 2;

interface Segment {
  readonly marker: number;
  /** After the length; empty for markers that stand alone. */
  readonly body: Uint8Array;
  /** With its marker and, after a start of scan, the scan itself. */
  readonly whole: Uint8Array;
}

/** Whether the bytes begin as a JPEG does. */
export function isJpeg(bytes: Uint8Array): boolean {
  return startsWith(bytes, "\xff\xd8\xff");
}

/** Reads a JPEG's header; undefined when it has none that makes sense. */
export function readJpeg(bytes: Uint8Array): HeaderFacts | undefined {
  const segments = [...segmentsOf(bytes)];
  const frame = segments.find((segment) => isFrame(segment.marker));
  if (frame === undefined) return undefined;
  const exif = segments.find((segment) => isExif(segment));
  return {
    heightPx: uintBe(frame.body, 1, 2),
    widthPx: uintBe(frame.body, 3, 2),
    hasAlpha: false,
    orientation: exif === undefined ? 1 : readOrientation(exif.body.subarray(EXIF_NAME.length)),
    hasMetadata: segments.some(isMetadata),
  };
}

/**
 * The same pixels without EXIF, XMP, IPTC and comments, bit for bit. Colour profiles stay. What
 * follows the end of the picture (a phone's film, a second picture) is left out too.
 */
export function stripJpeg(bytes: Uint8Array): Uint8Array<ArrayBuffer> {
  const kept = [...segmentsOf(bytes)].filter((segment) => !isMetadata(segment));
  return concat([bytes.subarray(0, 2), ...kept.map((segment) => segment.whole)]);
}

/** The TIFF block of its EXIF; undefined when it has none. */
export function jpegExif(bytes: Uint8Array): Uint8Array | undefined {
  const exif = [...segmentsOf(bytes)].find(isExif);
  return exif?.body.subarray(EXIF_NAME.length);
}

/** The same picture with this EXIF and no other; undefined when that is longer than JPEG allows. */
export function putJpegExif(
  bytes: Uint8Array,
  tiff: Uint8Array,
): Uint8Array<ArrayBuffer> | undefined {
  const body = concat([latin1Bytes(EXIF_NAME), tiff]);
  if (body.length > MAX_SEGMENT_BYTES) return undefined;
  const length = body.length + 2;
  const frame = Uint8Array.of(0xff, MARKER.app1, length >> 8, length & 0xff);
  const others = [...segmentsOf(bytes)].filter((segment) => !isExif(segment));
  const jfif = others.filter(({ marker }) => marker === MARKER.app0); // has to be the first
  const rest = others.filter(({ marker }) => marker !== MARKER.app0);
  const wholes = (segments: readonly Segment[]) => segments.map(({ whole }) => whole);
  return concat([bytes.subarray(0, 2), ...wholes(jfif), frame, body, ...wholes(rest)]);
}

/** Segments in order, up to the end of the image or to where the bytes stop making sense. */
function* segmentsOf(bytes: Uint8Array): Generator<Segment> {
  let at = 2;
  while (at + 2 <= bytes.length) {
    const marker = uintBe(bytes, at + 1, 1);
    if (uintBe(bytes, at, 1) !== 0xff) return;
    if (marker === 0xff) {
      at += 1; // any number of fill bytes may stand before a marker
      continue;
    }
    const bodyEnd = standsAlone(marker) ? at + 2 : at + 2 + uintBe(bytes, at + 2, 2);
    if (!(bodyEnd <= bytes.length)) return;
    const end = marker === MARKER.sos ? scanEnd(bytes, bodyEnd) : bodyEnd;
    yield { marker, body: bytes.subarray(at + 4, bodyEnd), whole: bytes.subarray(at, end) };
    if (marker === MARKER.eoi) return;
    at = Math.max(end, at + 2);
  }
}

/** Where the scan's coded data ends: at a marker that is neither a restart nor a stuffed byte. */
function scanEnd(bytes: Uint8Array, start: number): number {
  for (let at = bytes.indexOf(0xff, start); at >= 0; at = bytes.indexOf(0xff, at + 1)) {
    const next = bytes[at + 1] ?? 0;
    if (next !== 0 && next !== 0xff && !isRestart(next)) return at;
  }
  return bytes.length;
}

function isRestart(marker: number): boolean {
  return marker >= 0xd0 && marker <= 0xd7;
}

function standsAlone(marker: number): boolean {
  return marker === 0x01 || marker === MARKER.eoi || marker === 0xd8 || isRestart(marker);
}

/** SOF0 to SOF15, without the table markers between them. */
function isFrame(marker: number): boolean {
  return marker >= 0xc0 && marker <= 0xcf && marker !== 0xc4 && marker !== 0xc8 && marker !== 0xcc;
}

function isExif(segment: Segment): boolean {
  return segment.marker === MARKER.app1 && startsWith(segment.body, EXIF_NAME);
}

/** APP2 holds the colour profile, which is part of the look, or an index of further pictures. */
function isMetadata({ marker, body }: Segment): boolean {
  if (marker === MARKER.app2) return !startsWith(body, "ICC_PROFILE\0");
  return marker === MARKER.app1 || marker === MARKER.app13 || marker === MARKER.com;
}
