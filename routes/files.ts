/**
 * Delivers pictures by their unguessable ids: no key, no query string, cacheable for good. Where the
 * store gives out addresses of its own, readers are sent there.
 *
 * @module
 */

import { failure, Refusal } from "../failure.ts";
import type { BlobInfo, PublicUrl } from "../store/blobs.ts";
import { readRange } from "./byte_range.ts";
import type { App, AppContext, Services } from "./context.ts";
import { findStoredFile } from "./stored_file.ts";

/** What the routes need. */
export type FileServices = Pick<Services, "blobs" | "runtime">;

/** Seconds in a year: what caches take for "for good". */
const MAX_AGE_S = 31_536_000;

/** Adds `GET /files/{id}.{ext}`, which also answers HEAD. */
export function addFileRoutes(app: App, services: FileServices): void {
  app.get("/files/:name{[0-9a-z]+\\.[0-9a-z]+}", async function getFile(c) {
    const { blobs, runtime } = services;
    const file = await findFile(c.req.param("name"), services);
    const etag = `"${file.sha256}"`;
    setHeaders(c, { ...describe(file, runtime.now()), etag });
    if (isKnown(c.req.header("if-none-match"), etag)) return c.body(null, 304);
    // A signature is for one method: what HEAD asks is told here.
    const elsewhere = c.req.method === "HEAD" ? undefined : await blobs.publicUrl?.(file);
    if (elsewhere) return redirect(elsewhere, runtime.now());
    return sendFile(c, { blobs, file, etag });
  });
}

async function findFile(name: string, { blobs }: FileServices): Promise<BlobInfo> {
  const file = await findStoredFile(name, blobs);
  if (file !== undefined) return file;
  throw new Refusal(failure("not_found", "There is no such file; files live as long as their job"));
}

/** Bytes under an id never change, so they may be kept for as long as they exist here. */
function describe({ mediaType, id, expiresAt }: BlobInfo, now: number): Record<string, string> {
  const maxAgeS = Math.max(0, Math.min(MAX_AGE_S, Math.floor((expiresAt - now) / 1_000)));
  const extension = mediaType.replace("image/", "").replace("jpeg", "jpg");
  return {
    "accept-ranges": "bytes",
    "cache-control": `public, max-age=${maxAgeS}, immutable`,
    "content-disposition": `inline; filename="${id}.${extension}"`,
    "content-security-policy": "default-src 'none'; sandbox",
    "content-type": mediaType,
    "cross-origin-resource-policy": "cross-origin",
    "x-content-type-options": "nosniff",
  };
}

/** A new answer: what was said of the file is not true of the redirect. */
function redirect({ url, expiresAt }: PublicUrl, now: number): Response {
  // Whoever remembers the redirect must still find the address good.
  const maxAgeS = Math.max(0, Math.floor((expiresAt - now) / 2_000));
  return new Response(null, {
    status: 302,
    headers: {
      "cache-control": `public, max-age=${maxAgeS}`,
      "cross-origin-resource-policy": "cross-origin",
      "location": url,
      "referrer-policy": "no-referrer",
      "x-content-type-options": "nosniff",
    },
  });
}

interface Sending {
  readonly blobs: Services["blobs"];
  readonly file: BlobInfo;
  readonly etag: string;
}

function sendFile(c: AppContext, { blobs, file, etag }: Sending): Response {
  const { sizeBytes } = file;
  // A part is only of use to who holds the rest of the same file.
  const holdsOther = (c.req.header("if-range") ?? etag) !== etag;
  const range = holdsOther ? "whole" : readRange(c.req.header("range"), sizeBytes);
  if (range === "unsatisfiable") throw unsatisfiable(c, sizeBytes);
  const isWhole = range === "whole";
  setHeaders(c, {
    "content-length": String(isWhole ? sizeBytes : range.end - range.start + 1),
    ...(isWhole ? {} : { "content-range": `bytes ${range.start}-${range.end}/${sizeBytes}` }),
  });
  const status = isWhole ? 200 : 206;
  if (c.req.method === "HEAD") return c.body(null, status);
  return c.body(blobs.stream(file, ...(isWhole ? [] : [range])), status);
}

/** The refusal is no picture: what was said of the file must not be said of it. */
function unsatisfiable(c: AppContext, sizeBytes: number): Refusal {
  for (const name of ["cache-control", "content-disposition", "etag"]) c.header(name, undefined);
  c.header("content-range", `bytes */${sizeBytes}`);
  const message = `The file has ${sizeBytes} bytes: ask for a range that begins before its end`;
  return new Refusal(failure("range_not_satisfiable", message));
}

/** `If-None-Match` compares weakly: a `W/` in front changes nothing. */
function isKnown(header: string | undefined, etag: string): boolean {
  const tags = (header ?? "").split(",").map((tag) => tag.trim().replace(/^W\//, ""));
  return tags.includes(etag) || tags.includes("*");
}

function setHeaders(c: AppContext, headers: Readonly<Record<string, string>>): void {
  for (const [name, value] of Object.entries(headers)) c.header(name, value);
}
