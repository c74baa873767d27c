/**
 * Where upstreams tell that work of theirs has ended. No key is asked for: the address is known to
 * the upstream alone, and what comes is signed by it. Whatever is wrong is answered alike.
 *
 * @module
 */

import { Refusal } from "../failure.ts";
import type { Callback } from "../providers/provider.ts";
import { readBody } from "./body.ts";
import type { App, AppContext, Services } from "./context.ts";
import { answerUnknownUrl } from "./errors.ts";

/** Adds `POST /hooks/upstream/…`. */
export function addUpstreamCallbackRoute(
  app: App,
  { callbacks }: Pick<Services, "callbacks">,
): void {
  app.all("/hooks/upstream/:job/:task/:token", async function hearUpstream(c) {
    const { job: jobId, task, token } = c.req.param();
    const read = () => readMessage(c);
    if (c.req.method === "POST" && await callbacks({ jobId, task, token, read })) {
      return c.body(null, 204);
    }
    return await answerUnknownUrl(c);
  });
}

/** Undefined for what is too large. */
async function readMessage(c: AppContext): Promise<Callback | undefined> {
  try {
    return { headers: c.req.raw.headers, body: await readBody(c) };
  } catch (error) {
    if (error instanceof Refusal) return undefined;
    throw error;
  }
}
