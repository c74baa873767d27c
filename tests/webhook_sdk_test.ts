/**
 * OpenAI's own packages as a receiver's tools: version 7 manages endpoints, both majors verify what
 * is sent, over real HTTP.
 *
 * @module
 */

import OpenAI from "openai";
import OpenAI6 from "openai6";
import { z } from "zod";
import { assert, assertEquals, assertMatch, assertObjectMatch, assertRejects } from "./assert.ts";
import { type Door, openDoor } from "./door.ts";

type Server = Deno.HttpServer<Deno.NetAddr>;

/** A webhook as it came over the wire. */
interface Post {
  readonly payload: string;
  readonly headers: Headers;
}

const UNWRAPPERS = {
  "openai 7": (secret: string) => new OpenAI({ apiKey: "none", webhookSecret: secret }).webhooks,
  "openai 6": (secret: string) => new OpenAI6({ apiKey: "none", webhookSecret: secret }).webhooks,
};

const JobEvent = z.object({
  object: z.literal("event"),
  id: z.string().startsWith("evt_"),
  type: z.string(),
  created_at: z.int(),
  data: z.object({ id: z.string() }),
});

const loopback = { hostname: "127.0.0.1", port: 0, onListen: () => {} };

function serve({ app }: Pick<Door, "app">): Server {
  return Deno.serve(loopback, (request, connection) => app.fetch(request, connection));
}

function clientOf({ addr }: Server): OpenAI {
  // Where `Response` is not on its fetch, the SDK makes a request to find it, and leaks the answer.
  const call = Object.assign(fetch.bind(undefined), { Response });
  const baseURL = `http://127.0.0.1:${addr.port}/v1`;
  return new OpenAI({ baseURL, apiKey: "unused", fetch: call, maxRetries: 0 });
}

/** Hands over each webhook as it comes. */
function openMailbox() {
  const waiting: ((post: Post) => void)[] = [];
  const server = Deno.serve(loopback, async (request) => {
    const post = { payload: await request.text(), headers: request.headers };
    waiting.shift()?.(post);
    return new Response(null, { status: 204 });
  });
  return {
    url: `http://127.0.0.1:${server.addr.port}/hooks`,
    next: () => new Promise<Post>((resolve) => waiting.push(resolve)),
    [Symbol.asyncDispose]: () => server.shutdown(),
  };
}

async function makePicture(door: Door, body: Record<string, unknown> = {}): Promise<string> {
  const asked = { model: "easel", prompt: "a pear", size: "64x64", ...body };
  const answer = await door.post("/v1/images/generations", asked);
  await answer.body?.cancel();
  assertEquals(answer.status, 200);
  return answer.headers.get("x-job-id") ?? "";
}

for (const secret of ["whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw", "plain text of 24 bytes or more"]) {
  for (const [name, unwrapper] of Object.entries(UNWRAPPERS)) {
    const kind = secret.startsWith("whsec_") ? "whsec_" : "plain";
    Deno.test(`${name}: webhooks.unwrap takes a request's webhook under a ${kind} secret`, async () => {
      await using mailbox = openMailbox();
      const env = { ALLOW_PRIVATE_NETWORK: "true", WEBHOOK_SECRET: secret };
      await using door = await openDoor({ env });
      const coming = mailbox.next();
      const jobId = await makePicture(door, { webhook: mailbox.url });
      const { payload, headers } = await coming;
      const event = JobEvent.parse(await unwrapper(secret).unwrap(payload, headers));
      assertObjectMatch(event, { type: "image.generation.completed", data: { id: jobId } });
      assertEquals(headers.get("webhook-id"), event.id);
      assertMatch(headers.get("user-agent") ?? "", /^darkroom\//);
      const forged = payload.replace("completed", "failed");
      await assertRejects(() => unwrapper(secret).unwrap(forged, headers));
      await assertRejects(() => unwrapper(`${secret.slice(0, -4)}AAAA`).unwrap(payload, headers));
      await door.idle();
    });
  }
}

Deno.test("openai 7 manages endpoints from their creation to their end", async () => {
  await using mailbox = openMailbox();
  await using door = await openDoor({ env: { ALLOW_PRIVATE_NETWORK: "true" } });
  await using server = serve(door);
  const { webhooks } = clientOf(server);
  const types = await webhooks.eventTypes.list();
  assert(types.data.includes("image.generation.completed"));
  const made = await webhooks.create({
    name: "mine",
    url: mailbox.url,
    event_types: ["batch.completed"],
  });
  for (let index = 0; index < 3; index++) {
    await webhooks.create({
      name: `other ${index}`,
      url: mailbox.url,
      event_types: ["batch.failed"],
    });
  }
  const names: string[] = [];
  for await (const { name } of webhooks.list({ limit: 2 })) names.push(name);
  assertEquals(names, ["other 2", "other 1", "other 0", "mine"]);
  const { signing_secret, ...shown } = made;
  assertEquals(await webhooks.retrieve(made.id), shown);
  const renamed = await webhooks.update(made.id, { name: "yours" });
  assertEquals([renamed.name, renamed.event_types], ["yours", ["batch.completed"]]);

  const coming = mailbox.next();
  const tested = await webhooks.test(made.id, { event_type: "batch.completed" });
  assertEquals([tested.success, tested.status_code], [true, 204]);
  const { payload, headers } = await coming;
  const event = await webhooks.unwrap(payload, headers, signing_secret);
  assertEquals(event.type, "batch.completed");

  const deleted = await webhooks.delete(made.id);
  assertEquals(deleted, { id: made.id, object: "webhook_endpoint.deleted", deleted: true });
  const gone = await assertRejects(() => webhooks.retrieve(made.id));
  assertObjectMatch(gone, { status: 404, code: "not_found" });
  await door.idle();
});

Deno.test("after a rotation with overlap both secrets unwrap, in both majors", async () => {
  await using mailbox = openMailbox();
  await using door = await openDoor({ env: { ALLOW_PRIVATE_NETWORK: "true" } });
  await using server = serve(door);
  const { webhooks } = clientOf(server);
  const made = await webhooks.create({ name: "mine", url: mailbox.url, event_types: [] });
  const rotated = await webhooks.rotateSecret(made.id, {
    keep_old_secret_active_for_24_hours: true,
  });
  const coming = mailbox.next();
  await makePicture(door);
  const { payload, headers } = await coming;
  for (const secret of [made.signing_secret, rotated.signing_secret]) {
    for (const unwrapper of Object.values(UNWRAPPERS)) {
      JobEvent.parse(await unwrapper(secret).unwrap(payload, headers));
    }
  }
  await door.idle();
});
