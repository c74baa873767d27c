/**
 * Where a request comes from, as far as that can be believed.
 *
 * @module
 */

import type { AccessSettings } from "../config/access.ts";
import { networkOf } from "../net/public_address.ts";
import type { AppContext } from "./context.ts";

/**
 * The address that requests are counted by: that of the connection, or, behind proxies of ours, the
 * one that the outermost of them has seen. Of IPv6 it is the network, which is what one customer
 * gets. Undefined: nobody knows.
 */
export function clientAddress(
  c: AppContext,
  { trustedProxies }: Pick<AccessSettings, "trustedProxies">,
): string | undefined {
  const peer = c.env?.remoteAddr;
  const seen = trustedProxies === 0
    ? peer !== undefined && "hostname" in peer ? peer.hostname : undefined
    : forwardedFor(c, trustedProxies);
  return seen === undefined ? undefined : networkOf(seen);
}

/** Each proxy adds whom it was asked by at the end; what stands before that anybody may have written. */
function forwardedFor(c: AppContext, proxies: number): string | undefined {
  const all = (c.req.header("x-forwarded-for") ?? "").split(",").map((address) => address.trim());
  return all.at(-proxies);
}
