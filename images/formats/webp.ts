/**
 * WebP: its header, and the same picture without EXIF and XMP.
 * Format: https://developers.google.com/speed/webp/docs/riff_container (RFC 9649)
 *
 * @module
 */

import { concat, latin1, latin1Bytes, startsWith, uint32Le, uintLe } from "./bytes.ts";
import { readOrientation } from "./exif.ts";
import type { HeaderFacts } from "./facts.ts";

const HEADER_BYTES = 12;
const METADATA_TYPES = new Set(["EXIF", "XMP "]);
const FLAG = { alpha: 0x10, exif: 0x08, xmp: 0x04 } as const;

interface Chunk {
  readonly type: string;
  readonly body: Uint8Array;
  /** The chunk with its frame and padding. */
  readonly whole: Uint8Array;
}

/** Whether the bytes begin as a WebP does. */
export function isWebp(bytes: Uint8Array): boolean {
  return startsWith(bytes, "RIFF") && startsWith(bytes, "WEBP", 8);
}

/** Reads a WebP's header; undefined when it has none that makes sense. */
export function readWebp(bytes: Uint8Array): HeaderFacts | undefined {
  const first = framedChunks(bytes).next().value;
  const canvas = first && readCanvas(first);
  if (canvas === undefined) return undefined;
  const chunks = [...framedChunks(bytes)];
  const exif = chunks.find((chunk) => chunk.type === "EXIF");
  return {
    ...canvas,
    orientation: exif === undefined ? 1 : readOrientation(withoutExifName(exif.body)),
    hasMetadata: chunks.some((chunk) => METADATA_TYPES.has(chunk.type)),
  };
}

/** The same pixels without EXIF and XMP; sizes and flags are set right again. */
export function stripWebp(bytes: Uint8Array): Uint8Array<ArrayBuffer> {
  const kept = [...framedChunks(bytes)].filter((chunk) => !METADATA_TYPES.has(chunk.type));
  const stripped = concat([
    bytes.subarray(0, HEADER_BYTES),
    ...kept.map((chunk) => chunk.type === "VP8X" ? withoutFlags(chunk.whole) : chunk.whole),
  ]);
  new DataView(stripped.buffer).setUint32(4, stripped.length - 8, true);
  return stripped;
}

/** The TIFF block of its EXIF; undefined when it has none. */
export function webpExif(bytes: Uint8Array): Uint8Array | undefined {
  const exif = [...framedChunks(bytes)].find(({ type }) => type === "EXIF");
  return exif && withoutExifName(exif.body);
}

/** The same picture with this EXIF and no other; undefined when its header makes no sense. */
export function putWebpExif(
  bytes: Uint8Array,
  tiff: Uint8Array,
): Uint8Array<ArrayBuffer> | undefined {
  const kept = [...framedChunks(bytes)].filter(({ type }) => type !== "EXIF");
  const [first, ...rest] = kept;
  const canvas = first && readCanvas(first);
  if (first === undefined || canvas === undefined) return undefined;
  const extended = first.type === "VP8X"
    ? [withFlag(first.whole, FLAG.exif), ...rest.map(({ whole }) => whole)]
    : [extendedHeader(canvas), ...kept.map(({ whole }) => whole)];
  const put = concat([bytes.subarray(0, HEADER_BYTES), ...extended, webpChunk("EXIF", tiff)]);
  new DataView(put.buffer).setUint32(4, put.length - 8, true);
  return put;
}

/** What has to stand before a simple picture that gets metadata. */
function extendedHeader({ widthPx, heightPx, hasAlpha }: Canvas): Uint8Array {
  const flags = FLAG.exif | (hasAlpha ? FLAG.alpha : 0);
  const side = (px: number) => uint32Le(px - 1).subarray(0, 3);
  return webpChunk("VP8X", concat([uint32Le(flags), side(widthPx), side(heightPx)]));
}

function webpChunk(type: string, body: Uint8Array): Uint8Array {
  const padding = new Uint8Array(body.length % 2);
  return concat([latin1Bytes(type), uint32Le(body.length), body, padding]);
}

function withFlag(chunk: Uint8Array, flag: number): Uint8Array {
  const copy = chunk.slice();
  copy[8] = uintLe(copy, 8, 1) | flag;
  return copy;
}

type Canvas = Pick<HeaderFacts, "widthPx" | "heightPx" | "hasAlpha">;

function readCanvas({ type, body }: Chunk): Canvas | undefined {
  if (type === "VP8X" && body.length >= 10) return readExtended(body);
  if (type === "VP8L" && body.length >= 5 && body[0] === 0x2f) return readLossless(body);
  if (type === "VP8 " && body.length >= 10 && startsWith(body, "\x9d\x01\x2a", 3)) {
    return readLossy(body);
  }
  return undefined;
}

function readExtended(body: Uint8Array): Canvas {
  return {
    widthPx: uintLe(body, 4, 3) + 1,
    heightPx: uintLe(body, 7, 3) + 1,
    hasAlpha: (uintLe(body, 0, 1) & FLAG.alpha) !== 0,
  };
}

/** 14 bits of width, 14 of height, one for alpha. */
function readLossless(body: Uint8Array): Canvas {
  const bits = uintLe(body, 1, 4);
  return {
    widthPx: (bits & 0x3fff) + 1,
    heightPx: ((bits >>> 14) & 0x3fff) + 1,
    hasAlpha: ((bits >>> 28) & 1) === 1,
  };
}

/** The upper two bits of each side are a scale that decoders ignore. */
function readLossy(body: Uint8Array): Canvas {
  return {
    widthPx: uintLe(body, 6, 2) & 0x3fff,
    heightPx: uintLe(body, 8, 2) & 0x3fff,
    hasAlpha: false,
  };
}

/** Whole chunks in order, up to where the bytes stop making sense. Odd bodies are padded. */
function* framedChunks(bytes: Uint8Array): Generator<Chunk> {
  const fileEnd = Math.min(bytes.length, 8 + uintLe(bytes, 4, 4));
  let at = HEADER_BYTES;
  while (at + 8 <= fileEnd) {
    const bodyEnd = at + 8 + uintLe(bytes, at + 4, 4);
    if (bodyEnd > fileEnd) return;
    const end = Math.min(bodyEnd + bodyEnd % 2, bytes.length);
    yield {
      type: latin1(bytes, at, 4),
      body: bytes.subarray(at + 8, bodyEnd),
      whole: bytes.subarray(at, end),
    };
    at = end;
  }
}

/** Some writers put JPEG's name before the TIFF block. */
function withoutExifName(body: Uint8Array): Uint8Array {
  return startsWith(body, "Exif\0\0") ? body.subarray(6) : body;
}

function withoutFlags(chunk: Uint8Array): Uint8Array {
  const copy = chunk.slice();
  copy[8] = uintLe(copy, 8, 1) & ~(FLAG.exif | FLAG.xmp);
  return copy;
}
