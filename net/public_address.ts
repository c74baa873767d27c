/**
 * Which hosts are out in the public internet. Pure; refuses what it does not know.
 *
 * @module
 */

import ipaddr from "ipaddr.js";

/** The host of a URL: an address, or a name that may lead anywhere. */
export type Host =
  | { readonly kind: "address"; readonly address: string }
  | { readonly kind: "name"; readonly name: string };

/**
 * Reads the `hostname` of an http(s) URL, where the URL parser has made one spelling of them all:
 * `2130706433`, `0x7f.1` and `0177.0.0.1` are `127.0.0.1` already.
 */
export function readHost(hostname: string): Host {
  const bare = /^\[(.*)\]$/.exec(hostname)?.[1] ?? hostname;
  return ipaddr.IPv4.isValidFourPartDecimal(bare) || ipaddr.IPv6.isValid(bare)
    ? { kind: "address", address: bare }
    : { kind: "name", name: bare.toLowerCase().replace(/\.+$/, "") };
}

/**
 * All of IPv6 that has been given out for public use (RFC 4291, section 2.4). Addresses that carry an
 * IPv4 address in them, mapped or translated, are outside of it.
 */
const PUBLIC_IPV6 = ipaddr.IPv6.parseCIDR("2000::/3");

/** Kept for protocols (RFC 2928): Teredo, ORCHID, benchmarks and what may come. */
const PROTOCOLS_IPV6 = ipaddr.IPv6.parseCIDR("2001::/23");

/**
 * Whether an address is global unicast. Private, loopback, link-local, shared, multicast, broadcast,
 * documentation, transition and reserved ranges are not, and neither is what is no address in its
 * plain form: four decimal numbers, or IPv6 without a zone.
 */
export function isPublicAddress(address: string): boolean {
  if (ipaddr.IPv4.isValidFourPartDecimal(address)) {
    return ipaddr.IPv4.parse(address).range() === "unicast";
  }
  if (!ipaddr.IPv6.isValid(address) || address.includes("%")) return false;
  const parsed = ipaddr.IPv6.parse(address);
  return parsed.range() === "unicast" && parsed.match(PUBLIC_IPV6) && !parsed.match(PROTOCOLS_IPV6);
}

/**
 * What an address is counted as: itself, or its network of 64 bits where it is IPv6; undefined where
 * it is none.
 */
export function networkOf(address: string): string | undefined {
  if (!ipaddr.isValid(address)) return undefined;
  const parsed = ipaddr.process(address);
  if (parsed.kind() === "ipv4") return parsed.toString();
  return `${parsed.toNormalizedString().split(":").slice(0, 4).join(":")}::/64`;
}

/**
 * Names that only mean something inside of a network: RFC 6761, RFC 6762 with its appendix G, RFC
 * 8375, and what `/etc/hosts` files call this machine.
 */
const LOCAL_SUFFIXES = new Set([
  "localhost",
  "localdomain",
  "local",
  "internal",
  "intranet",
  "private",
  "corp",
  "home",
  "lan",
  "arpa",
]);

/** Whether a name is a local one: without a dot, or under one of the suffixes. */
export function isLocalName(name: string): boolean {
  const labels = name.toLowerCase().replace(/\.+$/, "").split(".");
  return labels.length < 2 || LOCAL_SUFFIXES.has(labels.at(-1) ?? "");
}
