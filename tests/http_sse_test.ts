/**
 * What all server-sent streams promise: they begin at once, are never silent for long, have no long
 * lines, and leave nothing behind when a connection breaks.
 *
 * @module
 */

import { createApp } from "../app.ts";
import { jobStatus } from "../jobs/job.ts";
import { JobView } from "../routes/schemas/job.ts";
import { assert, assertEquals, assertExists, assertLess } from "./assert.ts";
import { linksIn } from "./chat.ts";
import { openVirtualDoor, type VirtualDoor } from "./door.ts";
import { countOpenEnds } from "./open_ends.ts";
import { serve } from "./serve.ts";
import { countKeys, storedJobs } from "./world.ts";

/** A request as it is sent. */
interface Asked {
  readonly path: string;
  /** Absent: a GET. */
  readonly body?: Readonly<Record<string, unknown>>;
}

/** How to ask for a stream of pictures that hang. */
type Ask = (door: VirtualDoor) => Promise<Asked> | Asked;

const HANGING = { model: "easel", prompt: "hang on", stream: true };

const STREAMS: Readonly<Record<string, Ask>> = {
  "chat": () => ({
    path: "/v1/chat/completions",
    body: { ...HANGING, messages: [{ role: "user", content: HANGING.prompt }], prompt: undefined },
  }),
  "images": () => ({ path: "/v1/images/generations", body: HANGING }),
  "OpenRouter's images": () => ({ path: "/v1/images", body: HANGING }),
  "responses": () => ({
    path: "/v1/responses",
    body: { model: "easel", input: HANGING.prompt, stream: true },
  }),
  "job events": async (door) => {
    const made = await door.post("/v1/jobs", { model: "easel", prompt: HANGING.prompt });
    return { path: `/v1/jobs/${JobView.parse(await made.json()).id}/events` };
  },
};

/** What all streams do before there is anything to tell. */
const LONGEST_SILENCE_MS = 10_000;

function initOf({ body }: Asked): RequestInit {
  const headers = { "content-type": "application/json" };
  return body === undefined ? {} : { method: "POST", headers, body: JSON.stringify(body) };
}

for (const [name, ask] of Object.entries(STREAMS)) {
  Deno.test(`a stream of ${name} begins long before there is a picture`, async () => {
    await using door = await openVirtualDoor();
    await using server = serve(door);
    const asked = await ask(door);
    const before = door.runtime.now();
    const response = await fetch(
      `http://127.0.0.1:${server.addr.port}${asked.path}`,
      initOf(asked),
    );
    assertEquals(response.status, 200);
    const reader = response.body?.getReader();
    assertExists((await reader?.read())?.value);
    assertLess(door.runtime.now() - before, 100);
    await reader?.cancel();
  });

  Deno.test(`a stream of ${name} is never silent for more than ten seconds`, async () => {
    await using door = await openVirtualDoor();
    const asked = await ask(door);
    const response = await door.app.request(asked.path, initOf(asked));
    const { heard, stop } = listen(response);
    await door.runtime.until(() => door.easel.requests.length === 1);
    for (let ms = 0; ms < 300_000; ms += LONGEST_SILENCE_MS) {
      const before = heard();
      await door.runtime.pass(LONGEST_SILENCE_MS);
      assert(heard() > before, `silent after ${ms} ms`);
    }
    await stop();
  });
}

/** Counts what comes. */
function listen(response: Response) {
  const reader = response.body?.getReader();
  assertExists(reader);
  let heard = 0;
  const ended = (async () => {
    for (;;) {
      const { done, value } = await reader.read();
      if (done) return;
      heard += value.length;
    }
  })();
  return {
    heard: () => heard,
    async stop() {
      await reader.cancel();
      await ended;
    },
  };
}

Deno.test("a chat stream of ten pictures of a long prompt has no line over 64 KiB", async () => {
  await using door = await openVirtualDoor();
  const response = await door.post("/v1/chat/completions", {
    model: "easel",
    messages: [{ role: "user", content: "水彩 ".repeat(10_000) }],
    n: 10,
    size: "512x512",
    stream: true,
  });
  const text = await response.text();
  assertEquals(linksIn(text).length, 10);
  const longest = Math.max(
    ...text.split("\n").map((line) => new TextEncoder().encode(line).length),
  );
  assertLess(longest, 64 * 1_024);
});

const WAITING: Ask = () => ({
  path: "/v1/images/generations",
  body: { ...HANGING, stream: false },
});

/** A client that speaks TCP, so that it can vanish in the middle. */
async function dial(port: number, asked: Asked): Promise<Deno.TcpConn> {
  const connection = await Deno.connect({ hostname: "127.0.0.1", port });
  const body = new TextEncoder().encode(JSON.stringify(asked.body ?? {}));
  const head = [
    `${asked.body ? "POST" : "GET"} ${asked.path} HTTP/1.1`,
    "host: 127.0.0.1",
    "content-type: application/json",
    `content-length: ${asked.body ? body.length : 0}`,
  ].join("\r\n");
  const writer = connection.writable.getWriter();
  await writer.write(new TextEncoder().encode(`${head}\r\n\r\n`));
  if (asked.body) await writer.write(body);
  writer.releaseLock();
  return connection;
}

/** How connections end. A system that has bytes which nobody has read sends a reset. */
const WAYS: Readonly<Record<string, (connection: Deno.TcpConn) => Promise<void>>> = {
  "closes after its first bytes": async (connection) => {
    await connection.read(new Uint8Array(65_536));
    connection.close();
  },
  "resets it, having read nothing": (connection) => Promise.resolve(connection.close()),
};

for (const [name, ask] of Object.entries({ ...STREAMS, "an unstreamed answer": WAITING })) {
  for (const [way, leave] of Object.entries(WAYS)) {
    if (ask === WAITING && way.includes("first bytes")) continue;
    Deno.test(`a client of ${name} who ${way} leaves nothing behind, and its job ends`, async () => {
      await using door = await openVirtualDoor();
      const { runtime, darkroom: { worker } } = door;
      const finish = finishOnDemand(door);
      worker.start();
      await runtime.pass(0);
      const idle = runtime.sleeping;
      const { services, open } = countOpenEnds(door.darkroom.services);
      await using server = serve({ app: createApp(services) });
      const asked = await ask(door);
      const connection = await dial(server.addr.port, asked);
      await runtime.until(() => open.watches === 1 && door.easel.requests.length === 1);
      await leave(connection);
      await runtime.until(() => open.watches + open.timers === 0, 1_500_000);
      assertEquals(await stateOf(door), "in_progress");
      finish();
      await runtime.until(async () => (await stateOf(door)) !== "in_progress");
      await door.idle();
      assertEquals(await stateOf(door), "completed");
      const [stored] = await storedJobs(door.kv);
      assertEquals([stored?.job.holder, await countKeys(door.kv, "due")], [undefined, 0]);
      await runtime.until(() => runtime.sleeping === idle);
    });
  }
}

/** Lets the pictures that hang come when it is called. */
function finishOnDemand({ easel }: VirtualDoor): () => void {
  const { poll } = easel;
  assertExists(poll);
  let isFinished = false;
  easel.poll = (handle, context) => poll(isFinished ? 0 : handle, context);
  return () => void (isFinished = true);
}

async function stateOf(door: VirtualDoor): Promise<string | undefined> {
  const [newest] = (await door.darkroom.services.engine.list("operator", { limit: 1 })).jobs;
  return newest && jobStatus(newest);
}
