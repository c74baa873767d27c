/**
 * Fetches a result from the address that an upstream gave. Every such fetch goes through here.
 *
 * @module
 */

import { type Failure, failure } from "../failure.ts";
import type { Outside } from "../net/guard.ts";
import { concat } from "./formats/bytes.ts";
import { describeFile } from "./formats/foreign.ts";
import { VERSION } from "../version.ts";
import { readMedia, sniffMedia } from "./media.ts";
import type { EncodedImage } from "./request.ts";

/** What a download may use. */
export interface DownloadOptions {
  /** Its guard is asked again after every redirect. */
  readonly outside: Outside;
  readonly signal: AbortSignal;
  /** More bytes than this are not read. */
  readonly maxBytes: number;
  /** Whose address it is: a caller is told what is wrong with his own, the log with an upstream's. */
  readonly from: "caller" | "upstream";
  /** What else an address is asked with; asked again after every redirect. @default {nothing} */
  headersFor?(url: URL): Readonly<Record<string, string>>;
}

/** What a download came to. */
export type Download =
  | { readonly kind: "done"; readonly image: EncodedImage }
  | { readonly kind: "failed"; readonly failure: Failure };

/** Who asks, and nothing else of us. */
const HEADERS = { "user-agent": `darkroom/${VERSION}` } as const;

const MAX_REDIRECTS = 5;
/** The answer will not come back: the upstream has thrown the picture away, or never had it. */
const GONE_STATUSES = new Set([401, 403, 404, 410]);

/**
 * Fetches a picture. Kinds of failure:
 * - `generation_failed`: there is no picture there and there will be none: gone, refused to us, too
 *   large, a web page or another kind of file; a new generation may give one;
 * - `unavailable`: the server says that it cannot answer now (429, 5xx);
 * - `no_answer`: the connection failed or the signal aborted;
 * - `bad_response`: an address that is none, is not allowed or redirects without end.
 */
export async function downloadImage(url: string, options: DownloadOptions): Promise<Download> {
  try {
    const answer = await follow(url, options);
    return answer instanceof Response ? await readImage(answer, options) : failed(answer);
  } catch (error) {
    const reason = options.signal.aborted ? "it took too long or was cancelled" : "no connection";
    const detail = { error: withoutAddress(String(error)) };
    return failed(
      failure("no_answer", `The image could not be downloaded: ${reason}.`, { detail }),
    );
  }
}

/** Follows redirects by hand, so that each address is checked before it is asked. */
async function follow(
  start: string,
  { outside, signal, from, headersFor }: DownloadOptions,
): Promise<Response | Failure> {
  let address = start;
  for (let redirects = 0; redirects <= MAX_REDIRECTS; redirects++) {
    const url = URL.canParse(address) ? new URL(address) : undefined;
    const problem = url === undefined ? "it is not a URL" : await outside.guard(url);
    if (url === undefined || problem !== undefined) return badAddress(problem ?? "", from);
    const headers = { ...HEADERS, ...headersFor?.(url) };
    const response = await outside.fetch(url, { redirect: "manual", signal, headers });
    const location = response.headers.get("location");
    if (response.status < 300 || response.status > 399 || location === null) return response;
    await response.body?.cancel();
    address = URL.canParse(location, url) ? new URL(location, url).href : location;
  }
  return badAddress(`it redirects more than ${MAX_REDIRECTS} times`, from);
}

async function readImage(response: Response, { maxBytes }: DownloadOptions): Promise<Download> {
  if (!response.ok) {
    await response.body?.cancel();
    return failed(failureOfStatus(response.status));
  }
  const bytes = await readAtMost(response, maxBytes);
  if (bytes === undefined) {
    return failed(failure("generation_failed", `The image is larger than ${maxBytes} bytes.`));
  }
  const media = readMedia(bytes);
  if (media === undefined) return failed(notAnImage(bytes));
  return { kind: "done", image: { bytes, mediaType: media.mediaType } };
}

/** Undefined when there is more. The declared length saves reading what would be too much. */
async function readAtMost(
  response: Response,
  maxBytes: number,
): Promise<Uint8Array<ArrayBuffer> | undefined> {
  const parts: Uint8Array[] = [];
  let left = maxBytes;
  if (Number(response.headers.get("content-length")) > maxBytes) left = -1;
  for await (const part of response.body ?? []) {
    left -= part.length;
    if (left < 0) break; // leaving the loop cancels the body
    parts.push(part);
  }
  return left < 0 ? undefined : concat(parts);
}

function failureOfStatus(status: number): Failure {
  const detail = { status };
  if (status === 429 || status >= 500) {
    const message = `The image could not be downloaded: its server answered ${status}.`;
    return failure("unavailable", message, { detail });
  }
  const state = GONE_STATUSES.has(status) ? "is no longer there" : "could not be downloaded";
  return failure("generation_failed", `The image ${state}: its server answered ${status}.`, {
    detail,
  });
}

function notAnImage(bytes: Uint8Array): Failure {
  const problem = sniffMedia(bytes) === undefined
    ? `it looks like ${describeFile(bytes)}`
    : "it is damaged or cut short";
  return failure("generation_failed", `The upstream's result is not an image: ${problem}.`);
}

/** Where an upstream keeps its results is between it and the operator. */
function badAddress(problem: string, from: DownloadOptions["from"]): Failure {
  if (from === "caller") return failure("bad_response", `It cannot be used: ${problem}.`);
  const message = "The upstream's image address cannot be used.";
  return failure("bad_response", message, { detail: { problem } });
}

/** Deno names the address in its errors; path and query may be all that it takes to get the picture. */
function withoutAddress(text: string): string {
  return text.replace(
    /\bhttps?:\/\/[^\s)]+/g,
    (address) => URL.parse(address)?.origin ?? "an address",
  );
}

function failed(failure: Failure): Download {
  return { kind: "failed", failure };
}
