/**
 * Opens connections to public addresses, and to no others.
 *
 * @module
 */

import { isBadPort } from "./bad_ports.ts";
import { publicAddressesOf, type Resolve } from "./guard.ts";

/** A connection to a host; `not_allowed` where it must not be called, `failed` where nobody answers. */
export type Dial = (host: string, port: number) => Promise<Deno.TcpConn | "not_allowed" | "failed">;

/** What dialling uses. */
export interface CheckedDialOptions {
  readonly resolve: Resolve;
  readonly connect: (options: Deno.ConnectOptions) => Promise<Deno.TcpConn>;
}

/** An address that has not answered by then is passed over. */
const CONNECT_MS = 10_000;

/**
 * Resolves a host, checks every address that it has, and connects to the first of those same addresses
 * that answers. Between the check and the connection no name server is asked again. Never rejects.
 */
export function createCheckedDial({ resolve, connect }: CheckedDialOptions): Dial {
  return async function dial(host, port) {
    const checked = await publicAddressesOf(host, resolve);
    if (typeof checked === "string" || isBadPort(String(port))) return "not_allowed";
    for (const hostname of checked) {
      const connection = await reach({ hostname, port }, connect);
      if (connection !== undefined) return connection;
    }
    return "failed";
  };
}

async function reach(
  address: { readonly hostname: string; readonly port: number },
  connect: CheckedDialOptions["connect"],
): Promise<Deno.TcpConn | undefined> {
  const late = new AbortController();
  const alarm = setTimeout(() => late.abort(), CONNECT_MS);
  try {
    return await connect({ ...address, signal: late.signal });
  } catch {
    return undefined; // the next address may answer
  } finally {
    clearTimeout(alarm);
  }
}
