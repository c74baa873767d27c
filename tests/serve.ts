/**
 * A door behind a real port of this machine, for clients that speak HTTP themselves.
 *
 * @module
 */

/** A running server; disposing of it closes its connections too. */
export interface Server extends AsyncDisposable {
  readonly addr: Deno.NetAddr;
}

/** What answers requests. */
export interface Served {
  readonly app: {
    fetch(
      request: Request,
      connection: Deno.ServeHandlerInfo<Deno.NetAddr>,
    ): Response | Promise<Response>;
  };
}

/** Serves on a free port. Give each test its own: Deno 2.5 counts waiting for requests as a leak. */
export function serve({ app }: Served): Server {
  // A shutdown would wait for connections that clients keep: for 90 s on Deno 2.5.
  const closing = new AbortController();
  const { signal } = closing;
  const server = Deno.serve(
    { hostname: "127.0.0.1", port: 0, signal, onListen: () => {} },
    (request, connection) => app.fetch(request, connection),
  );
  return {
    addr: server.addr,

    async [Symbol.asyncDispose]() {
      closing.abort();
      await server.finished;
    },
  };
}

/** Where OpenAI's clients are pointed to. */
export function baseUrl({ addr }: Pick<Server, "addr">): string {
  return `http://127.0.0.1:${addr.port}/v1`;
}
