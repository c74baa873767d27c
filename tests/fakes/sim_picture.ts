/**
 * Pictures as the sim upstream draws them: of any size, small, and different for every seed.
 *
 * @module
 */

import { crc32, deflateSync } from "node:zlib";
import { concat } from "../../images/formats/bytes.ts";
import type { Size } from "../../images/request.ts";

const SIGNATURE = Uint8Array.of(0x89, 0x50, 0x4e, 0x47, 0x0d, 0x0a, 0x1a, 0x0a);

/** A whole PNG of two colours that the seed names. */
export function simPicture({ widthPx, heightPx }: Size, seed: number): Uint8Array<ArrayBuffer> {
  const header = new Uint8Array(13);
  const view = new DataView(header.buffer);
  view.setUint32(0, widthPx);
  view.setUint32(4, heightPx);
  header.set([1, 3], 8); // one bit a pixel, by palette
  const palette = new Uint8Array(6);
  new DataView(palette.buffer).setUint32(0, seed >>> 0);
  const row = Uint8Array.of(0, ...Array.from({ length: Math.ceil(widthPx / 8) }, () => 0b11110000));
  const rows = new Uint8Array(row.length * heightPx).map((_, at) => row[at % row.length] ?? 0);
  return concat([
    SIGNATURE,
    chunk("IHDR", header),
    chunk("PLTE", palette),
    chunk("IDAT", deflateSync(rows)),
    chunk("IEND", new Uint8Array()),
  ]);
}

function chunk(type: string, body: Uint8Array): Uint8Array {
  const bytes = new Uint8Array(body.length + 12);
  const view = new DataView(bytes.buffer);
  view.setUint32(0, body.length);
  bytes.set(new TextEncoder().encode(type), 4);
  bytes.set(body, 8);
  view.setUint32(body.length + 8, crc32(bytes.subarray(4, body.length + 8)));
  return bytes;
}
