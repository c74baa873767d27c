/**
 * Somebody who has asked to be told: remembers every request, and answers as the test says.
 *
 * @module
 */

import { createHmac } from "node:crypto";
import { z } from "zod";

/** A request that came. */
export interface Received {
  readonly url: string;
  readonly id: string;
  /** As in the header: seconds. */
  readonly timestamp: number;
  readonly signatures: readonly string[];
  readonly body: string;
  readonly event: z.infer<typeof Body>;
  /** The status that it was answered with; undefined while there is none. */
  status?: number;
}

/** What to answer; "hang": nothing, ever. */
export type Answer = Response | "hang" | Error;

/** A receiver. */
export interface Receiver {
  readonly fetch: typeof fetch;
  readonly calls: readonly Received[];
  /** Those that were answered with 2xx. */
  readonly accepted: readonly Received[];
  /** Most requests open at a time. */
  readonly mostAtOnce: number;
}

const Body = z.strictObject({
  object: z.literal("event"),
  id: z.string(),
  type: z.string(),
  created_at: z.int(),
  data: z.looseObject({ id: z.string() }),
});

/** Creates one; by default it takes everything. `count` is that of the call, from 1. */
export function createReceiver(
  answer: (call: Received, count: number) => Answer = () => new Response("thanks"),
): Receiver {
  const calls: Received[] = [];
  let open = 0;
  let mostAtOnce = 0;

  async function receive(request: Request, signal?: AbortSignal | null): Promise<Response> {
    const body = await request.text();
    const { headers } = request;
    const call: Received = {
      url: request.url,
      id: headers.get("webhook-id") ?? "",
      timestamp: Number(headers.get("webhook-timestamp")),
      signatures: (headers.get("webhook-signature") ?? "").split(" "),
      body,
      event: Body.parse(JSON.parse(body)),
    };
    const count = calls.push(call);
    mostAtOnce = Math.max(mostAtOnce, ++open);
    try {
      const given = answer(call, count);
      if (given === "hang") return await aborted(signal ?? request.signal);
      if (given instanceof Error) throw given;
      call.status = given.status;
      const location = given.headers.get("location");
      const follows = location !== null && request.redirect === "follow";
      return follows ? await receive(new Request(location, { method: "POST", body })) : given;
    } finally {
      open--;
    }
  }

  return {
    // The request's own signal only follows the caller's, and Deno 2.5 may forget it meanwhile.
    fetch: (input, init) => receive(new Request(input, init), init?.signal),
    calls,
    get accepted() {
      return calls.filter(({ status = 0 }) => status >= 200 && status < 300);
    },
    get mostAtOnce() {
      return mostAtOnce;
    },
  };
}

/** Whether one of a request's signatures is that of the secret, reckoned without any library. */
export function isSignedBy(secret: string, { id, timestamp, signatures, body }: Received): boolean {
  const key = secret.startsWith("whsec_")
    ? Uint8Array.fromBase64(secret.slice("whsec_".length))
    : new TextEncoder().encode(secret);
  const digest = createHmac("sha256", key).update(`${id}.${timestamp}.${body}`).digest("base64");
  return signatures.includes(`v1,${digest}`);
}

function aborted(signal: AbortSignal): Promise<never> {
  return new Promise((_, reject) => {
    const end = () => reject(signal.reason);
    if (signal.aborted) end();
    signal.addEventListener("abort", end, { once: true });
  });
}
