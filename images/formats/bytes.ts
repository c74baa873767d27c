/**
 * Numbers and words as bytes, and back. Reading trusts nothing: beyond the end a number is NaN, so
 * every comparison with it is false and every loop over it ends.
 *
 * @module
 */

/** The unsigned big-endian integer of `length` bytes (1 to 4) at `at`; NaN beyond the end. */
export function uintBe(bytes: Uint8Array, at: number, length: number): number {
  let value = 0;
  for (let i = 0; i < length; i++) value = value * 256 + (bytes[at + i] ?? NaN);
  return value;
}

/** The unsigned little-endian integer of `length` bytes (1 to 4) at `at`; NaN beyond the end. */
export function uintLe(bytes: Uint8Array, at: number, length: number): number {
  let value = 0;
  for (let i = length - 1; i >= 0; i--) value = value * 256 + (bytes[at + i] ?? NaN);
  return value;
}

/** The `length` bytes at `at` as Latin-1 text, shorter at the end of the bytes. */
export function latin1(bytes: Uint8Array, at: number, length: number): string {
  return String.fromCharCode(...bytes.subarray(at, at + length));
}

/** Whether `text` (Latin-1) stands at `at`. */
export function startsWith(bytes: Uint8Array, text: string, at = 0): boolean {
  return latin1(bytes, at, text.length) === text;
}

/** The bytes of Latin-1 text. */
export function latin1Bytes(text: string): Uint8Array<ArrayBuffer> {
  return Uint8Array.from(text, (letter) => letter.charCodeAt(0));
}

/** Four bytes, the highest first. */
export function uint32Be(value: number): Uint8Array<ArrayBuffer> {
  const bytes = new Uint8Array(4);
  new DataView(bytes.buffer).setUint32(0, value);
  return bytes;
}

/** Four bytes, the lowest first. */
export function uint32Le(value: number): Uint8Array<ArrayBuffer> {
  const bytes = new Uint8Array(4);
  new DataView(bytes.buffer).setUint32(0, value, true);
  return bytes;
}

/** Joins parts into bytes of their own. */
export function concat(parts: readonly Uint8Array[]): Uint8Array<ArrayBuffer> {
  const joined = new Uint8Array(parts.reduce((sum, part) => sum + part.length, 0));
  let at = 0;
  for (const part of parts) {
    joined.set(part, at);
    at += part.length;
  }
  return joined;
}
