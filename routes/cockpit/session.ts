/**
 * The cookie of somebody who has signed in, and when it counts.
 *
 * A cookie comes with every request to this server, whoever made the browser send it. So it counts
 * only for what our own pages ask: `SameSite=Strict` keeps other sites out, and the check here also
 * other ports of the same host, which browsers take for the same site.
 *
 * @module
 */

import { deleteCookie, getCookie, setCookie } from "hono/cookie";
import type { Config } from "../../config.ts";
import { SESSION_MS, type Sessions } from "../../store/sessions.ts";
import type { AppContext } from "../context.ts";
import { publicUrl } from "../public_url.ts";

const NAME = "darkroom_session";

const SAFE_METHODS = ["GET", "HEAD", "OPTIONS"];

/** What a session is looked up with. */
export interface SessionServices {
  readonly config: Pick<Config, "publicUrl">;
  readonly sessions: Sessions;
}

/** The key with which the sender of a request has signed in; undefined: none, or it does not count. */
export async function sessionKey(
  c: AppContext,
  { config, sessions }: SessionServices,
): Promise<string | undefined> {
  const token = getCookie(c, NAME);
  if (token === undefined || !isOurPage(c.req.raw, publicUrl(config, c.req.raw))) return undefined;
  return await sessions.read(token);
}

/** Signs somebody in who has shown a right key. */
export async function openSession(
  c: AppContext,
  { config, sessions }: SessionServices,
  key: string,
): Promise<void> {
  setCookie(c, NAME, await sessions.open(key), {
    path: "/",
    httpOnly: true,
    sameSite: "Strict",
    secure: publicUrl(config, c.req.raw).startsWith("https:"),
    maxAge: SESSION_MS / 1_000,
  });
}

/** Signs out. */
export async function closeSession(c: AppContext, { sessions }: SessionServices): Promise<void> {
  const token = getCookie(c, NAME);
  if (token !== undefined) await sessions.close(token);
  deleteCookie(c, NAME, { path: "/" });
}

/**
 * Whether one of our own pages, or the address bar, is behind a request. `base`: our own address.
 * Browsers say it in `Sec-Fetch-Site`, but not to plain http on another machine; there, whatever
 * changes something has an `Origin`, and what only reads is kept from other origins by CORS.
 */
export function isOurPage({ method, headers, url }: Request, base: string): boolean {
  const site = headers.get("sec-fetch-site");
  const isSafe = SAFE_METHODS.includes(method);
  if (site !== null) return site === "same-origin" || (site === "none" && isSafe);
  const origin = headers.get("origin");
  if (origin === null) return isSafe;
  const hosts = [URL.parse(base)?.host, headers.get("host") ?? new URL(url).host];
  return hosts.includes(URL.parse(origin)?.host ?? "");
}
