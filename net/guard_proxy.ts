/**
 * A proxy on this machine's loopback through which our own HTTP client connects, so that it is we who
 * say which address a name leads to: `fetch` cannot be told.
 *
 * @module
 */

import type { Dial } from "./checked_dial.ts";
import { type Credentials, hearTarget, reply, type Wire } from "./socks.ts";

/** A proxy that listens. */
export interface GuardProxy {
  /** For `Deno.createHttpClient`. The password in it is known to nobody else. */
  readonly url: string;
  /** Ends it, and every connection that goes by way of it. */
  close(): Promise<void>;
}

const CHUNK_BYTES = 64 * 1_024;

/** Listens on a free port of loopback. Each connection is opened by `dial`. */
export function startGuardProxy(dial: Dial): GuardProxy {
  const credentials = { username: "darkroom", password: crypto.randomUUID() };
  const listener = Deno.listen({ hostname: "127.0.0.1", port: 0 });
  const open = new Set<Deno.Conn>();
  const serving = new Set<Promise<void>>();
  const ended = acceptAll();

  async function acceptAll(): Promise<void> {
    for await (const client of listener) {
      const served = serveClient(client).finally(() => serving.delete(served));
      serving.add(served);
    }
  }

  async function serveClient(client: Deno.Conn): Promise<void> {
    const ends = [client];
    open.add(client);
    try {
      const target = await connect(client);
      if (target === undefined) return;
      ends.push(target);
      open.add(target);
      await reply(wireOf(client), "connected");
      // Whichever side ends, no answer can follow any more.
      await Promise.race([copy(client, target), copy(target, client)]);
    } catch {
      // One of the two has gone: the other's connection ends too, and `fetch` says so to its caller.
    } finally {
      for (const connection of ends) end(connection);
    }
  }

  async function connect(client: Deno.Conn): Promise<Deno.Conn | undefined> {
    const wire = wireOf(client);
    const wish = await hearTarget(wire, credentials);
    const target = wish && await dial(wish.host, wish.port);
    if (typeof target !== "string") return target;
    await reply(wire, target);
    return undefined;
  }

  function end(connection: Deno.Conn): void {
    if (open.delete(connection)) connection.close();
  }

  return {
    url: addressOf(listener.addr, credentials),

    async close() {
      listener.close();
      for (const connection of open) end(connection);
      await ended;
      await Promise.all(serving);
    },
  };
}

/** `socks5h`: names are resolved here, not by the client. */
function addressOf(addr: Deno.Addr, { username, password }: Credentials): string {
  if (!("port" in addr)) throw new TypeError("The guard proxy listens on no port");
  return `socks5h://${username}:${password}@127.0.0.1:${addr.port}`;
}

/** Only ever reads what was asked for, so that nothing of what follows is lost. */
function wireOf(connection: Deno.Conn): Wire {
  return {
    async take(count) {
      const bytes = new Uint8Array(count);
      let taken = 0;
      while (taken < count) {
        const read = await connection.read(bytes.subarray(taken));
        if (read === null) throw new Error("The client has gone");
        taken += read;
      }
      return bytes;
    },
    give: (bytes) => writeAll(connection, bytes),
  };
}

/** Resolves when `from` has ended. */
async function copy(from: Deno.Conn, to: Deno.Conn): Promise<void> {
  const chunk = new Uint8Array(CHUNK_BYTES);
  for (;;) {
    const read = await from.read(chunk);
    if (read === null) return;
    await writeAll(to, chunk.subarray(0, read));
  }
}

async function writeAll(to: Deno.Conn, bytes: Uint8Array): Promise<void> {
  for (let written = 0; written < bytes.length;) {
    written += await to.write(bytes.subarray(written));
  }
}
