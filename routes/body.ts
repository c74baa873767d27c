/**
 * Reads request bodies: never more than the cap, and JSON under whatever name clients send it.
 *
 * @module
 */

import { parseBoundedJson } from "../bounded_json.ts";
import { failure, Refusal } from "../failure.ts";
import type { AppContext } from "./context.ts";
import { readAtPace } from "./pace.ts";

/** Largest body taken, in bytes. */
export const MAX_BODY_BYTES = 64 * 1_024 * 1_024;

/** Types that are certainly not JSON; all others are tried, since clients mislabel it. */
const FOREIGN_TYPE =
  /^(multipart|image|audio|video|font)\/|^text\/(html|xml|csv)|\/(pdf|zip|gzip|xml)$/;

/**
 * The whole body.
 *
 * @throws {Refusal} `body_too_large` and `body_too_slow`, as soon as it is known; the rest is not read
 */
export async function readBody(c: AppContext): Promise<Uint8Array<ArrayBuffer>> {
  const { headers, body } = c.req.raw;
  if (Number(headers.get("content-length")) > MAX_BODY_BYTES) throw tooLarge();
  if (body === null) return new Uint8Array();
  const read = await readAtPace(body, { clock: c.get("clock"), maxBytes: MAX_BODY_BYTES });
  if (read === "too_large") throw tooLarge();
  if (read === "too_slow") throw tooSlow();
  return read;
}

/**
 * The body as the fields of a JSON object. Its declared type may be missing or odd.
 *
 * @throws {Refusal} 400 for malformed JSON, for too much of it and for what is no object, 408, 413, 415
 */
export async function readJsonFields(c: AppContext): Promise<Record<string, unknown>> {
  const type = mediaTypeOfBody(c.req.raw.headers);
  if (FOREIGN_TYPE.test(type)) {
    throw new Refusal(failure(
      "unsupported_content_type",
      `The body is "${type}": send a JSON object with content-type "application/json"`,
    ));
  }
  return parseJsonFields(new TextDecoder().decode(await readBody(c)));
}

/** The declared media type in lower case, without its parameters; "" when there is none. */
export function mediaTypeOfBody(headers: Headers): string {
  return (headers.get("content-type") ?? "").split(";", 1).join().trim().toLowerCase();
}

function parseJsonFields(text: string): Record<string, unknown> {
  const parsed = parseBoundedJson(text);
  if (!parsed.ok) {
    const message = `The body ${parsed.problem}. Send a JSON object`;
    throw new Refusal(failure("invalid_request", message, { code: parsed.code }));
  }
  const { value } = parsed;
  if (typeof value === "object" && value !== null && !Array.isArray(value)) {
    return Object.fromEntries(Object.entries(value));
  }
  const kind = Array.isArray(value) ? "an array" : value === null ? "null" : `a ${typeof value}`;
  throw new Refusal(failure("invalid_request", `The body is ${kind}: send a JSON object`, {
    code: "invalid_type",
  }));
}

function tooLarge(): Refusal {
  const message = `The body is larger than ${MAX_BODY_BYTES / 1_024 / 1_024} MB`;
  return new Refusal(failure("body_too_large", message));
}

function tooSlow(): Refusal {
  const message = "The body came too slowly: send it at 8 kB a second or more";
  return new Refusal(failure("body_too_slow", message));
}
