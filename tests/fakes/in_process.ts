/**
 * A fake upstream without a port: its application as a `fetch`, with the manners of the real one.
 *
 * @module
 */

/** An application, as Hono's or `Deno.serve`'s handler. */
export type Handler = (request: Request) => Response | Promise<Response>;

/** An answer that never comes: the connection is cut before its first byte. */
export class CutConnection extends Error {
  override readonly name = "CutConnection";
}

/**
 * Calls `app` for every request. As with a real connection, `fetch` and the reading of its body
 * reject when the signal aborts, whatever the application does.
 */
export function inProcessFetch(app: Handler): typeof fetch {
  return async (input, init) => {
    const request = new Request(input, init);
    const { signal } = request;
    signal.throwIfAborted();
    const stopped = Promise.withResolvers<never>();
    const stop = () => stopped.reject(signal.reason);
    signal.addEventListener("abort", stop, { once: true });
    stopped.promise.catch(() => {});
    const response = await Promise.race([app(request), stopped.promise]).catch(asNetworkError);
    if (response.body === null) return response;
    const body = response.body.pipeThrough(new TransformStream(), { signal });
    return new Response(body, response);
  };
}

function asNetworkError(error: unknown): never {
  if (!(error instanceof CutConnection)) throw error;
  const cause = new Error("client error (SendRequest): connection closed before message completed");
  throw new TypeError("fetch failed", { cause });
}
