/**
 * Bytes ⇄ base64 and data URLs. Generous in what it reads: clients send line breaks, the URL-safe
 * alphabet and base64 without its padding.
 *
 * @module
 */

/** Bytes and the media type they were announced as. */
export interface TypedBytes {
  readonly bytes: Uint8Array<ArrayBuffer>;
  /** As written, such as `image/png`; undefined when not said. It is a claim, not a fact. */
  readonly mediaType: string | undefined;
}

/** Standard base64 with padding. */
export function toBase64(bytes: Uint8Array): string {
  return bytes.toBase64();
}

/**
 * Reads base64, or a data URL holding it. Undefined when it is neither.
 *
 * @example
 * ```ts
 * import { fromBase64 } from "./base64.ts";
 *
 * fromBase64("aGk="); // bytes of "hi"
 * fromBase64("data:text/plain;base64,aGk"); // the same
 * fromBase64("not base64!"); // undefined
 * ```
 */
export function fromBase64(text: string): Uint8Array<ArrayBuffer> | undefined {
  if (isDataUrl(text)) return parseDataUrl(text)?.bytes;
  return decode(text);
}

/** Whether the text claims to be a data URL. */
export function isDataUrl(text: string): boolean {
  return /^\s*data:/i.test(text);
}

/** Reads a base64 data URL; undefined when it is none or its base64 is broken. */
export function parseDataUrl(text: string): TypedBytes | undefined {
  const comma = text.indexOf(",");
  const header = /^\s*data:([^;,]*)((?:;[^;,]*)*?);base64\s*$/i.exec(text.slice(0, comma));
  const bytes = header && comma >= 0 ? decode(text.slice(comma + 1)) : undefined;
  if (header === null || bytes === undefined) return undefined;
  return { bytes, mediaType: header[1]?.trim().toLowerCase() || undefined };
}

/** Writes a data URL. */
export function formatDataUrl(bytes: Uint8Array, mediaType: string): string {
  return `data:${mediaType};base64,${bytes.toBase64()}`;
}

function decode(text: string): Uint8Array<ArrayBuffer> | undefined {
  const standard = text.includes("%") ? unescape(text) : text;
  try {
    return Uint8Array.fromBase64(standard.replaceAll("-", "+").replaceAll("_", "/"));
  } catch {
    return undefined; // the platform's only way to say "not base64"
  }
}

/** Some clients percent-encode `+`, `/` and `=` in data URLs. */
function unescape(text: string): string {
  return text.replace(/%(2b|2f|3d)/gi, (_, hex: string) => String.fromCharCode(parseInt(hex, 16)));
}
