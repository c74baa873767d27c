/**
 * Zip files whose entries are stored as they are, read by their central directory.
 *
 * @module
 */

import { crc32 } from "node:zlib";
import { assertEquals } from "./assert.ts";

/** A file in a zip. */
export interface ZippedFile {
  readonly name: string;
  readonly bytes: Uint8Array<ArrayBuffer>;
}

const END = 0x06054b50;
const END_BYTES = 22;
const ENTRY_BYTES = 46;
const LOCAL_BYTES = 30;

/** Reads every file and holds it against its checksum. */
export function unzip(zip: Uint8Array<ArrayBuffer>): ZippedFile[] {
  const view = new DataView(zip.buffer, zip.byteOffset, zip.byteLength);
  const end = zip.length - END_BYTES;
  assertEquals(view.getUint32(end, true), END, "the zip ends as it should");
  let at = view.getUint32(end + 16, true);
  return Array.from({ length: view.getUint16(end + 10, true) }, () => {
    const [method, crc, size] = [10, 16, 24].map((field) =>
      field === 10 ? view.getUint16(at + field, true) : view.getUint32(at + field, true)
    );
    const lengths = [28, 30, 32].map((field) => view.getUint16(at + field, true));
    const [nameLength = 0] = lengths;
    const name = new TextDecoder().decode(zip.subarray(at + ENTRY_BYTES).subarray(0, nameLength));
    const local = view.getUint32(at + 42, true);
    const start = local + LOCAL_BYTES + view.getUint16(local + 26, true) +
      view.getUint16(local + 28, true);
    const bytes = zip.slice(start, start + (size ?? 0));
    assertEquals([method, crc], [0, crc32(bytes)], name);
    at += ENTRY_BYTES + lengths.reduce((sum, length) => sum + length, 0);
    return { name, bytes };
  });
}
