/**
 * Who is calling: the key, wherever a client can put one.
 *
 * @module
 */

import { type Caller, may, OPERATOR } from "../access/caller.ts";
import { failureOf } from "../access/obstacle.ts";
import { isKeyId, keyIdOf } from "../access/token.ts";
import { type Failure, failure, Refusal } from "../failure.ts";
import { EVERYBODY } from "../jobs/job.ts";
import { type Config, isLoopbackHost } from "../config.ts";
import type { Access } from "../access/access.ts";
import { sessionKey, type SessionServices } from "./cockpit/session.ts";
import type { AppContext, Middleware } from "./context.ts";
import { onlyLocal } from "./local_only.ts";
import { clientAddress } from "./client_address.ts";
import { tellStanding } from "./rate_headers.ts";
import { show } from "./parse.ts";
import { readTarget } from "./paths.ts";
import { neededScope } from "./scopes.ts";

/** Header fields that carry a bare key. */
const KEY_HEADERS = ["api-key", "x-api-key"] as const;
/** Query parameters that carry a key, for clients that keep a URL's query but lose its path. */
const KEY_PARAMETERS = ["key", "api_key"] as const;

/** What callers are known by. */
export interface AuthServices extends SessionServices {
  readonly config: Pick<Config, "access" | "corsOrigins" | "publicUrl">;
  readonly access: Access;
}

/**
 * Lets in whoever shows a key that has the scope for what is asked, or has signed in with one; where
 * no key is set, whoever is on this machine. From here on the context knows the caller, and whose
 * jobs are meant.
 */
export function requireKey(services: AuthServices): Middleware {
  const checkLocal = onlyLocal(services.config);
  const { doorkeeper } = services.access;
  return async function checkKey(c, next) {
    const caller = c.env?.line === undefined
      ? await callerByKey(c, services)
      : await doorkeeper.callerFor(c.env.line.owner);
    if (caller === undefined) throw new Refusal(keyHasGone());
    requireScope(caller, neededScope(c.req.method, c.req.path));
    c.set("caller", caller);
    c.set("owner", ownerMeant(c, caller));
    const isOpen = c.env?.line === undefined && !doorkeeper.asksForKey && caller.owner === OPERATOR;
    if (!isOpen) return await next();
    return await checkLocal(c, async () => {
      await countAnonymous(c, services);
      await next();
    });
  };
}

async function callerByKey(c: AppContext, services: AuthServices): Promise<Caller> {
  const shown = presentedKeys(c.req.raw.headers, new URL(c.req.url));
  const keys = shown.length > 0 ? shown : [await sessionKey(c, services) ?? []].flat();
  const caller = await enter(c, keys, services);
  if (caller !== undefined) return caller;
  c.header("www-authenticate", 'Bearer realm="darkroom"');
  throw new Refusal(refusal(keys));
}

/**
 * Whom one of the keys lets in; undefined: nobody. Where proxies hide where callers come from, those
 * of this machine are all one, and their wrong keys are not counted.
 *
 * @throws {Refusal} `too_many_requests` where too many wrong keys came from
 */
export async function enter(
  c: AppContext,
  keys: readonly string[],
  { access, config }: Pick<AuthServices, "access" | "config">,
): Promise<Caller | undefined> {
  const address = clientAddress(c, config.access);
  const isHidden = config.access.trustedProxies === 0 && isLoopbackHost(address ?? "");
  const entered = await access.entrance.enter(keys, isHidden ? undefined : address);
  if (entered.kind === "in") return entered.caller;
  if (entered.kind === "out") return undefined;
  const { retryAfterMs } = entered;
  const message = `Too many wrong keys: try again in ${Math.ceil(retryAfterMs / 1_000)} s`;
  throw new Refusal(failure("too_many_requests", message, { retryAfterMs }));
}

/** @throws {Refusal} `too_many_requests` where there are limits without a key */
async function countAnonymous(c: AppContext, { access, config }: AuthServices): Promise<void> {
  const looked = await access.entrance.countAnonymous(clientAddress(c, config.access));
  if (looked === undefined) return;
  tellStanding(c, looked.standing);
  if (!looked.ok) throw new Refusal(failureOf(looked.obstacle));
}

/** @throws {Refusal} `forbidden` for a caller who has not the scope */
export function requireScope(caller: Caller, needed: ReturnType<typeof neededScope>): void {
  if (needed === "none" || may(caller, needed)) return;
  const has = caller.scopes.join(", ") || "none";
  const message = `This key has no scope "${needed}": it has ${has}`;
  throw new Refusal(failure("forbidden", message, { code: "missing_scope" }));
}

/**
 * Whoever has the scope `admin` may ask on behalf of another: `?owner=key_…`; and see the jobs of
 * all with `?owner=*`.
 */
function ownerMeant(c: AppContext, caller: Caller): string {
  const owner = c.req.query("owner");
  if (owner === undefined || owner === "" || !may(caller, "admin")) return caller.owner;
  const isReading = c.req.method === "GET" || c.req.method === "HEAD";
  const isForAll = /^\/v1\/(jobs(\/|$)|usage$)/.test(c.req.path);
  if (isKeyId(owner) || owner === OPERATOR) return owner;
  if (owner === EVERYBODY && isReading && isForAll) return owner;
  const message = `owner is ${show(owner)}: use a key's id, "${OPERATOR}", or "${EVERYBODY}" to ` +
    "see the jobs and the use of all";
  throw new Refusal(failure("invalid_request", message, { param: "owner" }));
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

function refusal(keys: readonly string[]): Failure {
  if (keys.length === 0) {
    const message = "No API key was given: send the header `Authorization: Bearer <key>`";
    return failure("unauthenticated", message);
  }
  if (keys.some((key) => keyIdOf(key) !== undefined)) return keyHasGone();
  const message =
    "Incorrect API key provided: use the server's API_MASTER_KEY, or a key made with it";
  return failure("unauthenticated", message);
}

function keyHasGone(): Failure {
  const message =
    "Incorrect API key provided: there is no such key, or it has expired or was revoked";
  return failure("unauthenticated", message);
}
