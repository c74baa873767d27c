/**
 * Text with base64 in it, as bytes, at the cost of one copy. Pictures pass through here by the
 * megabyte: `JSON.stringify` would look at each character again, and encoding one long joined text
 * is several times slower than copying its parts.
 *
 * @module
 */

/** A part of a text; base64 is known to be ASCII. */
export type TextPart = { readonly text: string } | { readonly base64: string };

const encoder = new TextEncoder();

/** The parts one after the other, in UTF-8. */
export function encodeParts(parts: readonly TextPart[]): Uint8Array<ArrayBuffer> {
  const pieces = parts.map((part) => "text" in part ? encoder.encode(part.text) : part.base64);
  const bytes = new Uint8Array(pieces.reduce((sum, piece) => sum + piece.length, 0));
  let at = 0;
  for (const piece of pieces) {
    if (typeof piece === "string") encoder.encodeInto(piece, bytes.subarray(at));
    else bytes.set(piece, at);
    at += piece.length;
  }
  return bytes;
}

/** The JSON of an object with `b64_json` put before its fields, which must not hold one. */
export function jsonWithBase64(fields: object, base64: string): TextPart[] {
  return jsonWithField(fields, "b64_json", quotedBase64(base64));
}

/** The JSON of an object with one more field put before its own, which must not hold it. */
export function jsonWithField(
  fields: object,
  name: string,
  value: readonly TextPart[],
): TextPart[] {
  const rest = JSON.stringify(fields).slice(1);
  const end = `${rest === "}" ? "" : ","}${rest}`;
  return [{ text: `{${JSON.stringify(name)}:` }, ...value, { text: end }];
}

/** Base64 as a JSON string. */
export function quotedBase64(base64: string): TextPart[] {
  return [{ text: '"' }, { base64 }, { text: '"' }];
}
