/**
 * Reads an answer's text, up to a size.
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
  const declared = response.headers.get("content-length");
  if (Number(declared) > maxBytes) {
    await response.body?.cancel();
    return undefined;
  }
  // Only an answer that is not compressed declares its length, and then it cannot be longer.
  if (declared !== null && !response.headers.has("content-encoding")) return await response.text();
  return await readParts(response, maxBytes);
}

async function readParts(response: Response, maxBytes: number): Promise<string | undefined> {
  const parts: Uint8Array[] = [];
  let left = maxBytes;
  for await (const part of response.body ?? []) {
    left -= part.length;
    if (left < 0) return undefined; // leaving the loop cancels the body
    parts.push(part);
  }
  return new TextDecoder().decode(concat(parts));
}
