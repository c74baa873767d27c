/**
 * Decides which addresses are called that somebody else gave us.
 *
 * @module
 */

import { isLocalName, isPublicAddress, readHost } from "./public_address.ts";

/** What the guard goes by. */
export interface UrlGuardOptions {
  /** The addresses of a name; may reject, as `Deno.resolveDns` does when there are none. */
  resolve(name: string, type: "A" | "AAAA"): Promise<readonly string[]>;
  /** Origins that the operator configured, such as `http://127.0.0.1:7860`. */
  readonly trustedOrigins: readonly string[];
  /** Lets private networks pass. */
  readonly allowPrivate: boolean;
}

/** Why a URL must not be fetched: a sentence about it; or undefined. */
export type UrlGuard = (url: URL) => Promise<string | undefined>;

/**
 * A guard that lets pass http and https without credentials, to a trusted origin or to a host all of
 * whose addresses are public. Never rejects. It must be asked again after every redirect.
 *
 * A gap is left: `fetch` resolves a name once more, and a name server of bad intent may answer
 * differently then (DNS rebinding). Deno's `fetch` cannot be told which of a name's addresses to
 * take. What comes through the gap is a GET without our credentials, from whose answer only pictures
 * are taken, or a webhook's POST, whose owner is shown how the answer begins. Where that is too much,
 * close it around the process: with an egress proxy, or with `--deny-net` for private ranges, which
 * Deno 2.9 also applies to the addresses that names lead to.
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
    const { protocol, username, password, origin, hostname } = url;
    if (protocol !== "http:" && protocol !== "https:") return `"${protocol}" is not http or https`;
    if (username !== "" || password !== "") return "it has a user or a password in it";
    if (options.allowPrivate || trusted.has(origin)) return undefined;
    const host = readHost(hostname);
    if (host.kind === "name") return await problemOfName(host.name, options);
    return isPublicAddress(host.address) ? undefined : `"${host.address}" is not a public address`;
  };
}

/** The message keeps to itself where a name leads: it may be about the operator's own network. */
async function problemOfName(
  name: string,
  { resolve }: UrlGuardOptions,
): Promise<string | undefined> {
  if (isLocalName(name)) return `"${name}" is a name of a private network`;
  const families = await Promise.all([
    addressesOf(() => resolve(name, "A")),
    addressesOf(() => resolve(name, "AAAA")),
  ]);
  const addresses = families.flat();
  if (addresses.length === 0) return `"${name}" leads to no address`;
  return addresses.every(isPublicAddress) ? undefined : `"${name}" leads into a private network`;
}

/** None where the name has none of that kind; that the name server fails comes to the same. */
async function addressesOf(ask: () => Promise<readonly string[]>): Promise<readonly string[]> {
  try {
    return await ask();
  } catch {
    return [];
  }
}
