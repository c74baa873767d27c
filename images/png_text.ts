/**
 * The texts that a PNG carries: written so that every reader finds them, read in all three forms.
 * Format: https://www.w3.org/TR/png-3/#11textinfo
 *
 * @module
 */

import { inflateSync } from "node:zlib";
import { concat, latin1Bytes } from "./formats/bytes.ts";
import { pngChunk, pngChunks, putPngChunks } from "./formats/png.ts";

/** Texts by their keywords. */
export type Texts = Readonly<Record<string, string>>;

/** A text packed into a few bytes must not fill the memory. */
const MAX_TEXT_BYTES = 1_024 * 1_024;

const TEXT_TYPES = new Set(["tEXt", "zTXt", "iTXt"]);

/**
 * The same picture with a text under a keyword (1 to 79 Latin-1 characters), in place of one that it
 * had there. Latin-1 texts become `tEXt`, which the oldest readers know; others become `iTXt`.
 */
export function withPngText(
  png: Uint8Array,
  { keyword, text }: { readonly keyword: string; readonly text: string },
): Uint8Array<ArrayBuffer> {
  const added = textChunk(keyword, text.replaceAll("\0", ""));
  return putPngChunks(
    png,
    [added],
    ({ type, body }) => TEXT_TYPES.has(type) && splitAtNull(body)?.word === keyword,
  );
}

/** Every text in a PNG; what cannot be read is left out. */
export function readPngTexts(png: Uint8Array): Texts {
  const texts = [...pngChunks(png)].filter(({ type }) => TEXT_TYPES.has(type))
    .flatMap(({ type, body }) => {
      const named = splitAtNull(body);
      const text = named && readText(type, named.rest);
      return named && text !== undefined ? [[named.word, text]] : [];
    });
  return Object.fromEntries(texts);
}

function textChunk(keyword: string, text: string): Uint8Array {
  if (!/[\u0100-\uffff]/.test(text)) {
    return pngChunk("tEXt", latin1Bytes(`${keyword}\0${text}`));
  }
  // Not compressed, no language, no translated keyword.
  const head = latin1Bytes(`${keyword}\0\0\0\0\0`);
  return pngChunk("iTXt", concat([head, new TextEncoder().encode(text)]));
}

function readText(type: string, rest: Uint8Array): string | undefined {
  switch (type) {
    case "tEXt":
      return latin1Text(rest);
    case "zTXt":
      return decoded(unpack(rest.subarray(1)), latin1Text);
    default:
      return readInternational(rest);
  }
}

function readInternational(rest: Uint8Array): string | undefined {
  const language = splitAtNull(rest.subarray(2));
  const translated = language && splitAtNull(language.rest);
  if (translated === undefined) return undefined;
  const isPacked = rest[0] === 1;
  return decoded(
    isPacked ? unpack(translated.rest) : translated.rest,
    (bytes) => new TextDecoder().decode(bytes),
  );
}

function decoded(
  bytes: Uint8Array | undefined,
  read: (bytes: Uint8Array) => string,
): string | undefined {
  return bytes && read(bytes);
}

function unpack(bytes: Uint8Array): Uint8Array | undefined {
  try {
    return inflateSync(bytes, { maxOutputLength: MAX_TEXT_BYTES });
  } catch {
    return undefined; // damaged, or enormous: a text that cannot be read
  }
}

interface Named {
  readonly word: string;
  readonly rest: Uint8Array;
}

/** What stands before the first null byte, and what follows it. */
function splitAtNull(bytes: Uint8Array): Named | undefined {
  const end = bytes.indexOf(0);
  if (end < 0) return undefined;
  return { word: latin1Text(bytes.subarray(0, end)), rest: bytes.subarray(end + 1) };
}

/** `String.fromCharCode` takes only so many arguments; the platform's "latin1" is windows-1252. */
function latin1Text(bytes: Uint8Array): string {
  return Array.from(bytes, (byte) => String.fromCharCode(byte)).join("");
}
