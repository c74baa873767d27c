/**
 * Our own address as the caller sees it, for the URLs in answers.
 *
 * @module
 */

import type { Config } from "../config.ts";
import { extensionOf } from "../images/media.ts";
import type { StoredImage } from "../images/request.ts";

/** A host with its port, no longer than names get, and nothing that could end a URL's host part. */
const HOST = /^[\w.\-]{1,253}(:\d{1,5})?$|^\[[\da-f:.]{2,45}\](:\d{1,5})?$/i;

/**
 * Scheme and host, without a trailing slash: `PUBLIC_URL` where it is set, else what proxies say,
 * else the request's own. A caller who forges these headers gets odd URLs, and nobody else does.
 */
export function publicUrl({ publicUrl }: Pick<Config, "publicUrl">, request: Request): string {
  if (publicUrl !== undefined) return publicUrl;
  const url = new URL(request.url);
  const said = readForwarded(request.headers);
  const scheme = said.proto === "https" || said.proto === "http" ? said.proto : url.protocol;
  const host = said.host !== undefined && HOST.test(said.host) ? said.host : url.host;
  return `${scheme.replace(":", "")}://${host}`;
}

/** Where a picture can be fetched, without a key. */
export function fileUrl(base: string, { blobId, mediaType }: StoredImage): string {
  return `${base}/files/${blobId}.${extensionOf(mediaType)}`;
}

interface Forwarded {
  readonly proto?: string | undefined;
  readonly host?: string | undefined;
}

/** `Forwarded` (RFC 7239) or the older `X-Forwarded-*`; of several proxies the first counts. */
function readForwarded(headers: Headers): Forwarded {
  const [first = ""] = (headers.get("forwarded") ?? "").split(",");
  const pairs = first.split(";").map((pair) => pair.trim().split("=", 2));
  const standard = new Map(pairs.map(([name = "", value = ""]) => [name.toLowerCase(), value]));
  return {
    proto: (standard.get("proto") ?? firstOf(headers, "x-forwarded-proto"))?.toLowerCase(),
    host: standard.get("host")?.replaceAll('"', "") ?? firstOf(headers, "x-forwarded-host"),
  };
}

function firstOf(headers: Headers, name: string): string | undefined {
  return headers.get(name)?.split(",", 1).join().trim();
}
