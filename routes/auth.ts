/**
 * Who is calling: the key, wherever a client can put one.
 *
 * @module
 */

import { createHash, timingSafeEqual } from "node:crypto";
import type { Config } from "../config.ts";
import { sessionKey, type SessionServices } from "./cockpit/session.ts";
import { failure, Refusal } from "../failure.ts";
import type { Middleware } from "./context.ts";
import { onlyLocal } from "./local_only.ts";
import { readTarget } from "./paths.ts";

/** Owns every job for now: there is one key, or none. */
export const OPERATOR = "operator";

/** Header fields that carry a bare key. */
const KEY_HEADERS = ["api-key", "x-api-key"] as const;
/** Query parameters that carry a key, for clients that keep a URL's query but lose its path. */
const KEY_PARAMETERS = ["key", "api_key"] as const;

/** What callers are known by. */
export interface AuthServices extends SessionServices {
  readonly config: Pick<Config, "masterKey" | "publicUrl">;
}

/** Lets in whoever shows the key, or has signed in; without one set, whoever is on this machine. */
export function requireKey(services: AuthServices): Middleware {
  const { masterKey } = services.config;
  const checkLocal = onlyLocal();
  return async function checkKey(c, next) {
    const line = c.env?.line;
    c.set("owner", line?.owner ?? OPERATOR);
    if (line !== undefined) return next();
    if (masterKey === undefined) return checkLocal(c, next);
    const shown = presentedKeys(c.req.raw.headers, new URL(c.req.url));
    const keys = shown.length > 0 ? shown : [await sessionKey(c, services) ?? []].flat();
    if (showsKey(keys, masterKey)) return next();
    c.header("www-authenticate", 'Bearer realm="darkroom"');
    throw new Refusal(refusal(keys));
  };
}

/** Whether one of the keys is the right one. */
export function showsKey(keys: readonly string[], masterKey: string): boolean {
  const expected = digest(masterKey);
  return keys.some((key) => timingSafeEqual(digest(key), expected));
}

/** Every key that a request shows, without duplicates; empty ones count as not shown. */
export function presentedKeys(headers: Headers, url: URL): string[] {
  const keys = [
    ...authorizationKeys(headers.get("authorization") ?? ""),
    ...KEY_HEADERS.map((name) => headers.get(name)),
    ...KEY_PARAMETERS.map((name) => url.searchParams.get(name)),
    readTarget(url.pathname).key,
  ];
  return [...new Set(keys.map((key) => key?.trim()).filter((key) => key !== undefined))]
    .filter((key) => key !== "");
}

/** `Bearer key`, `Basic base64(user:password)` with the key as either, or the bare key. */
function authorizationKeys(authorization: string): string[] {
  const [, scheme, rest] = /^(bearer|basic|token)(?:\s+(.*))?$/i.exec(authorization.trim()) ?? [];
  if (scheme === undefined) return [authorization];
  if (scheme.toLowerCase() !== "basic") return [rest ?? ""];
  const [user, ...password] = decodeBasic(rest ?? "").split(":");
  return [user ?? "", password.join(":")];
}

function decodeBasic(text: string): string {
  try {
    return new TextDecoder().decode(Uint8Array.fromBase64(text));
  } catch {
    return ""; // not base64: no key was shown
  }
}

/** Both sides are hashed, so that neither length nor content shows in how long comparing takes. */
function digest(key: string): Uint8Array {
  return createHash("sha256").update(key).digest();
}

function refusal(keys: readonly string[]) {
  if (keys.length > 0) {
    const message = "Incorrect API key provided: use the value of the server's API_MASTER_KEY";
    return failure("unauthenticated", message);
  }
  return failure(
    "unauthenticated",
    "No API key was given: send the header `Authorization: Bearer <key>`",
  );
}
