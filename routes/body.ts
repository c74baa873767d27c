/**
 * Reads request bodies: never more than the cap, and JSON under whatever name clients send it.
 *
 * @module
 */

import { failure, Refusal } from "../failure.ts";
import { concat } from "../images/formats/bytes.ts";

/** Largest body taken, in bytes. */
export const MAX_BODY_BYTES = 64 * 1_024 * 1_024;

/** Types that are certainly not JSON; all others are tried, since clients mislabel it. */
const FOREIGN_TYPE =
  /^(multipart|image|audio|video|font)\/|^text\/(html|xml|csv)|\/(pdf|zip|gzip|xml)$/;

/**
 * The whole body.
 *
 * @throws {Refusal} `body_too_large`, as soon as it is known; the rest is not read
 */
export async function readBody(request: Request): Promise<Uint8Array<ArrayBuffer>> {
  const declared = request.headers.get("content-length");
  if (Number(declared) > MAX_BODY_BYTES) throw tooLarge();
  // The server holds a body to its declared length, so it needs no counting.
  return declared === null ? await readCounting(request) : await request.bytes();
}

/**
 * The body as the fields of a JSON object. Its declared type may be missing or odd.
 *
 * @throws {Refusal} 400 for malformed JSON and for JSON that is no object, 413, 415
 */
export async function readJsonFields(request: Request): Promise<Record<string, unknown>> {
  const type = mediaTypeOfBody(request.headers);
  if (FOREIGN_TYPE.test(type)) {
    throw new Refusal(failure(
      "unsupported_content_type",
      `The body is "${type}": send a JSON object with content-type "application/json"`,
    ));
  }
  return parseJsonFields(new TextDecoder().decode(await readBody(request)));
}

/** The declared media type in lower case, without its parameters; "" when there is none. */
export function mediaTypeOfBody(headers: Headers): string {
  return (headers.get("content-type") ?? "").split(";", 1).join().trim().toLowerCase();
}

function parseJsonFields(text: string): Record<string, unknown> {
  const value = parseJson(text);
  if (typeof value === "object" && value !== null && !Array.isArray(value)) {
    return Object.fromEntries(Object.entries(value));
  }
  const kind = Array.isArray(value) ? "an array" : value === null ? "null" : `a ${typeof value}`;
  throw new Refusal(failure("invalid_request", `The body is ${kind}: send a JSON object`, {
    code: "invalid_type",
  }));
}

function parseJson(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch (error) {
    const where = error instanceof Error ? error.message : String(error);
    const what = text.trim() === "" ? "The body is empty" : `The body is not valid JSON: ${where}`;
    throw new Refusal(failure("invalid_request", `${what}. Send a JSON object`, {
      code: "invalid_json",
    }));
  }
}

async function readCounting(request: Request): Promise<Uint8Array<ArrayBuffer>> {
  const parts: Uint8Array[] = [];
  let left = MAX_BODY_BYTES;
  for await (const part of request.body ?? []) {
    left -= part.length;
    if (left < 0) throw tooLarge(); // leaving the loop cancels the body
    parts.push(part);
  }
  return concat(parts);
}

function tooLarge(): Refusal {
  const message = `The body is larger than ${MAX_BODY_BYTES / 1_024 / 1_024} MB`;
  return new Refusal(failure("body_too_large", message));
}
