/**
 * How a fake upstream misbehaves when it is told to.
 *
 * @module
 */

import type { MiddlewareHandler } from "hono";
import type { Json } from "../../failure.ts";
import { CutConnection } from "./in_process.ts";

/** What a call to an upstream is for; `result`: where a poll only says that there is one. */
export type Door = "submit" | "poll" | "result" | "cancel" | "file";

/** What a request is for; undefined: something else. */
export type DoorOf = (request: Request) => Door | undefined;

/** What goes wrong with a call. With none of the last four it is only held up. */
export interface Fault {
  /** Which call; absent: the next one, whatever it is. */
  readonly on?: Door;
  /** How many calls. @default {1} */
  readonly times?: number;
  /** The work is done all the same; only the answer goes wrong. */
  readonly accepts?: boolean;
  /** No answer until `release()`, or until the caller has gone. */
  readonly hang?: boolean;
  /** The connection is cut before the answer. */
  readonly cut?: boolean;
  /** Half of the true answer. */
  readonly truncate?: boolean;
  readonly status?: number;
  readonly headers?: Readonly<Record<string, string>>;
  /** Text is sent as it is, anything else as JSON. */
  readonly body?: Json;
}

/** The faults that are still to come. */
export interface Faults {
  /** Adds one at the end. */
  next(fault: Fault): void;
  /** Lets all held calls go on. */
  release(): void;
  /** The next fault for a call at this door. */
  take(door: Door): Fault | undefined;
  /** Calls that are held. */
  readonly held: number;
  /** Resolves at the release; rejects when the caller has gone. */
  hold(signal: AbortSignal): Promise<void>;
}

/** An empty list. */
export function createFaults(): Faults {
  const coming: Fault[] = [];
  const held = new Set<() => void>();
  return {
    next(fault) {
      for (let count = 0; count < (fault.times ?? 1); count++) coming.push(fault);
    },

    release() {
      for (const go of held) go();
    },

    take(door) {
      const at = coming.findIndex(({ on }) => on === undefined || on === door);
      return at < 0 ? undefined : coming.splice(at, 1)[0];
    },

    get held() {
      return held.size;
    },

    async hold(signal) {
      const { promise, resolve, reject } = Promise.withResolvers<void>();
      const leave = () => reject(new CutConnection("The caller has gone"));
      held.add(resolve);
      signal.addEventListener("abort", leave, { once: true });
      try {
        await promise;
      } finally {
        held.delete(resolve);
        signal.removeEventListener("abort", leave);
      }
    },
  };
}

/** Puts the faults between the caller and the application. */
export function misbehave(faults: Faults, doorOf: DoorOf): MiddlewareHandler {
  return async function misbehave(c, next) {
    const door = doorOf(c.req.raw);
    const fault = door && faults.take(door);
    if (!fault) return await next();
    if (fault.accepts || fault.truncate) await next();
    if (fault.hang) await faults.hold(c.req.raw.signal);
    if (fault.cut) throw new CutConnection("The upstream hangs up");
    if (fault.truncate) c.res = await half(c.res);
    else if (fault.status !== undefined || fault.body !== undefined) c.res = scripted(fault);
    else if (!fault.accepts) await next();
  };
}

async function half(response: Response): Promise<Response> {
  const bytes = await response.bytes();
  const { status } = response;
  const type = response.headers.get("content-type") ?? "";
  const headers = { "content-type": type };
  return new Response(bytes.slice(0, bytes.length >> 1), { status, headers });
}

function scripted({ status = 200, headers = {}, body = "" }: Fault): Response {
  const isText = typeof body === "string";
  const type = isText ? "text/plain" : "application/json";
  return new Response(isText ? body : JSON.stringify(body), {
    status,
    headers: { "content-type": type, ...headers },
  });
}
