/**
 * The dispatcher in virtual time, against receivers of every kind.
 *
 * @module
 */

import { createUrlGuard } from "../net/guard.ts";
import { PAUSES_MS } from "../hooks/retry.ts";
import { rotate } from "../hooks/endpoint.ts";
import { newSecret } from "../hooks/signature.ts";
import { assert, assertEquals, assertFalse, assertMatch, assertObjectMatch } from "./assert.ts";
import { createReceiver, isSignedBy } from "./fakes/receiver.ts";
import { openPost, type PostOffice, SECRET } from "./post.ts";
import { countKeys } from "./world.ts";

const HOUR = 3_600_000;

async function assertNothingLeft(kv: Deno.Kv): Promise<void> {
  assertEquals(await countKeys(kv, "hook_due"), 0, "nothing is due");
  assertEquals(await countKeys(kv, "hook_lane"), 0, "nothing waits");
}

/** Runs until the only delivery has ended, without a patrol: days pass quickly that way. */
async function tryUntilTheEnd({ hooks, runtime, deliveries }: PostOffice): Promise<void> {
  for (;;) {
    await runtime.pass(20_000);
    const [delivery] = await deliveries();
    if (delivery?.dueAt === undefined) return;
    await runtime.pass(delivery.dueAt - runtime.now());
    hooks.dispatcher.wake([delivery.id]);
  }
}

Deno.test("an event is sent once to each receiver that wants it, signed with its secret", async () => {
  using kv = await Deno.openKv(":memory:");
  const post = openPost({ kv });
  const one = await post.register({ url: "https://one.test/" });
  const two = await post.register({ url: "https://two.test/" });
  await post.register({ url: "https://three.test/", eventTypes: ["batch.failed"] });
  await post.tell("job_1", { webhook: { url: "https://own.test/" } });
  await post.settle();
  const secrets = new Map([
    ["https://one.test/", one.secret],
    ["https://two.test/", two.secret],
    ["https://own.test/", SECRET],
  ]);
  assertEquals(
    post.receiver.calls.map(({ url }) => url).toSorted(),
    [...secrets.keys()].toSorted(),
  );
  for (const call of post.receiver.calls) {
    assert(isSignedBy(secrets.get(call.url) ?? "", call));
    assertEquals(call.id, call.event.id);
    assertEquals(call.timestamp, Math.floor(post.runtime.now() / 1_000));
    assertObjectMatch(call.event, { type: "image.generation.completed", data: { id: "job_1" } });
  }
  await assertNothingLeft(kv);
  await post.close();
});

Deno.test("nobody to tell: an event leaves nothing behind and costs one read", async () => {
  using kv = await Deno.openKv(":memory:");
  const post = openPost({ kv });
  await post.tell("job_1");
  assertEquals([post.watched.reads, post.watched.commits], [1, 0]);
  await post.close();
});

Deno.test("a receiver that fails a third of the time gets every event", async () => {
  using kv = await Deno.openKv(":memory:");
  const receiver = createReceiver((_, count) => {
    if (count % 3 !== 0) return new Response(null, { status: 204 });
    return count % 2 === 0 ? new Response("no", { status: 500 }) : new TypeError("no connection");
  });
  const post = openPost({ kv, receiver });
  const { secret } = await post.register();
  post.hooks.dispatcher.start();
  const ids = Array.from({ length: 60 }, (_, index) => `job_${index}`);
  for (const id of ids) await post.tell(id);
  await post.settle();
  const told = receiver.accepted.map(({ event }) => event.data.id);
  assertEquals(told.toSorted(), ids.toSorted());
  assert(receiver.calls.length > 60 && receiver.calls.every((call) => isSignedBy(secret, call)));
  await assertNothingLeft(kv);
  await post.close();
});

Deno.test("a receiver that never answers is tried ten times in three days, then given up", async () => {
  using kv = await Deno.openKv(":memory:");
  const post = openPost({ kv, receiver: createReceiver(() => "hang") });
  await post.register();
  await post.tell("job_1");
  await tryUntilTheEnd(post);
  const [delivery] = await post.deliveries();
  assert(delivery);
  assertEquals([delivery.status, delivery.tries, post.receiver.calls.length], ["dead", 10, 10]);
  delivery.attempts.forEach(({ at, durationMs, error, status }, index) => {
    assertEquals([durationMs, status, error], [15_000, undefined, "No answer within 15 s"]);
    const before = delivery.attempts[index - 1];
    if (before === undefined) return;
    const pause = PAUSES_MS[index] ?? 0;
    const waited = at - before.at - before.durationMs;
    assert(waited >= pause * 0.9 && waited <= pause * 1.1, `${waited} ms before try ${index + 1}`);
  });
  assertEquals(new Set(post.receiver.calls.map(({ id }) => id)).size, 1);
  assertEquals(
    post.receiver.calls.map(({ timestamp }) => timestamp),
    delivery.attempts.map(({ at }) => Math.floor(at / 1_000)),
  );
  await assertNothingLeft(kv);
  await post.close();
});

Deno.test("what was given up is listed, and goes out again when it is replayed", async () => {
  using kv = await Deno.openKv(":memory:");
  let answer = () => new Response(null, { status: 410 });
  const post = openPost({ kv, receiver: createReceiver(() => answer()) });
  await post.tell("job_1", { webhook: { url: "https://own.test/" } });
  await post.settle();
  const { dispatcher, deliveries } = post.hooks;
  const [dead] = await deliveries.list("me", { limit: 9, status: "dead" });
  assert(dead);
  answer = () => new Response("now it is fine");
  assertEquals(await dispatcher.replay(dead.id, "somebody else"), undefined);
  assertEquals((await dispatcher.replay(dead.id, "me"))?.status, "pending");
  assertEquals(await deliveries.list("me", { limit: 9, status: "dead" }), []);
  await post.settle();
  const [delivered] = await deliveries.list("me", { limit: 9, status: "delivered" });
  assertEquals(delivered?.attempts.map(({ status }) => status), [410, 200]);
  const [first, second] = post.receiver.calls;
  assertEquals([second?.id, second?.body], [first?.id, first?.body]);
  await assertNothingLeft(kv);
  await post.close();
});

Deno.test("deliveries vanish a week after their end", async () => {
  using kv = await Deno.openKv(":memory:");
  const post = openPost({ kv });
  await post.register();
  await post.tell("job_1");
  await post.settle();
  await post.runtime.pass(7 * 24 * HOUR - 60_000);
  assertEquals((await post.deliveries()).length, 1);
  await post.runtime.pass(60_000);
  assertEquals(await post.deliveries(), []);
  await post.close();
});

Deno.test("a redirect is a failure, and is not followed", async () => {
  using kv = await Deno.openKv(":memory:");
  const location = "http://169.254.169.254/latest/meta-data";
  const receiver = createReceiver((_, count) =>
    count === 1 ? new Response(null, { status: 307, headers: { location } }) : new Response()
  );
  const post = openPost({ kv, receiver });
  const { url } = await post.register();
  post.hooks.dispatcher.start();
  await post.tell("job_1");
  await post.settle();
  assertEquals(receiver.calls.map((call) => call.url), [url, url]);
  const [delivery] = await post.deliveries();
  assertMatch(delivery?.attempts[0]?.error ?? "", /answered 307: redirects are not followed/);
  await post.close();
});

Deno.test("a receiver that answers 410 is not called again until it is enabled", async () => {
  using kv = await Deno.openKv(":memory:");
  const receiver = createReceiver((_, count) => new Response(null, { status: count ? 410 : 200 }));
  const post = openPost({ kv, receiver });
  const { id } = await post.register();
  await post.tell("job_1");
  await post.settle();
  const endpoint = await post.hooks.endpoints.find("me", id);
  assertEquals(endpoint?.disabledAt, post.runtime.now());
  assertEquals(post.runtime.events.at(-1), { event: "webhook_endpoint_disabled", endpointId: id });
  await post.tell("job_2");
  assertEquals([receiver.calls.length, (await post.deliveries()).length], [1, 1]);
  await post.close();
});

Deno.test("what is on its way to an endpoint that is deleted or disabled is given up", async () => {
  using kv = await Deno.openKv(":memory:");
  const post = openPost({ kv, receiver: createReceiver(() => new TypeError("no connection")) });
  const gone = await post.register({ url: "https://gone.test/" });
  const off = await post.register({ url: "https://off.test/" });
  post.hooks.dispatcher.start();
  await post.tell("job_1");
  await post.runtime.until(() => post.receiver.calls.length === 2);
  await post.hooks.endpoints.remove("me", gone.id);
  await post.hooks.endpoints.update("me", off.id, (found) => ({ ...found, disabledAt: 1 }));
  await post.settle();
  const reasons = (await post.deliveries()).map(({ attempts }) => attempts.at(-1)?.error);
  assertEquals(reasons.toSorted(), ["The endpoint is disabled", "The endpoint was deleted"]);
  assertEquals(post.receiver.calls.length, 2);
  await assertNothingLeft(kv);
  await post.close();
});

for (
  const { status, retryAfter, atLeastMs, atMostMs } of [
    { status: 429, retryAfter: "3600", atLeastMs: HOUR, atMostMs: HOUR },
    { status: 503, retryAfter: "864000", atLeastMs: 24 * HOUR, atMostMs: 24 * HOUR },
    { status: 503, retryAfter: "1", atLeastMs: 4_500, atMostMs: 5_500 },
    { status: 500, retryAfter: "3600", atLeastMs: 4_500, atMostMs: 5_500 },
  ]
) {
  Deno.test(`${status} with Retry-After ${retryAfter} puts the next try where it should be`, async () => {
    using kv = await Deno.openKv(":memory:");
    const headers = { "retry-after": retryAfter };
    const receiver = createReceiver(() => new Response(null, { status, headers }));
    const post = openPost({ kv, receiver });
    await post.register();
    await post.tell("job_1");
    await post.runtime.until(async () => (await post.deliveries())[0]?.tries === 1);
    const [{ dueAt = 0 } = {}] = await post.deliveries();
    const waitMs = dueAt - post.runtime.now();
    assert(waitMs >= atLeastMs && waitMs <= atMostMs, `${waitMs} ms`);
    await post.close();
  });
}

Deno.test("a name that leads into a private network by now is not called", async () => {
  using kv = await Deno.openKv(":memory:");
  let address = "10.0.0.7";
  const guard = createUrlGuard({
    resolve: () => Promise.resolve([address]),
    trustedOrigins: [],
    allowPrivate: false,
  });
  const post = openPost({ kv, guard });
  await post.register({ url: "https://moved.example.com/hooks" });
  post.hooks.dispatcher.start();
  await post.tell("job_1");
  await post.runtime.until(async () => (await post.deliveries())[0]?.tries === 1);
  assertEquals(post.receiver.calls.length, 0);
  const [delivery] = await post.deliveries();
  assertMatch(delivery?.attempts[0]?.error ?? "", /leads into a private network/);
  address = "93.184.216.34";
  await post.settle();
  assertEquals(post.receiver.accepted.length, 1);
  await post.close();
});

Deno.test("for a day after a rotation both secrets sign, then only the new one", async () => {
  using kv = await Deno.openKv(":memory:");
  const post = openPost({ kv });
  const { id, secret: old } = await post.register();
  const secret = newSecret();
  const now = post.runtime.now();
  await post.hooks.endpoints.update(
    "me",
    id,
    (found) => rotate(found, { secret, keepOld: true, now }),
  );
  await post.tell("job_1");
  await post.settle();
  await post.runtime.pass(24 * HOUR);
  await post.tell("job_2");
  await post.settle();
  const [during, after] = post.receiver.calls;
  assert(during && after);
  assertEquals([isSignedBy(secret, during), isSignedBy(old, during)], [true, true]);
  assertEquals([isSignedBy(secret, after), isSignedBy(old, after)], [true, false]);
  await post.close();
});

Deno.test("events about one job keep their order; those about others do not wait", async () => {
  using kv = await Deno.openKv(":memory:");
  const receiver = createReceiver((_, count) =>
    count === 1 ? new Response(null, { status: 500 }) : new Response()
  );
  const post = openPost({ kv, receiver });
  await post.register();
  post.hooks.dispatcher.start();
  await post.tell("job_1", { type: "image.generation.failed" });
  await post.runtime.until(() => receiver.calls.length === 1);
  await post.tell("job_1", { type: "image.generation.completed" });
  await post.tell("job_2", { type: "image.generation.cancelled" });
  await post.settle();
  assertEquals(receiver.calls.map(({ event }) => `${event.data.id} ${event.type.split(".")[2]}`), [
    "job_1 failed",
    "job_2 cancelled",
    "job_1 failed",
    "job_1 completed",
  ]);
  await assertNothingLeft(kv);
  await post.close();
});

Deno.test("no more than 32 requests are open at a time", async () => {
  using kv = await Deno.openKv(":memory:");
  const post = openPost({
    kv,
    receiver: createReceiver((_, n) => n <= 100 ? "hang" : new Response()),
  });
  await post.register();
  post.hooks.dispatcher.start();
  for (let index = 0; index < 100; index++) await post.tell(`job_${index}`);
  await post.settle();
  assertEquals(post.receiver.mostAtOnce, 32);
  assertEquals(post.receiver.accepted.length, 100);
  await post.close();
});

Deno.test("two processes on one database send nothing twice", async () => {
  using kv = await Deno.openKv(":memory:");
  const one = openPost({ kv });
  const two = openPost({ kv, beside: one });
  await one.register();
  one.hooks.dispatcher.start();
  two.hooks.dispatcher.start();
  for (let index = 0; index < 40; index++) await (index % 2 ? one : two).tell(`job_${index}`);
  await one.settle();
  await one.runtime.pass(60_000);
  assertEquals(one.receiver.calls.length, 40);
  await one.close();
  await two.close();
});

Deno.test("what one process is sending no other takes, however slow the receiver", async () => {
  using kv = await Deno.openKv(":memory:");
  const one = openPost({ kv, receiver: createReceiver(() => "hang") });
  const two = openPost({ kv, beside: one });
  await one.register();
  one.hooks.dispatcher.start();
  two.hooks.dispatcher.start();
  await one.tell("job_1");
  await one.runtime.pass(14_999);
  assertEquals(one.receiver.calls.length, 1);
  await one.close();
  await two.close();
});

Deno.test("a process that stops hands back what it was sending, and the next one sends it", async () => {
  using kv = await Deno.openKv(":memory:");
  const receiver = createReceiver((_, count) => count === 1 ? "hang" : new Response());
  const first = openPost({ kv, receiver });
  await first.register();
  await first.tell("job_1");
  await first.runtime.until(() => receiver.calls.length === 1);
  await first.close();
  const [handedBack] = await first.deliveries();
  assertEquals([handedBack?.tries, handedBack?.holder], [0, undefined]);
  const second = openPost({ kv, beside: first });
  second.hooks.dispatcher.start();
  await second.settle();
  assertEquals(receiver.accepted.length, 1);
  await second.close();
});

Deno.test("a process alone on its database frees what a dead one was sending", async () => {
  using kv = await Deno.openKv(":memory:");
  const receiver = createReceiver((_, count) => count === 1 ? "hang" : new Response());
  const dead = openPost({ kv, receiver });
  await dead.register();
  await dead.tell("job_1");
  await dead.runtime.until(() => receiver.calls.length === 1);
  const next = openPost({ kv, receiver });
  assertEquals(await next.hooks.dispatcher.freeOrphans(), 1);
  next.hooks.dispatcher.start();
  await next.runtime.until(() => receiver.accepted.length === 1, 1_000);
  await next.settle();
  await next.close();
  await dead.close();
});

Deno.test("a shift sends what is due and returns when nothing is pending", async () => {
  using kv = await Deno.openKv(":memory:");
  const first = openPost({ kv, receiver: createReceiver(() => "hang") });
  await first.register();
  await first.tell("job_1");
  await first.close();
  const receiver = createReceiver();
  const second = openPost({ kv, receiver });
  let isOver = false;
  const shift = second.hooks.dispatcher.shift(55_000).then(() => isOver = true);
  await second.runtime.until(() => isOver, 55_000);
  assertEquals(receiver.accepted.length, 1);
  await shift;
  await second.close();
});

Deno.test("of an answer only the beginning is read and kept", async () => {
  using kv = await Deno.openKv(":memory:");
  const part = new TextEncoder().encode("é".repeat(512));
  let pulled = 0;
  const endless = () =>
    new ReadableStream({
      pull(controller) {
        pulled++;
        controller.enqueue(part);
      },
    });
  const post = openPost({ kv, receiver: createReceiver(() => new Response(endless())) });
  await post.register();
  await post.tell("job_1");
  await post.settle();
  const [delivery] = await post.deliveries();
  assertEquals(delivery?.attempts[0]?.excerpt, "é".repeat(300));
  assert(pulled <= 6, `${pulled} kB were read`);
  await post.close();
});

Deno.test("the largest event fits in its record with ten of the most awkward answers", async () => {
  using kv = await Deno.openKv(":memory:");
  const answer = () => new Response("\0".repeat(4_000), { status: 500 });
  const post = openPost({ kv, receiver: createReceiver(answer) });
  await post.register();
  await post.tell("job_1", { data: { id: "job_1", text: "x".repeat(19_800) } });
  await tryUntilTheEnd(post);
  const [delivery] = await post.deliveries();
  assertEquals([delivery?.status, delivery?.attempts.length], ["dead", 10]);
  await post.close();
});

Deno.test("an answer whose body never ends counts by its status", async () => {
  using kv = await Deno.openKv(":memory:");
  const signalled = (signal: AbortSignal) =>
    new ReadableStream({
      start: (controller) =>
        signal.addEventListener("abort", () => controller.error(signal.reason), { once: true }),
    });
  const receiver = createReceiver();
  const fetchStuck: typeof fetch = async (input, init) => {
    await receiver.fetch(input, init);
    return new Response(signalled(init?.signal ?? new AbortController().signal));
  };
  const post = openPost({ kv, receiver: { ...receiver, fetch: fetchStuck } });
  await post.register();
  await post.tell("job_1");
  await post.settle();
  const [delivery] = await post.deliveries();
  assertObjectMatch(delivery?.attempts[0] ?? {}, { status: 200, durationMs: 15_000 });
  assertEquals(delivery?.status, "delivered");
  await post.close();
});

Deno.test("the log tells of every try, without secrets, paths and queries", async () => {
  using kv = await Deno.openKv(":memory:");
  const url = "https://receiver.test/private/path?token=hush";
  const receiver = createReceiver((call, count) =>
    count === 1 ? new TypeError(`error sending request for url (${call.url})`) : new Response()
  );
  const post = openPost({ kv, receiver });
  const { secret } = await post.register({ url });
  post.hooks.dispatcher.start();
  await post.tell("job_1");
  await post.settle();
  const [failed, delivered] = post.runtime.events;
  const origin = "https://receiver.test";
  assertObjectMatch(failed ?? {}, { event: "webhook_failed", origin, tries: 1 });
  assertMatch(JSON.stringify(failed), /No answer: error sending request for url/);
  assertObjectMatch(delivered ?? {}, { event: "webhook_delivered", origin, tries: 2, status: 200 });
  const log = JSON.stringify(post.runtime.events);
  for (const hidden of ["hush", "private/path", secret]) assertFalse(log.includes(hidden), hidden);
  assertFalse(JSON.stringify(await post.deliveries()).includes(secret));
  await post.close();
});
