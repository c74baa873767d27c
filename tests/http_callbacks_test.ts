/**
 * Upstreams that tell when work has ended: what they say makes us look, and nothing else.
 *
 * @module
 */

import { createHash, generateKeyPairSync, sign } from "node:crypto";
import { Webhook } from "standardwebhooks";
import { JobView } from "../routes/schemas/job.ts";
import { answered } from "./answers.ts";
import { assert, assertEquals, assertFalse, assertMatch } from "./assert.ts";
import { openVirtualDoor, type VirtualDoor } from "./door.ts";
import { borrowedClock } from "./fakes/borrowed_clock.ts";
import { createFalFake } from "./fakes/fal.ts";
import type { FakeUpstream } from "./fakes/fake_upstream.ts";
import { createInternet } from "./fakes/internet.ts";
import { createReplicateFake, REPLICATE_WEBHOOK_SECRET } from "./fakes/replicate.ts";

const PUBLIC_URL = "https://darkroom.test";
const LATENCY_MS = 200_000;

const falKeys = generateKeyPairSync("ed25519");
const { x } = falKeys.publicKey.export({ format: "jwk" });

interface World extends AsyncDisposable {
  readonly door: VirtualDoor;
  readonly replicate: ReturnType<typeof createReplicateFake>;
  readonly fal: ReturnType<typeof createFalFake>;
  /** Starts a job, and gives the address that the upstream was told. */
  start(model: string): Promise<{ readonly id: string; readonly webhook: string | undefined }>;
  /** Calls an address as an upstream does, and gives the status with the body. */
  tell(address: string, message: Message): Promise<string>;
}

interface Message {
  readonly headers: Record<string, string>;
  readonly body: string;
}

async function openWorld(env: Record<string, string> = {}): Promise<World> {
  const clock = borrowedClock();
  const common = { latencyMs: LATENCY_MS, now: clock.now };
  const replicate = createReplicateFake({ tokens: ["token"], ...common });
  const fal = createFalFake({ keys: ["key"], ...common });
  const jwks = () => Promise.resolve(Response.json({ keys: [{ kty: "RSA" }, { kty: "OKP", x }] }));
  const door = await openVirtualDoor({
    env: {
      PUBLIC_URL,
      REPLICATE_API_TOKEN: "token",
      REPLICATE_BASE_URL: "http://replicate.test/v1",
      FAL_KEY: "key",
      FAL_BASE_URL: "http://fal.test",
      FAL_JWKS_URL: "http://keys.test/jwks.json",
      ...env,
    },
    fetch: createInternet({
      "replicate.test": replicate.fetch,
      "fal.test": fal.fetch,
      "keys.test": jwks,
    }),
  });
  clock.lend(door.runtime);
  door.darkroom.worker.start();
  return {
    door,
    replicate,
    fal,
    async start(model) {
      const asked = door.post("/v1/jobs", { model, prompt: "a lighthouse", size: "1024x1024" });
      const { id } = JobView.parse(await (await answered(door.runtime, asked)).json());
      await door.runtime.pass(0);
      const works = [...replicate.works.values(), ...fal.works.values()];
      return { id, webhook: works.at(-1)?.webhook };
    },
    async tell(address, message) {
      const path = address.slice(PUBLIC_URL.length);
      const asked = door.app.request(path, { method: "POST", ...message });
      const response = await inNoTime(door, Promise.resolve(asked));
      const text = (await response.text()).replaceAll(path, "…");
      await door.runtime.pass(0);
      return `${response.status} ${text}`;
    },
    [Symbol.asyncDispose]: () => door[Symbol.asyncDispose](),
  };
}

/** Waits for what takes no time of the virtual clock: nothing becomes due by itself meanwhile. */
async function inNoTime<T>({ runtime }: VirtualDoor, asked: Promise<T>): Promise<T> {
  let isOver = false;
  void asked.finally(() => isOver = true);
  while (!isOver) await runtime.pass(0);
  return await asked;
}

function fromReplicate(at: number, body: string, secret = REPLICATE_WEBHOOK_SECRET): Message {
  const time = new Date(at);
  return {
    body,
    headers: {
      "webhook-id": "msg_1",
      "webhook-timestamp": String(Math.floor(at / 1_000)),
      // Of several, one must fit.
      "webhook-signature": `v1,AAAA ${new Webhook(secret).sign("msg_1", time, body)}`,
    },
  };
}

function fromFal(at: number, body: string, { privateKey } = falKeys): Message {
  const time = String(Math.floor(at / 1_000));
  const digest = createHash("sha256").update(body).digest("hex");
  const signed = ["request_1", "user_1", time, digest].join("\n");
  return {
    body,
    headers: {
      "x-fal-webhook-request-id": "request_1",
      "x-fal-webhook-user-id": "user_1",
      "x-fal-webhook-timestamp": time,
      "x-fal-webhook-signature": sign(null, new TextEncoder().encode(signed), privateKey)
        .toString("hex"),
    },
  };
}

const SIGNERS = [
  ["replicate", "replicate/flux-schnell", fromReplicate],
  ["fal", "fal/flux/schnell", fromFal],
] as const;

/** A body that lies about what came of the work. */
const FORGED = JSON.stringify({
  id: "prediction_1",
  request_id: "request_1",
  status: "succeeded",
  output: ["http://evil.test/picture.png"],
  payload: { images: [{ url: "http://evil.test/picture.png" }] },
});

function polls({ calls }: FakeUpstream): number {
  return calls.filter(({ door }) => door === "poll").length;
}

for (const [name, model, signed] of SIGNERS) {
  Deno.test(`${name} is told an address, and what it signs there makes us look at once`, async () => {
    await using world = await openWorld();
    const { door, tell } = world;
    const { id, webhook = "" } = await world.start(model);
    assertMatch(
      webhook,
      /^https:\/\/darkroom\.test\/hooks\/upstream\/job_[0-9a-f]+\/0\/[0-9a-f]{32}$/,
    );
    const before = polls(world[name]);
    assertEquals(await tell(webhook, signed(door.runtime.now(), "{}")), "204 ");
    assertEquals(polls(world[name]), before + 1);
    const job = JobView.parse(await (await door.get(`/v1/jobs/${id}`)).json());
    assertEquals([job.status, job.attempts[0]?.polls], ["in_progress", before + 1]);
  });

  Deno.test(`${name}'s picture is the one that is polled, whatever a message said`, async () => {
    await using world = await openWorld();
    const { door, tell } = world;
    const { id, webhook = "" } = await world.start(model);
    await tell(webhook, signed(door.runtime.now(), FORGED));
    await door.runtime.pass(2 * LATENCY_MS);
    const job = JobView.parse(await (await door.get(`/v1/jobs/${id}`)).json());
    assertEquals([job.status, job.images[0]?.size], ["completed", "64x96"]);
    const asked = world[name].calls.map(({ request }) => new URL(request.url).hostname);
    assertFalse(asked.includes("evil.test"), "What a message says is not read");
  });

  Deno.test(`${name}'s message never becomes a result, whatever it says`, async () => {
    await using world = await openWorld();
    const { door, tell } = world;
    const { id, webhook = "" } = await world.start(model);
    assertEquals(await tell(webhook, signed(door.runtime.now(), FORGED)), "204 ");
    const job = JobView.parse(await (await door.get(`/v1/jobs/${id}`)).json());
    assertEquals([job.status, job.images], ["in_progress", []]);
  });

  Deno.test(`${name}'s message of before our last look changes nothing, sent again or late`, async () => {
    await using world = await openWorld();
    const { door, tell } = world;
    const { webhook = "" } = await world.start(model);
    const message = signed(door.runtime.now(), "{}");
    await door.runtime.pass(20_000);
    const before = polls(world[name]);
    for (let times = 0; times < 3; times++) assertEquals(await tell(webhook, message), "204 ");
    assertEquals(polls(world[name]), before);
  });

  Deno.test(`what ${name} has not signed is answered as an address that is none`, async () => {
    await using world = await openWorld();
    const { door, tell } = world;
    const { webhook = "" } = await world.start(model);
    const nothing = await tell(`${PUBLIC_URL}/hooks/nothing`, { body: "{}", headers: {} });
    assertMatch(nothing, /^404 .*Unknown request URL: POST …/);
    const now = door.runtime.now();
    const good = signed(now, "{}");
    const others = generateKeyPairSync("ed25519");
    const wrong: [string, string, Message][] = [
      ["nothing signed", webhook, { body: "{}", headers: {} }],
      ["another body", webhook, { ...good, body: '{"a":1}' }],
      ["too old", webhook, signed(now - 301_000, "{}")],
      ["from the future", webhook, signed(now + 301_000, "{}")],
      [
        "another signer",
        webhook,
        fromReplicate(now, "{}", "whsec_AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA"),
      ],
      ["another signer", webhook, fromFal(now, "{}", others)],
      ["another token", webhook.replace(/.$/, (last) => last === "0" ? "1" : "0"), good],
      ["another task", webhook.replace("/0/", "/1/"), good],
      ["no task", webhook.replace("/0/", "/x/"), good],
      ["another job", webhook.replace(/job_./, "job_f"), good],
    ];
    const before = polls(world[name]);
    for (const [what, address, message] of wrong) {
      assertEquals(await tell(address, message), nothing, what);
    }
    assertEquals(polls(world[name]), before);
    const read = await door.app.request(new URL(webhook).pathname);
    assertEquals(read.status, 404);
    await read.body?.cancel();
  });

  Deno.test(`${name}'s message about work that has ended is answered, and does nothing`, async () => {
    await using world = await openWorld();
    const { door, tell } = world;
    const { id, webhook = "" } = await world.start(model);
    await answered(door.runtime, door.post(`/v1/jobs/${id}/cancel`, {}));
    const before = world[name].calls.length;
    assertEquals(await tell(webhook, signed(door.runtime.now(), "{}")), "204 ");
    assertEquals(polls(world[name]), 0);
    assert(world[name].calls.length <= before + 1, "At most the secret was asked for");
  });

  for (const env of [{ PUBLIC_URL: "" }, { PUBLIC_URL: "http://darkroom.test" }]) {
    Deno.test(`${name} is told no address where PUBLIC_URL is "${env.PUBLIC_URL}"`, async () => {
      await using world = await openWorld(env);
      assertEquals((await world.start(model)).webhook, undefined);
    });
  }
}

Deno.test("a key that cannot be had makes no message true, and is asked for again", async () => {
  await using world = await openWorld();
  const { door, tell, replicate } = world;
  const { webhook = "" } = await world.start("replicate/flux-schnell");
  const message = fromReplicate(door.runtime.now(), "{}");
  replicate.next({ on: "result", status: 500, body: "" });
  assertMatch(await tell(webhook, message), /^404 /);
  assertEquals(await tell(webhook, message), "204 ");
});
