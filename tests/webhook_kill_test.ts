/**
 * A real process, killed with `-9` while it tells of a job's end, and started again.
 *
 * @module
 */

import OpenAI from "openai";
import { z } from "zod";
import { assertEquals, assertObjectMatch } from "./assert.ts";
import { serveUpstream } from "./fakes/fake_upstream.ts";
import { createSim } from "./fakes/sim.ts";
import { startProcess } from "./process.ts";

const SECRET = "whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw";

const DeliveryList = z.object({
  data: z.array(z.object({ status: z.string(), attempts: z.array(z.unknown()) })),
});

interface Post {
  readonly payload: string;
  readonly headers: Headers;
}

/** A receiver that leaves its first caller without an answer. */
function openReceiver() {
  const posts: Post[] = [];
  const first = Promise.withResolvers<void>();
  const second = Promise.withResolvers<Post>();
  const options = { hostname: "127.0.0.1", port: 0, onListen: () => {} };
  const server = Deno.serve(options, async (request) => {
    const post = { payload: await request.text(), headers: request.headers };
    if (posts.push(post) > 1) {
      second.resolve(post);
      return new Response(null, { status: 204 });
    }
    first.resolve();
    await second.promise;
    return new Response(null, { status: 500 });
  });
  return { server, posts, first: first.promise, second: second.promise };
}

async function start(env: Record<string, string>) {
  const process = await startProcess("tests/processes/darkroom.ts", { env, until: /\n/ });
  return { process, address: process.output.trim() };
}

/** Looks until a delivery has arrived: its answer comes a moment before it is booked. */
async function deliveredAt(address: string): Promise<z.infer<typeof DeliveryList>["data"]> {
  for (;;) {
    const answer = await fetch(`${address}/v1/webhook_deliveries?status=delivered`);
    const { data } = DeliveryList.parse(await answer.json());
    if (data.length > 0) return data;
    await new Promise((resolve) => setTimeout(resolve, 20));
  }
}

Deno.test("a webhook that kill -9 cut off is sent by the next process, with the same id", async () => {
  const folder = await Deno.makeTempDir();
  const receiver = openReceiver();
  const served = serveUpstream(createSim({ mode: "async", latencyMs: 10, idempotent: false }));
  const env = {
    SIM_URL: served.baseUrl,
    KV_URL: `${folder}/darkroom.db`,
    PORT: "0",
    DEFAULT_MODEL: "sim",
    WEBHOOK_SECRET: SECRET,
    ALLOW_PRIVATE_NETWORK: "true",
  };
  const first = await start(env);
  const webhook = `http://127.0.0.1:${receiver.server.addr.port}/`;
  const answer = await fetch(`${first.address}/v1/images/generations`, {
    method: "POST",
    body: JSON.stringify({ model: "sim", prompt: "a pear", size: "64x64", webhook }),
  });
  await answer.body?.cancel();
  await receiver.first;
  first.process.signal("SIGKILL");
  await first.process.ended;

  const second = await start(env);
  const { payload, headers } = await receiver.second;
  const { webhooks } = new OpenAI({ apiKey: "none" });
  const event = await webhooks.unwrap(payload, headers, SECRET);
  assertObjectMatch(event.data, { id: answer.headers.get("x-job-id") });
  assertEquals(headers.get("webhook-id"), receiver.posts[0]?.headers.get("webhook-id"));
  const [delivery, ...others] = await deliveredAt(second.address);
  assertEquals([delivery?.attempts.length, others.length], [1, 0]);
  second.process.signal("SIGTERM");
  assertEquals((await second.process.ended).code, 0);
  await receiver.server.shutdown();
  await served[Symbol.asyncDispose]();
  await Deno.remove(folder, { recursive: true });
});
