/**
 * Who may use a server that asks for no key: programs on this machine, and pages that were served
 * by this machine or belong to an installed application.
 *
 * A server without a key listens on loopback only, but every page that is open in a browser on the
 * same machine can reach loopback too. So two more things are checked. The `Host` must be a name of
 * this machine, or else a hostile site could point its own name at 127.0.0.1 (DNS rebinding) and
 * count as our own pages. And an `Origin`, where one is sent, must be local, or else any page could
 * spend the operator's money and read the operator's pictures. A page from elsewhere works once
 * `API_MASTER_KEY` is set and the page is given the key, or `CORS_ORIGINS` names its origin.
 *
 * @module
 */

import { isLoopbackHost } from "../config.ts";
import { failure, Refusal } from "../failure.ts";
import type { AppContext, Middleware } from "./context.ts";
import type { CorsRule } from "./cors.ts";

/** The name under which a container on this machine calls it; nobody else can own that name. */
const CONTAINER_HOST = "host.docker.internal";

/** Refuses, with 403, what does not come from this machine, or from a page that `CORS_ORIGINS` lists. */
export function onlyLocal({ corsOrigins }: CorsRule): Middleware {
  return async function checkLocal(c, next) {
    const refusal = refusedPeer(c.env?.remoteAddr) ?? refusedHost(hostOf(c)) ??
      refusedOrigin(c.req.header("origin"), corsOrigins);
    if (refusal !== undefined) {
      throw new Refusal(failure("forbidden", `${refusal}. Set API_MASTER_KEY to allow this`));
    }
    await next();
  };
}

/** Whether a `Host` header's name, port set aside, can only mean this machine. */
export function isLocalHost(host: string): boolean {
  const name = host.toLowerCase().replace(/:\d*$/, "").replace(/\.$/, "");
  return isLoopbackHost(name) || name.endsWith(".localhost") || name === CONTAINER_HOST;
}

/**
 * Whether a page of this origin may use a server without a key. Web pages always have an `http`,
 * `https` or `null` origin; other schemes (`app:`, `tauri:`, `file:`, extensions) belong to
 * installed programs.
 */
export function isLocalOrigin(origin: string): boolean {
  const url = URL.parse(origin);
  if (url === null) return false;
  const isWeb = url.protocol === "http:" || url.protocol === "https:";
  return !isWeb || isLocalHost(url.host);
}

function hostOf(c: AppContext): string {
  return c.req.header("host") ?? new URL(c.req.url).host;
}

function refusedPeer(peer: Deno.Addr | undefined): string | undefined {
  if (peer === undefined || !("hostname" in peer)) return undefined;
  const address = peer.hostname.replace(/^::ffff:/, "");
  if (isLoopbackHost(address)) return undefined;
  return `This server has no key and answers only this machine, not ${address}`;
}

function refusedHost(host: string): string | undefined {
  if (isLocalHost(host)) return undefined;
  return `This server has no key and answers only under a local name, not "${host.slice(0, 100)}"`;
}

/** "All" is for those who have a key: without one, a page has to be named. */
function refusedOrigin(
  origin: string | undefined,
  listed: CorsRule["corsOrigins"],
): string | undefined {
  if (origin === undefined || isLocalOrigin(origin)) return undefined;
  if (listed !== "all" && listed.has(origin.toLowerCase())) return undefined;
  return `This server has no key, so pages of "${origin.slice(0, 100)}" may not use it`;
}
