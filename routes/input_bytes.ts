/**
 * The bytes of an input picture, wherever the request holds them.
 *
 * @module
 */

import { failure, Refusal } from "../failure.ts";
import { fromBase64 } from "../images/base64.ts";
import { downloadImage } from "../images/download.ts";
import type { StoredFile } from "../files/file.ts";
import { follow, OVER } from "../follow.ts";
import type { Services } from "./context.ts";
import { show } from "./parse.ts";
import type { ImageReference } from "./schemas/image_request.ts";
import { readOwnFile } from "./stored_file.ts";

/** A picture that a request holds or points to. */
export interface ImageInput {
  /** The request field, as errors name it. */
  readonly param: string;
  readonly content: File | ImageReference;
}

/** What reading needs. */
export interface InputContext {
  readonly services: Pick<Services, "blobs" | "outside" | "runtime">;
  /** Aborts when the caller has gone. */
  readonly signal: AbortSignal;
  /** The caller's own uploads; absent: they cannot be named. */
  readonly findUpload?: (fileId: string) => Promise<StoredFile | undefined>;
  readonly readUpload?: (file: StoredFile) => Promise<Uint8Array<ArrayBuffer>>;
}

/** Largest picture taken. */
export const MAX_IMAGE_BYTES = 50 * 1_024 * 1_024;

/** Callers wait for the first byte of their answer meanwhile, some no longer than a minute. */
const FETCH_MS = 30_000;

/**
 * Reads a file, base64, a data URL or an address; an address has half a minute.
 *
 * @throws {Refusal} `invalid_request` when there is no picture to be read there
 */
export async function readInputBytes(
  { param, content }: ImageInput,
  context: InputContext,
): Promise<Uint8Array<ArrayBuffer>> {
  if (content instanceof File) return await content.bytes();
  if (typeof content !== "string" && content.file_id !== undefined) {
    return await readUpload(content.file_id, param, context);
  }
  const text = textOf(content, param);
  if (/^\s*https?:/i.test(text)) {
    const url = text.trim();
    const own = await readOwnFile(url, context.services.blobs);
    return own ?? await fetchBytes(url, param, context);
  }
  const bytes = fromBase64(text);
  if (bytes !== undefined && bytes.length > 0) return bytes;
  throw refuseInput(param, `is ${show(text)}; use a data URL such as "data:image/png;base64,…"`);
}

/** @param problem a sentence without its subject, such as `is 20000x20000 pixels` */
export function refuseInput(param: string, problem: string): Refusal {
  const code = "invalid_image";
  return new Refusal(failure("invalid_request", `${param} ${problem}`, { param, code }));
}

function textOf(reference: ImageReference, param: string): string {
  if (typeof reference === "string") return reference;
  const { image_url, url, b64_json } = reference;
  const text = typeof image_url === "object" ? image_url.url : image_url ?? url ?? b64_json;
  if (text !== undefined) return text;
  throw refuseInput(param, "holds no picture; use image_url with a data URL, or file_id");
}

async function readUpload(
  id: string,
  param: string,
  { findUpload, readUpload }: InputContext,
): Promise<Uint8Array<ArrayBuffer>> {
  const file = await findUpload?.(id);
  if (file === undefined || readUpload === undefined) {
    throw refuseInput(param, `names the file_id ${show(id)}, but you have no such file`);
  }
  if (file.sizeBytes <= MAX_IMAGE_BYTES) return await readUpload(file);
  throw refuseInput(param, `names a file of ${file.sizeBytes} bytes: a picture has at most 50 MB`);
}

/** Nothing of ours is sent along, and private addresses are for the operator to allow. */
async function fetchBytes(
  url: string,
  param: string,
  { services: { outside, runtime }, signal }: InputContext,
): Promise<Uint8Array<ArrayBuffer>> {
  const done = new AbortController();
  const letGo = follow(done, [signal]);
  const alarm = runtime.sleep(FETCH_MS, done.signal).then(() => done.abort(OVER));
  const download = await downloadImage(url, {
    outside,
    signal: done.signal,
    maxBytes: MAX_IMAGE_BYTES,
    from: "caller",
  });
  letGo();
  done.abort(OVER);
  await alarm;
  if (download.kind === "done") return download.image.bytes;
  throw refuseInput(param, `is ${show(url)}: ${download.failure.message}`);
}
