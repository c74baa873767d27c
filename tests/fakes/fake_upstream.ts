/**
 * What every fake of an upstream has in common: it is a small Hono application that is called
 * without a port or over one, notes its calls, and misbehaves when told to.
 *
 * @module
 */

import { type Context, Hono } from "hono";
import { HTTPException } from "hono/http-exception";
import { createFaults, type Door, type DoorOf, type Fault, misbehave } from "./faults.ts";
import { CutConnection, type Handler, inProcessFetch } from "./in_process.ts";

/** A call that came in, whatever became of it. */
export interface FakeCall {
  readonly door: Door | undefined;
  /** With its body unread. */
  readonly request: Request;
  /** By the upstream's clock. */
  readonly at: number;
}

/** An upstream that is none. */
export interface FakeUpstream {
  /** Calls it without a port; addresses in its answers have the origin that was called. */
  readonly fetch: typeof fetch;
  /** For `Deno.serve`. */
  readonly handler: Handler;
  readonly calls: readonly FakeCall[];
  /** Calls that a fault holds up just now. */
  readonly held: number;
  /** Says how the next call goes wrong. */
  next(fault: Fault): void;
  /** Lets calls go on that hang. */
  release(): void;
}

/** What makes one upstream differ from the others. */
export interface FakeUpstreamOptions {
  readonly doorOf: DoorOf;
  /** Adds the upstream's routes. A thrown `HTTPException` is its answer. */
  addRoutes(app: Hono): void;
  now(): number;
}

/** Creates a fake. */
export function createFakeUpstream(options: FakeUpstreamOptions): FakeUpstream {
  const { doorOf, addRoutes, now } = options;
  const faults = createFaults();
  const calls: FakeCall[] = [];
  const app = new Hono();
  app.onError(answerRefusal);
  app.use(async (c, next) => {
    const request = await copyOf(c);
    calls.push({ door: doorOf(request), request, at: now() });
    await next();
  });
  app.use(misbehave(faults, doorOf));
  addRoutes(app);
  return {
    fetch: inProcessFetch((request) => app.fetch(request)),
    handler: (request) =>
      Promise.resolve(app.fetch(request)).catch((error) => hangUp(error, request)),
    calls,
    get held() {
      return faults.held;
    },
    next: faults.next,
    release: faults.release,
  };
}

/** A fake on a port of its own. */
export interface ServedUpstream extends AsyncDisposable {
  readonly baseUrl: string;
}

/** Serves a fake on loopback, for tests whose Darkroom is another process. */
export function serveUpstream(fake: FakeUpstream): ServedUpstream {
  const server = Deno.serve({ hostname: "127.0.0.1", port: 0, onListen: () => {} }, fake.handler);
  return {
    baseUrl: `http://127.0.0.1:${server.addr.port}`,
    [Symbol.asyncDispose]: () => {
      fake.release();
      return server.shutdown();
    },
  };
}

/** Read through Hono, which keeps the body for the routes. */
async function copyOf(c: Context): Promise<Request> {
  const { method, url, headers } = c.req.raw;
  const body = method === "GET" ? null : await c.req.arrayBuffer();
  return new Request(url, { method, headers, body });
}

function answerRefusal(error: Error, c: Context): Response {
  if (!(error instanceof HTTPException)) throw error;
  return c.json({ error: { code: null, message: error.message } }, error.status);
}

/** Over a port a connection can only be cut by an answer that breaks off. */
function hangUp(error: unknown, { signal }: Request): Response {
  if (!(error instanceof CutConnection)) throw error;
  if (signal.aborted) return new Response(); // nobody hears it
  const broken = new ReadableStream({ pull: (controller) => controller.error(error.message) });
  return new Response(broken, { headers: { "content-type": "application/json" } });
}
