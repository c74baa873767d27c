/**
 * PNG: its header, and the same picture without the text it carries.
 * Format: https://www.w3.org/TR/png-3/
 *
 * @module
 */

import { crc32 } from "node:zlib";
import { concat, latin1, latin1Bytes, startsWith, uint32Be, uintBe } from "./bytes.ts";
import { readOrientation } from "./exif.ts";
import type { HeaderFacts } from "./facts.ts";

const SIGNATURE = "\x89PNG\r\n\x1a\n";
const SIGNATURE_BYTES = 8;
/** Length, type and checksum of a chunk. */
const FRAME_BYTES = 12;
const METADATA_TYPES = new Set(["eXIf", "tEXt", "zTXt", "iTXt", "tIME"]);
const PALETTE = 3;
/** Bit of the colour type that says "with alpha". */
const ALPHA_BIT = 4;

/** A part of a PNG. */
export interface PngChunk {
  /** Four letters, such as `IDAT`. */
  readonly type: string;
  readonly body: Uint8Array;
  /** The chunk with its frame. */
  readonly whole: Uint8Array;
}

/** Whether the bytes begin as a PNG does. */
export function isPng(bytes: Uint8Array): boolean {
  return startsWith(bytes, SIGNATURE);
}

/** Reads a PNG's header; undefined when it has none that makes sense. */
export function readPng(bytes: Uint8Array): HeaderFacts | undefined {
  const chunks = [...pngChunks(bytes)];
  const header = chunks[0];
  if (header?.type !== "IHDR" || header.body.length !== 13) return undefined;
  const colourType = uintBe(header.body, 9, 1);
  const exif = chunks.find((chunk) => chunk.type === "eXIf");
  return {
    widthPx: uintBe(header.body, 0, 4),
    heightPx: uintBe(header.body, 4, 4),
    hasAlpha: (colourType & ALPHA_BIT) !== 0 ||
      colourType <= PALETTE && chunks.some((chunk) => chunk.type === "tRNS"),
    orientation: exif === undefined ? 1 : readOrientation(exif.body),
    hasMetadata: chunks.some((chunk) => METADATA_TYPES.has(chunk.type)),
  };
}

/** A chunk with its frame. */
export function pngChunk(type: string, body: Uint8Array): Uint8Array<ArrayBuffer> {
  const typed = concat([latin1Bytes(type), body]);
  return concat([uint32Be(body.length), typed, uint32Be(crc32(typed))]);
}

/** The same picture with chunks put after its header; those that `replaces` says are left out. */
export function putPngChunks(
  bytes: Uint8Array,
  added: readonly Uint8Array[],
  replaces: (chunk: PngChunk) => boolean,
): Uint8Array<ArrayBuffer> {
  const [header, ...rest] = [...pngChunks(bytes)].filter((chunk) => !replaces(chunk))
    .map((chunk) => chunk.whole);
  return concat([bytes.subarray(0, SIGNATURE_BYTES), ...header ? [header] : [], ...added, ...rest]);
}

/** The same pixels without text, EXIF and time. What follows the end chunk is left out too. */
export function stripPng(bytes: Uint8Array): Uint8Array<ArrayBuffer> {
  const kept = [...pngChunks(bytes)].filter((chunk) => !METADATA_TYPES.has(chunk.type));
  return concat([bytes.subarray(0, SIGNATURE_BYTES), ...kept.map((chunk) => chunk.whole)]);
}

/** Whole chunks in order, up to the end chunk or to where the bytes stop making sense. */
export function* pngChunks(bytes: Uint8Array): Generator<PngChunk> {
  let at = SIGNATURE_BYTES;
  while (at + FRAME_BYTES <= bytes.length) {
    const end = at + FRAME_BYTES + uintBe(bytes, at, 4);
    if (end > bytes.length) return;
    const type = latin1(bytes, at + 4, 4);
    yield { type, body: bytes.subarray(at + 8, end - 4), whole: bytes.subarray(at, end) };
    if (type === "IEND") return;
    at = end;
  }
}
