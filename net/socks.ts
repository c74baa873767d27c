/**
 * The server's side of SOCKS5 as far as our own HTTP client speaks it: connections with a user and a
 * password (RFC 1928, RFC 1929).
 *
 * @module
 */

/** Where a client wants to be connected to. */
export interface Target {
  /** A name, or an address in its plain form. */
  readonly host: string;
  readonly port: number;
}

/** Who may be served. */
export interface Credentials {
  readonly username: string;
  readonly password: string;
}

/** What came of a request. */
export type Reply = keyof typeof REPLIES;

const VERSION = 5;
const AUTH_VERSION = 1;
const USER_AND_PASSWORD = 2;
const NO_METHOD = 0xff;
const CONNECT = 1;
const REPLIES = { connected: 0, failed: 4, not_allowed: 2, unsupported: 7 } as const;

/** What is read from and written to. */
export interface Wire {
  /** Exactly this many bytes; rejects when the connection ends before. */
  take(count: number): Promise<Uint8Array>;
  give(bytes: Uint8Array): Promise<void>;
}

/** Greets a client and hears its wish; undefined, with the refusal sent, when it is not served. */
export async function hearTarget(wire: Wire, known: Credentials): Promise<Target | undefined> {
  return await authenticate(wire, known) ? await readRequest(wire) : undefined;
}

/** Tells the client what came of its wish. */
export async function reply(wire: Wire, reply: Reply): Promise<void> {
  // The address that we are bound to is nobody's business: none, of IPv4.
  await wire.give(Uint8Array.of(VERSION, REPLIES[reply], 0, 1, 0, 0, 0, 0, 0, 0));
}

async function authenticate(wire: Wire, known: Credentials): Promise<boolean> {
  const [version, count = 0] = await wire.take(2);
  const methods = await wire.take(count);
  const isOffered = version === VERSION && methods.includes(USER_AND_PASSWORD);
  await wire.give(Uint8Array.of(VERSION, isOffered ? USER_AND_PASSWORD : NO_METHOD));
  if (!isOffered) return false;
  await wire.take(1);
  const username = await takeText(wire);
  const password = await takeText(wire);
  const isKnown = username === known.username && password === known.password;
  await wire.give(Uint8Array.of(AUTH_VERSION, isKnown ? 0 : 1));
  return isKnown;
}

async function readRequest(wire: Wire): Promise<Target | undefined> {
  const [, command, , kind] = await wire.take(4);
  const host = await takeHost(wire, kind);
  const [high = 0, low = 0] = await wire.take(2);
  if (command === CONNECT && host !== undefined) return { host, port: high * 256 + low };
  await reply(wire, "unsupported");
  return undefined;
}

async function takeHost(wire: Wire, kind: number | undefined): Promise<string | undefined> {
  switch (kind) {
    case 1:
      return [...await wire.take(4)].join(".");
    case 3:
      // Deno before 2.9 writes addresses of IPv6 as names, in brackets.
      return (await takeText(wire)).replace(/^\[(.*)\]$/, "$1");
    case 4:
      return groupsOf(await wire.take(16));
    default:
      return undefined;
  }
}

async function takeText(wire: Wire): Promise<string> {
  const [length = 0] = await wire.take(1);
  return new TextDecoder().decode(await wire.take(length));
}

function groupsOf(bytes: Uint8Array): string {
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  return Array.from({ length: 8 }, (_, index) => view.getUint16(index * 2).toString(16)).join(":");
}
