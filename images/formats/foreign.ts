/**
 * What a file looks like when it is none of the pictures we take, so that an error can say so.
 *
 * @module
 */

import { latin1, startsWith } from "./bytes.ts";

const PROBE_BYTES = 1024;

/** First bytes, and what they say. */
const SIGNATURES: readonly (readonly [string, string])[] = [
  ["GIF8", "a GIF picture"],
  ["BM", "a BMP picture"],
  ["II*\0", "a TIFF picture"],
  ["MM\0*", "a TIFF picture"],
  ["\0\0\x01\0", "an icon file"],
  ["8BPS", "a Photoshop file"],
  ["\xff\x0a", "a JPEG XL picture"],
  ["\0\0\0\x0cJXL ", "a JPEG XL picture"],
  ["%PDF", "a PDF document"],
  ["PK\x03\x04", "a ZIP archive"],
  ["\x1f\x8b", "a gzip archive"],
  ["\x1aE\xdf\xa3", "a WebM video"],
  ["OggS", "an Ogg file"],
  ["ID3", "an MP3 file"],
];

/** Beginnings of text, white space and case aside. */
const TEXT_STARTS: readonly (readonly [RegExp, string])[] = [
  [/^(<\?xml[^>]*>\s*)?(<!--.*?-->\s*)?(<!doctype svg[^>]*>\s*)?<svg[\s>]/is, "an SVG drawing"],
  [/^(<!--.*?-->\s*)?<(!doctype html|html|head|body)[\s>]/is, "an HTML page"],
  [/^<\?xml/i, "an XML file"],
  [/^data:/i, "a data URL written as text"],
  [/^https?:\/\//i, "a web address written as text"],
  [/^[{[]/, "a JSON text"],
];

/** Names the kind of file with its article, such as `a PDF document`. */
export function describeFile(bytes: Uint8Array): string {
  if (bytes.length === 0) return "an empty file";
  const signature = SIGNATURES.find(([start]) => startsWith(bytes, start));
  if (signature !== undefined) return signature[1];
  if (startsWith(bytes, "ftyp", 4)) return describeMedia(latin1(bytes, 8, 4));
  return describeText(bytes) ?? "a file of an unknown kind";
}

function describeMedia(brand: string): string {
  return /^(hei|hev|mif|msf)/.test(brand) ? "a HEIC photo" : "an MP4 video";
}

function describeText(bytes: Uint8Array): string | undefined {
  const text = new TextDecoder().decode(bytes.subarray(0, PROBE_BYTES), { stream: true }).trim();
  // deno-lint-ignore no-control-regex -- control characters are what tells bytes from text
  if (/[\x00-\x08\x0e-\x1a\ufffd]/.test(text)) return undefined;
  return TEXT_STARTS.find(([start]) => start.test(text))?.[1] ?? "a text file";
}
