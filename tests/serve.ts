/**
 * A door behind a real port of this machine, for clients that speak HTTP themselves.
 *
 * @module
 */

import type { Door } from "./door.ts";

/** A running server; dispose of it. */
export type Server = Deno.HttpServer<Deno.NetAddr>;

/** Serves on a free port. Give each test its own: Deno 2.5 counts waiting for requests as a leak. */
export function serve({ app }: Pick<Door, "app">): Server {
  const options = { hostname: "127.0.0.1", port: 0, onListen: () => {} };
  return Deno.serve(options, (request, connection) => app.fetch(request, connection));
}

/** Where OpenAI's clients are pointed to. */
export function baseUrl({ addr }: Server): string {
  return `http://127.0.0.1:${addr.port}/v1`;
}
