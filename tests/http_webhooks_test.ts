import type { z } from "zod";
import {
  DeletedEndpoint,
  DeliveryList,
  DeliveryView,
  EndpointList,
  EndpointView,
  EndpointWithSecret,
  EventTypeList,
  TestResult,
} from "../routes/schemas/webhook.ts";
import { answered, errorOf, warningsOf } from "./answers.ts";
import { assert, assertEquals, assertFalse, assertMatch, assertObjectMatch } from "./assert.ts";
import { type Door, openVirtualDoor, type VirtualDoor } from "./door.ts";
import { createReceiver, isSignedBy, type Receiver } from "./fakes/receiver.ts";
import { imageRequest } from "./jobs.ts";

const ENDPOINTS = "/v1/webhook_endpoints";
const DELIVERIES = "/v1/webhook_deliveries";
const SECRET = "a secret of the server's own";
const URL_ = "https://receiver.test/hooks?room=7";

interface OpenOptions {
  readonly env?: Readonly<Record<string, string>>;
  readonly receiver?: Receiver;
}

function open({ env, receiver = createReceiver() }: OpenOptions = {}): Promise<VirtualDoor> {
  const always = { ALLOW_PRIVATE_NETWORK: "true", WEBHOOK_SECRET: SECRET };
  return openVirtualDoor({ env: { ...always, ...env }, fetch: receiver.fetch });
}

async function read<T>(schema: z.ZodType<T>, answer: Promise<Response>): Promise<T> {
  const response = await answer;
  const text = await response.text();
  assertEquals(response.status, 200, text);
  return schema.parse(JSON.parse(text));
}

function create(door: Door, body: Record<string, unknown> = {}): Promise<EndpointWithSecret> {
  return read(EndpointWithSecret, door.post(ENDPOINTS, { url: URL_, name: "mine", ...body }));
}

/** Makes a picture, and waits for what is told of it. */
async function makePicture(door: VirtualDoor, body: Record<string, unknown> = {}): Promise<string> {
  const asked = door.post("/v1/images/generations", { prompt: "a pear", size: "64x64", ...body });
  const answer = await answered(door.runtime, asked);
  assertEquals([answer.status, (await answer.text()).slice(0, 10)], [200, '{"created"']);
  await door.runtime.until(() => door.darkroom.services.hooks.dispatcher.held === 0);
  return answer.headers.get("x-job-id") ?? "";
}

Deno.test("an endpoint is created with its secret, which is shown this once", async () => {
  await using door = await open();
  const made = await create(door, { event_types: ["image.generation.completed"] });
  const { signing_secret, ...shown } = made;
  assertMatch(signing_secret, /^whsec_/);
  assertMatch(made.id, /^whe_[0-9a-f]{32}$/);
  assertObjectMatch(made, {
    object: "webhook_endpoint",
    name: "mine",
    url: URL_,
    event_types: ["image.generation.completed"],
    signing_secret_hint: `whsec_…${signing_secret.slice(-4)}`,
    created_at: made.updated_at,
    status: "active",
    disabled_at: null,
  });
  const response = await door.get(`${ENDPOINTS}/${made.id}`);
  assertEquals(response.headers.get("cache-control"), "no-store");
  assertEquals(await response.json(), shown);
  const list = await door.get(ENDPOINTS);
  assertFalse((await list.text()).includes(signing_secret));
  assertFalse(JSON.stringify(door.events).includes(signing_secret));
});

Deno.test("endpoints are listed newest first, page by page", async () => {
  await using door = await open();
  const ids: string[] = [];
  for (let index = 0; index < 5; index++) ids.unshift((await create(door)).id);
  const seen: string[] = [];
  let after = "";
  for (const hasMore of [true, true, false]) {
    const page = await read(EndpointList, door.get(`${ENDPOINTS}?limit=2${after}`));
    assertEquals(page.has_more, hasMore);
    seen.push(...page.data.map(({ id }) => id));
    after = `&after=${page.last_id}`;
  }
  assertEquals(seen, ids);
});

Deno.test("an endpoint is changed in parts; an update that changes nothing does not count", async () => {
  await using door = await open();
  const { id, signing_secret: _, ...made } = await create(door);
  await door.runtime.pass(5_000);
  const path = `${ENDPOINTS}/${id}`;
  const update = (body: unknown) => read(EndpointView, door.post(path, body));
  assertEquals(await update({ name: "mine" }), { id, ...made });
  const renamed = await update({ name: "yours", event_types: ["batch.failed"] });
  assertEquals(renamed, {
    id,
    ...made,
    name: "yours",
    event_types: ["batch.failed"],
    updated_at: made.updated_at + 5,
  });
  assertEquals((await update({ status: "disabled" })).status, "disabled");
  assertEquals((await update({ name: "again" })).status, "disabled");
  assertEquals((await update({ url: "https://other.test/" })).status, "active");
});

Deno.test("an endpoint is deleted once", async () => {
  await using door = await open();
  const { id } = await create(door);
  const remove = () => door.app.request(`${ENDPOINTS}/${id}`, { method: "DELETE" });
  assertEquals(await read(DeletedEndpoint, Promise.resolve(remove())), {
    id,
    object: "webhook_endpoint.deleted",
    deleted: true,
  });
  const error = await errorOf(await remove());
  assertObjectMatch(error, { code: "not_found", param: "id" });
  assertEquals((await read(EndpointList, door.get(ENDPOINTS))).data, []);
});

Deno.test("endpoints and deliveries that never were are a 404 everywhere", async () => {
  await using door = await open();
  const answers = [
    await door.get(`${ENDPOINTS}/whe_no`),
    await door.get(`${ENDPOINTS}?after=whe_no`),
    await door.post(`${ENDPOINTS}/whe_no`, { name: "x" }),
    await door.post(`${ENDPOINTS}/whe_no/rotate_secret`, {}),
    await door.post(`${ENDPOINTS}/whe_no/test`, { event_type: "batch.failed" }),
    await door.get(`${DELIVERIES}/whd_no`),
    await door.post(`${DELIVERIES}/whd_no/replay`, {}),
  ];
  assertEquals(answers.map(({ status }) => status), answers.map(() => 404));
  for (const answer of answers) assertEquals((await errorOf(answer)).code, "not_found");
});

Deno.test("what cannot be an endpoint is refused in plain words", async () => {
  await using door = await open();
  const wrong: [Record<string, unknown>, string, RegExp][] = [
    [{ name: "x" }, "url", /url is missing/],
    [{ url: "receiver" }, "url", /url is "receiver": use an address such as/],
    [{ url: "ftp://a.test/" }, "url", /"ftp:" is not http or https/],
    [{ url: "https://me:hush@a.test/" }, "url", /it has a user or a password in it/],
    [{ url: URL_, event_types: ["image.done"] }, "event_types[0]", /use "image\.generation\./],
    [{ url: URL_, event_types: "batch.failed" }, "event_types", /use a list of event types/],
  ];
  for (const [body, param, message] of wrong) {
    const answer = await door.post(ENDPOINTS, body);
    assertEquals(answer.status, 400);
    const error = await errorOf(answer);
    assertEquals(error.param, param);
    assertMatch(error.message, message);
    assertFalse(error.message.includes("hush"));
  }
  const answer = await door.post(ENDPOINTS, { url: URL_, secret: "mine" });
  assertEquals(warningsOf(answer), ["secret ignored: no such field"]);
});

Deno.test("there are at most 16 endpoints, however long their addresses", async () => {
  await using door = await open();
  const url = `https://receiver.test/${"x".repeat(2_000)}`;
  for (let index = 0; index < 16; index++) {
    const { id } = await create(door, { url, name: "漢".repeat(200) });
    await read(
      EndpointWithSecret,
      door.post(`${ENDPOINTS}/${id}/rotate_secret`, {
        keep_old_secret_active_for_24_hours: true,
      }),
    );
  }
  const error = await errorOf(await door.post(ENDPOINTS, { url }));
  assertMatch(error.message, /There are 16 webhook endpoints already/);
});

Deno.test("private addresses are refused when they are saved, unless they are allowed", async () => {
  await using closed = await open({ env: { ALLOW_PRIVATE_NETWORK: "false" } });
  await using opened = await open();
  for (
    const url of [
      "http://127.0.0.1:9000/",
      "http://[::1]/",
      "http://169.254.169.254/",
      "http://10.1.2.3/",
      "http://localhost/",
      "http://printer.local/",
    ]
  ) {
    const refused = await errorOf(await closed.post(ENDPOINTS, { url }));
    assertEquals(refused.param, "url");
    assertMatch(refused.message, /it may not be called: /);
    const asked = await closed.post("/v1/images/generations", { prompt: "a pear", webhook: url });
    assertMatch((await errorOf(asked)).message, /^webhook is "http:.*may not be called/);
    await create(opened, { url });
  }
  const { id } = await create(closed, { url: "http://93.184.216.34/" });
  const change = await closed.post(`${ENDPOINTS}/${id}`, { url: "http://10.0.0.1/" });
  assertMatch((await errorOf(change)).message, /"10\.0\.0\.1" is not a public address/);
});

Deno.test("private addresses are refused when an endpoint is tested", async () => {
  const receiver = createReceiver();
  await using door = await open({ receiver, env: { ALLOW_PRIVATE_NETWORK: "false" } });
  const { id } = await create(door, { url: "http://93.184.216.34/" });
  const { endpoints } = door.darkroom.services.hooks;
  await endpoints.update("operator", id, (found) => ({ ...found, url: "http://10.0.0.1/" }));
  const test = await door.post(`${ENDPOINTS}/${id}/test`, { event_type: "batch.failed" });
  assertMatch((await errorOf(test)).message, /"10\.0\.0\.1" is not a public address/);
  assertEquals(receiver.calls.length, 0);
});

Deno.test("a test sends one made-up event and says how it was answered", async () => {
  const receiver = createReceiver((_, count) =>
    count === 1 ? new Response(null, { status: 418 }) : new TypeError("no connection")
  );
  await using door = await open({ receiver });
  const { id, signing_secret } = await create(door);
  const test = () => door.post(`${ENDPOINTS}/${id}/test`, { event_type: "batch.failed" });
  assertEquals(await read(TestResult, test()), {
    object: "webhook_endpoint.test",
    success: true,
    status_code: 418,
    event_type: "batch.failed",
    webhook_endpoint_id: id,
  });
  const [call] = receiver.calls;
  assert(call && isSignedBy(signing_secret, call));
  assertObjectMatch(call.event, { type: "batch.failed", data: { id: "batch_test" } });
  const unreachable = await test();
  assertEquals(unreachable.headers.get("x-should-retry"), "false");
  const error = await errorOf(unreachable);
  assertEquals([error.code, error.message], ["endpoint_unreachable", "No answer: no connection"]);
  assertEquals((await read(DeliveryList, door.get(DELIVERIES))).data, []);
});

Deno.test("a new secret is shown once; the old one signs for a day where that is asked for", async () => {
  const receiver = createReceiver();
  await using door = await open({ receiver });
  const { id, signing_secret: oldest } = await create(door);
  const rotate = (init: RequestInit) =>
    read(
      EndpointWithSecret,
      Promise.resolve(
        door.app.request(`${ENDPOINTS}/${id}/rotate_secret`, { method: "POST", ...init }),
      ),
    );
  const body = JSON.stringify({ keep_old_secret_active_for_24_hours: true });
  const { signing_secret: kept } = await rotate({ body });
  await makePicture(door);
  const { signing_secret: newest } = await rotate({});
  await makePicture(door);
  const secrets = [oldest, kept, newest];
  const signed = receiver.calls.map((call) => secrets.map((secret) => isSignedBy(secret, call)));
  assertEquals(signed, [[true, true, false], [false, false, true]]);
});

Deno.test("all types of events are listed", async () => {
  await using door = await open();
  const { data } = await read(EventTypeList, door.get("/v1/webhook_event_types"));
  assertEquals(data.length, 7);
  assert(data.includes("image.generation.completed") && data.includes("batch.expired"));
});

Deno.test("the end of a picture is told to endpoints and to the request's own webhook", async () => {
  const receiver = createReceiver();
  await using door = await open({ receiver });
  const { id: endpoint, signing_secret } = await create(door);
  const jobId = await makePicture(door, { webhook: { url: "https://own.test/#top" }, n: 2 });
  const own = receiver.calls.find(({ url }) => url === "https://own.test/");
  const registered = receiver.calls.find(({ url }) => url === URL_);
  assert(own && registered && receiver.calls.length === 2);
  assert(isSignedBy(SECRET, own) && isSignedBy(signing_secret, registered));
  assertEquals(own.body, registered.body);
  assert(own.body.length < 20_000);
  const { data } = own.event;
  const url = `http://localhost/v1/jobs/${jobId}`;
  assertObjectMatch(data, { id: jobId, status: "completed", url, error: null });
  const job = await (await door.get(new URL(url).pathname)).json();
  assertEquals(
    data.images,
    job.images.map(({ url, media_type, size }: Record<string, string>) => ({
      url,
      media_type,
      size,
    })),
  );
  const list = await read(DeliveryList, door.get(DELIVERIES));
  assertEquals(list.data.map(({ endpoint }) => endpoint).toSorted(), [endpoint, null].toSorted());
  for (const delivery of list.data) {
    assertEquals([delivery.status, delivery.webhook_id], ["delivered", own.id]);
    assertObjectMatch(delivery.attempts[0] ?? {}, { status_code: 200, response_excerpt: "thanks" });
  }
});

Deno.test("where nobody can sign, a request's webhook is refused, and no job is made", async () => {
  await using door = await open({ env: { WEBHOOK_SECRET: "" } });
  for (const webhook of ["https://own.test/", { url: "https://own.test/" }]) {
    const answer = await door.post("/v1/images/generations", { prompt: "a pear", webhook });
    assertEquals(answer.status, 400);
    const error = await errorOf(answer);
    assertEquals(error.param, "webhook");
    assertMatch(error.message, /this server has no WEBHOOK_SECRET/);
  }
  assertEquals((await (await door.get("/v1/jobs")).json()).data, []);
});

Deno.test("PUBLIC_URL is what the event's addresses begin with", async () => {
  const receiver = createReceiver();
  await using door = await open({ receiver, env: { PUBLIC_URL: "https://pics.example" } });
  await create(door);
  await makePicture(door);
  assertMatch(
    String(receiver.calls[0]?.event.data.url),
    /^https:\/\/pics\.example\/v1\/jobs\/job_/,
  );
});

Deno.test("a forged host too long to be one does not keep a job from ending", async () => {
  const receiver = createReceiver();
  await using door = await open({ receiver });
  const body = { prompt: "a pear", size: "64x64", n: 10, webhook: "https://own.test/" };
  const headers = { "x-forwarded-host": "x".repeat(4_000) };
  const asked = door.post("/v1/images/generations", body, headers);
  const answer = await answered(door.runtime, asked);
  await answer.body?.cancel();
  assertEquals(answer.status, 200);
  await door.runtime.until(() => receiver.accepted.length === 1);
  const jobId = answer.headers.get("x-job-id");
  assertEquals(receiver.calls[0]?.event.data.url, `http://localhost/v1/jobs/${jobId}`);
  await door.runtime.until(() => door.darkroom.services.hooks.dispatcher.held === 0);
});

Deno.test("deliveries are filtered, looked at, and sent again", async () => {
  const receiver = createReceiver((_, count) =>
    new Response(null, { status: count === 1 ? 410 : 200 })
  );
  await using door = await open({ receiver });
  const { id: endpoint } = await create(door);
  await makePicture(door);
  await makePicture(door, { webhook: "https://own.test/" });
  const list = (query: string) => read(DeliveryList, door.get(`${DELIVERIES}?${query}`));
  assertEquals((await list("")).data.length, 2);
  const [dead, ...others] = (await list("status=dead")).data;
  assert(dead && others.length === 0);
  assertEquals((await list(`endpoint=${endpoint}`)).data, [dead]);
  assertEquals((await list("status=pending")).data, []);
  const page = await list("limit=1");
  assertEquals([page.has_more, page.data[0]?.endpoint], [true, null]);
  assertEquals((await list(`limit=1&after=${page.last_id}`)).data, [dead]);
  assertEquals(await read(DeliveryView, door.get(`${DELIVERIES}/${dead.id}`)), dead);
  assertEquals((await read(EndpointView, door.get(`${ENDPOINTS}/${endpoint}`))).status, "disabled");

  await read(EndpointView, door.post(`${ENDPOINTS}/${endpoint}`, { status: "active" }));
  const replayed = await read(DeliveryView, door.post(`${DELIVERIES}/${dead.id}/replay`, {}));
  assertEquals([replayed.status, replayed.webhook_id], ["pending", dead.webhook_id]);
  await door.runtime.until(() => receiver.calls.length === 3);
  await door.runtime.until(() => door.darkroom.services.hooks.dispatcher.held === 0);
  const now = await read(DeliveryView, door.get(`${DELIVERIES}/${dead.id}`));
  assertEquals([now.status, now.attempts.length], ["delivered", 2]);
});

Deno.test("endpoints and deliveries of other callers do not exist", async () => {
  await using door = await open();
  const { engine, hooks } = door.darkroom.services;
  const { id } = await create(door);
  const [mine] = await hooks.endpoints.list("operator");
  assert(mine && await hooks.endpoints.add("somebody", { ...mine, id: "whe_theirs" }));
  const request = imageRequest({ model: "studio" });
  assert((await engine.accept({ request, owner: "somebody", warnings: [] })).ok);
  const theirs = () => hooks.deliveries.list("somebody", { limit: 9 });
  await door.runtime.until(async () => (await theirs()).some(({ status }) => status !== "pending"));
  const [delivery, ...more] = await theirs();
  assertEquals([delivery?.endpoint, more.length], ["whe_theirs", 0]);
  assertEquals((await read(EndpointList, door.get(ENDPOINTS))).data.map((one) => one.id), [id]);
  assertEquals((await read(DeliveryList, door.get(DELIVERIES))).data, []);
  assertEquals((await door.get(`${ENDPOINTS}/whe_theirs`)).status, 404);
  assertEquals((await door.get(`${DELIVERIES}/${delivery?.id}`)).status, 404);
  assertEquals((await door.post(`${DELIVERIES}/${delivery?.id}/replay`, {})).status, 404);
});

Deno.test("the routes need the key like all others", async () => {
  await using door = await open({ env: { API_MASTER_KEY: "a long enough key" } });
  for (const path of [ENDPOINTS, DELIVERIES, "/v1/webhook_event_types"]) {
    assertEquals((await door.get(path)).status, 401);
    const short = await door.get(path.replace("/v1", ""), { "api-key": "a long enough key" });
    assertEquals(short.status, 200);
  }
});
