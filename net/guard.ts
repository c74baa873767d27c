/**
 * Decides which addresses are called that somebody else gave us.
 *
 * @module
 */

import { isBadPort } from "./bad_ports.ts";
import { isLocalName, isPublicAddress, readHost } from "./public_address.ts";

/** The addresses of a name; may reject, as `Deno.resolveDns` does when there are none. */
export type Resolve = (name: string, type: "A" | "AAAA") => Promise<readonly string[]>;

/** What the guard goes by. */
export interface UrlGuardOptions {
  readonly resolve: Resolve;
  /** Origins that the operator configured, such as `http://127.0.0.1:7860`. */
  readonly trustedOrigins: readonly string[];
  /** Lets private networks pass. */
  readonly allowPrivate: boolean;
}

/** Why a URL must not be fetched: a sentence about it; or undefined. */
export type UrlGuard = (url: URL) => Promise<string | undefined>;

/** The world as it may be called at addresses that somebody else gave us. */
export interface Outside {
  /** Asked first, and again after every redirect: it says what is wrong. */
  readonly guard: UrlGuard;
  /** Connects to what the guard lets pass, and to nothing else. */
  readonly fetch: typeof fetch;
}

/** What the outside is made of. */
export interface OutsideOptions extends UrlGuardOptions {
  /** Connects anywhere: for origins that the operator trusts. */
  readonly direct: typeof fetch;
  /** Connects to public addresses only; see `outlet.ts`. */
  readonly outlet: typeof fetch;
}

/**
 * The guard, and a `fetch` that holds to it as it connects. A guard alone would leave a gap: `fetch`
 * resolves a name once more, and a name server of bad intent may answer differently then (DNS
 * rebinding).
 */
export function createOutside(options: OutsideOptions): Outside {
  const { direct, outlet, allowPrivate } = options;
  const trusted = new Set(options.trustedOrigins);
  return {
    guard: createUrlGuard(options),
    fetch(input, init) {
      const { origin } = new URL(input instanceof Request ? input.url : input);
      const fetch = allowPrivate || trusted.has(origin) ? direct : outlet;
      return fetch(input, init);
    },
  };
}

/**
 * A guard that lets pass http and https without credentials, to a trusted origin or to a host all of
 * whose addresses are public. Never rejects. It must be asked again after every redirect.
 *
 * @example
 * ```ts
 * import { createUrlGuard } from "./guard.ts";
 *
 * const guard = createUrlGuard({
 *   resolve: () => Promise.resolve(["10.0.0.1"]),
 *   trustedOrigins: ["http://127.0.0.1:7860"],
 *   allowPrivate: false,
 * });
 * await guard(new URL("http://127.0.0.1:7860/a.png")); // undefined
 * await guard(new URL("http://127.0.0.1/a.png")); // '"127.0.0.1" is not a public address'
 * ```
 */
export function createUrlGuard(options: UrlGuardOptions): UrlGuard {
  const trusted = new Set(options.trustedOrigins);
  return async function guardUrl(url) {
    const { protocol, username, password, origin, port, hostname } = url;
    if (protocol !== "http:" && protocol !== "https:") return `"${protocol}" is not http or https`;
    if (username !== "" || password !== "") return "it has a user or a password in it";
    if (trusted.has(origin)) return undefined;
    const found = options.allowPrivate || await publicAddressesOf(hostname, options.resolve);
    if (typeof found === "string") return found;
    return isBadPort(port) ? `port ${port} belongs to another protocol than http` : undefined;
  };
}

/**
 * All addresses of a host, when all of them are public; else why it must not be called. The message
 * keeps to itself where a name leads: it may be about the operator's own network. Never rejects.
 *
 * @param hostname as in a URL: a name, or an address, with or without brackets
 */
export async function publicAddressesOf(
  hostname: string,
  resolve: Resolve,
): Promise<readonly string[] | string> {
  const host = readHost(hostname);
  if (host.kind === "name") return await addressesOfName(host.name, resolve);
  const { address } = host;
  return isPublicAddress(address) ? [address] : `"${address}" is not a public address`;
}

async function addressesOfName(
  name: string,
  resolve: Resolve,
): Promise<readonly string[] | string> {
  if (isLocalName(name)) return `"${name}" is a name of a private network`;
  const families = await Promise.all([
    addressesOf(() => resolve(name, "A")),
    addressesOf(() => resolve(name, "AAAA")),
  ]);
  const addresses = families.flat();
  if (addresses.length === 0) return `"${name}" leads to no address`;
  return addresses.every(isPublicAddress) ? addresses : `"${name}" leads into a private network`;
}

/** None where the name has none of that kind; that the name server fails comes to the same. */
async function addressesOf(ask: () => Promise<readonly string[]>): Promise<readonly string[]> {
  try {
    return await ask();
  } catch {
    return [];
  }
}
