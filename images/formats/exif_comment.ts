/**
 * EXIF's user comment: the one place for a text in JPEG and WebP that image generators agree on.
 * Format: CIPA DC-008 (EXIF 3.0), 4.6.6 and table 6.
 *
 * @module
 */

import { concat, latin1Bytes, startsWith, uint32Be, uintBe, uintLe } from "./bytes.ts";

const EXIF_POINTER_TAG = 0x8769;
const USER_COMMENT_TAG = 0x9286;
const ENTRY_BYTES = 12;
const TYPE = { long: 4, undefined: 7 } as const;
/** What a comment begins with, which says how it is written. */
const CODE = { unicode: "UNICODE\0", ascii: "ASCII\0\0\0" } as const;
const CODE_BYTES = 8;
/** More entries than any camera writes; bounds the search in hostile bytes. */
const MAX_ENTRIES = 512;

/** A TIFF block that holds nothing but the comment, in UTF-16 as most readers expect it. */
export function writeUserComment(text: string): Uint8Array<ArrayBuffer> {
  const comment = concat([latin1Bytes(CODE.unicode), utf16Be(text)]);
  const exifAt = 8 + directoryBytes(1);
  const commentAt = exifAt + directoryBytes(1);
  return concat([
    latin1Bytes("MM\0*"),
    uint32Be(8),
    directory({ tag: EXIF_POINTER_TAG, type: TYPE.long, count: 1, value: exifAt }),
    directory({
      tag: USER_COMMENT_TAG,
      type: TYPE.undefined,
      count: comment.length,
      value: commentAt,
    }),
    comment,
  ]);
}

/** The comment in a TIFF block; undefined when there is none. */
export function readUserComment(tiff: Uint8Array): string | undefined {
  const uint = startsWith(tiff, "MM") ? uintBe : startsWith(tiff, "II") ? uintLe : undefined;
  if (uint === undefined || uint(tiff, 2, 2) !== 42) return undefined;
  const pointer = findEntry(tiff, uint(tiff, 4, 4), { tag: EXIF_POINTER_TAG, uint });
  const entryAt = pointer && findEntry(tiff, uint(tiff, pointer + 8, 4), {
    tag: USER_COMMENT_TAG,
    uint,
  });
  if (entryAt === undefined) return undefined;
  const start = uint(tiff, entryAt + 8, 4);
  const comment = tiff.subarray(start, start + uint(tiff, entryAt + 4, 4));
  return readComment(comment, uint === uintLe);
}

interface Wanted {
  readonly tag: number;
  readonly uint: typeof uintBe;
}

function findEntry(tiff: Uint8Array, at: number, { tag, uint }: Wanted): number | undefined {
  const count = Math.min(uint(tiff, at, 2), MAX_ENTRIES);
  for (let i = 0; i < count; i++) {
    const entryAt = at + 2 + i * ENTRY_BYTES;
    if (uint(tiff, entryAt, 2) === tag) return entryAt;
  }
  return undefined;
}

function readComment(comment: Uint8Array, isLittle: boolean): string | undefined {
  const rest = comment.subarray(CODE_BYTES);
  if (startsWith(comment, CODE.unicode)) return decodeUtf16(rest, isLittle);
  if (startsWith(comment, CODE.ascii)) return new TextDecoder().decode(rest);
  return undefined;
}

/**
 * Text is to be in the order of its block, but piexif, which most generators use, writes it
 * big-endian always: in a little-endian block the reading with more plain letters is meant.
 */
function decodeUtf16(bytes: Uint8Array, isLittle: boolean): string {
  const big = new TextDecoder("utf-16be").decode(bytes);
  if (!isLittle) return big;
  const little = new TextDecoder("utf-16le").decode(bytes);
  return plainness(big) > plainness(little) ? big : little;
}

function plainness(text: string): number {
  return text.match(/[ -~\n]/g)?.length ?? 0;
}

function utf16Be(text: string): Uint8Array {
  const bytes = new Uint8Array(text.length * 2);
  const view = new DataView(bytes.buffer);
  for (let at = 0; at < text.length; at++) view.setUint16(at * 2, text.charCodeAt(at));
  return bytes;
}

interface Entry {
  readonly tag: number;
  readonly type: number;
  readonly count: number;
  readonly value: number;
}

/** A directory of one entry, and no other after it. */
function directory({ tag, type, count, value }: Entry): Uint8Array {
  const bytes = new Uint8Array(directoryBytes(1));
  const view = new DataView(bytes.buffer);
  view.setUint16(0, 1);
  view.setUint16(2, tag);
  view.setUint16(4, type);
  view.setUint32(6, count);
  view.setUint32(10, value);
  return bytes;
}

function directoryBytes(entries: number): number {
  return 2 + entries * ENTRY_BYTES + 4;
}
