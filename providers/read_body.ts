/**
 * Reads an answer's body, up to a size.
 *
 * @module
 */

import { concat } from "../images/formats/bytes.ts";

/**
 * The text of a body, or undefined when it has more than `maxBytes`; the rest is then not read.
 *
 * @throws when the connection is cut or the call is aborted meanwhile
 */
export async function readText(response: Response, maxBytes: number): Promise<string | undefined> {
  const bytes = await readBytes(response, maxBytes);
  return bytes && new TextDecoder().decode(bytes);
}

/** The same of its bytes. */
export async function readBytes(
  response: Response,
  maxBytes: number,
): Promise<Uint8Array<ArrayBuffer> | undefined> {
  const declared = response.headers.get("content-length");
  if (Number(declared) > maxBytes) {
    await response.body?.cancel();
    return undefined;
  }
  // Only an answer that is not compressed declares its length, and then it cannot be longer.
  if (declared !== null && !response.headers.has("content-encoding")) return await response.bytes();
  return await readParts(response, maxBytes);
}

async function readParts(
  response: Response,
  maxBytes: number,
): Promise<Uint8Array<ArrayBuffer> | undefined> {
  const parts: Uint8Array[] = [];
  let left = maxBytes;
  for await (const part of response.body ?? []) {
    left -= part.length;
    if (left < 0) return undefined; // leaving the loop cancels the body
    parts.push(part);
  }
  return concat(parts);
}
